#!/bin/bash
# Hold the conformance program's --budget and --checkpoint to its --help.
#
#     checkpoint.sh CONFORMANCE
#
# Wherever a table is cut short, the same command goes on to the table that it would have been: when the cut
# comes is left to the machine, and nothing here depends on it. Prints a line a check, and what came instead for
# each that fails.

set -u
conformance=$(readlink -f "$1")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
file=$scratch/checkpoint
checks=0 failures=0

# must SENTENCE CONDITION...: the condition, a command, is true.
must() {
    local sentence=$1
    shift
    checks=$((checks + 1))
    if "$@"; then
        echo "ok $checks - $sentence"
    else
        failures=$((failures + 1))
        printf 'not ok %s - %s\n# false: %s\n# said:\n%s\n' "$checks" "$sentence" "$*" "$(cat "$scratch/said")"
    fi
}

# try ARGUMENT...: run, but not for ever; what it says goes to the file "said", its exit code to [code].
try() {
    timeout 120 "$conformance" "$@" >"$scratch/said" 2>&1
    code=$?
}

# The rows of the checks, and what all together came to but for the time it took.
rows() {
    sed -n 's/, [0-9.]* s$//; /^  /p; /checks,/p' "$scratch/said"
}

little=connect_race/survives_a_client_that_is_gone_before_connect
large=connect_race/serves_three_clients_from_the_very_start
faults=FAULT_3/leaves_nothing_behind_whatever_fails

# in_pieces BUDGET ARGUMENT...: run again and again for BUDGET, until nothing cuts it short.
in_pieces() {
    local budget=$1
    shift
    pieces=0 code=4
    while [ $code = 4 ] && [ $pieces -lt 100 ]; do
        try --budget "$budget" --checkpoint "$file" "$@"
        pieces=$((pieces + 1))
    done
}

# How many pieces it takes is left to the machine.
# must_be_whole WHAT BUDGET ARGUMENT...: in pieces comes to what it comes to at once.
must_be_whole() {
    local what=$1 budget=$2
    shift 2
    try --jobs 1 "$@"    # several processes share out what is given up otherwise
    rows >"$scratch/whole"
    must "$what that nothing cuts short ends with 0" test $code = 0
    in_pieces "$budget" "$@"
    rows >"$scratch/pieces"
    must "$what in pieces ends with 0" test $code = 0
    must "$what in pieces is the whole table" cmp -s "$scratch/whole" "$scratch/pieces"
    must 'the file is removed when all was tried' test ! -e "$file"
}

must_be_whole 'a table' 0.1s $little
must_be_whole 'a table of a check that all runs are too many for' 0.3s --runs 3000 $large
must_be_whole 'a table of a check under faults' 0.3s --runs 200 $faults

try --budget 0.1s --checkpoint "$file" $large
must 'the file of a table that was cut short is there, and nothing beside it' \
    test "$(ls "$scratch" | tr '\n' ' ')" = 'checkpoint pieces said whole '
rm -f "$file"

# took_at_least SECONDS: the last row says so.
took_at_least() {
    sed -n 's/.*checks,.* \([0-9.]*\) s$/\1/p' "$scratch/said" | awk -v least="$1" '{ took = $1 } END { exit took < least }'
}

try --jobs 1 --budget 2s $large $little
must 'a check that is cut short goes on with what the others leave of the budget' took_at_least 2.0
must 'it is told of in order' test "$(sed -n 's/^  [a-z]* *[0-9]* *\([a-z]*\) .*/\1/p' "$scratch/said" | tr '\n' ' ')" = 'cut all '
try --jobs 1 --budget 2s $little
must 'nobody waits for a budget that nobody needs' test $code = 0

# The signal comes when a check has begun, which has a process of its own. Unheard, it leaves the end to the
# budget.
"$conformance" --runs 100000000 --budget 120s --checkpoint "$file" $large >"$scratch/said" 2>&1 &
pid=$!
until [ -n "$(cat "/proc/$pid/task/$pid/children" 2>&1)" ]; do sleep 0.01; done
begun=$SECONDS
kill -TERM $pid
wait $pid
code=$?
must 'SIGTERM cuts it short: it does not wait for its budget' test $((SECONDS - begun)) -lt 60
must 'SIGTERM cuts it short: it ends with 4' test $code = 4
must 'it says that it was cut short' grep -q '^cut short: 1 checks were not tried' "$scratch/said"
must 'it says how to go on' grep -q "^to go on: .* $file" "$scratch/said"
must 'a pipe gets no progress' test "$(grep -c $'\r' "$scratch/said")" = 0
must 'SIGTERM leaves the file' test -s "$file"

cp "$file" "$scratch/kept"
refused() {
    try "$@" $large
    [ $code = 2 ] && cmp -s "$file" "$scratch/kept"
}
must 'a file of other --runs is refused and left alone' refused --runs 7 --checkpoint "$file"
must 'it says so' grep -q 'or of other --runs' "$scratch/said"

sed -i '3s/^/check connect_race\/made_up 1\nholds 1 1 1 1\n/' "$file"
cp "$file" "$scratch/kept"
must 'a file that was changed is refused and left alone' refused --runs 100000000 --checkpoint "$file"
must 'it says so' grep -q 'it was cut short or changed' "$scratch/said"

head -n 2 "$scratch/kept" >"$file"
cp "$file" "$scratch/kept"
must 'a file that was cut off is refused and left alone' refused --runs 100000000 --checkpoint "$file"

echo 'dear diary' >"$file"
cp "$file" "$scratch/kept"
must 'what is no checkpoint is refused and left alone' refused --checkpoint "$file"
must 'it says so' grep -q 'it is no checkpoint' "$scratch/said"

for time in 0 5x m -1s '' 1ms; do
    try --budget "$time" $little
    must "--budget \"$time\" is wrong usage" test $code = 2
done
try --checkpoint
must '--checkpoint without a file is wrong usage' test $code = 2
try --budget 1s --checkpoint /nowhere/at/all $little
must 'a file that cannot be written is told' grep -q 'No such file or directory' "$scratch/said"
must 'it ends with 2' test $code = 2

echo "$((checks - failures)) passed, $failures failed"
[ $failures = 0 ]
