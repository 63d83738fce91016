#!/bin/bash
# Hold piperig to its --help: from the build folder, and installed somewhere else.
#
#     piperig.sh BUILD-FOLDER CMAKE [no-clock]
#
# With "no-clock" nothing is tried that computes for ever, or runs over its stack: a sanitizer keeps signals back
# there. Prints a line a check, and what came instead for each that fails.

set -u
build=$(readlink -f "$1")
cmake=$2
no_clock=${3:-}
here=$(dirname "$(readlink -f "$0")")
cd "$here/servers" || exit 2
unset CC
export NO_COLOR=1

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export TMPDIR=$scratch
said=$scratch/said
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
        printf 'not ok %s - %s\n# false: %s\n# said, and then exit code %s:\n%s\n' \
            "$checks" "$sentence" "$*" "$code" "$(cat "$said")"
    fi
}

# try ARGUMENT...: run piperig; what it says goes to the file "said", its exit code to [code].
try() {
    "$piperig" "$@" >"$said" 2>&1 </dev/null
    code=$?
}

says() { grep -qe "$1" "$said"; }

# ends CODE PATTERN: it came to that exit code, and said such a line.
ends() { [ "$code" = "$1" ] && says "$2"; }

# What the report at "report" says of each rule; it is of that program.
report() { "$cmake" "-DFILE=$scratch/report" "-DPROGRAM=$1" -P "$here/json.cmake" >"$said" 2>&1; }

quick='--runs 50 --jobs 2'
correct=$build/bin/correct-closes_only.rig

# shellcheck disable=SC2086,SC2206    # $quick and $again are several words
try_commands() {    # PLACE
    try check "$correct" $quick --rule connect --rule 'end-[12]'
    must "$1: a correct server holds" ends 0 '^7 rules: 0 broken, 0 undecided'

    try check tutorial.c $quick --rule CONNECT-1
    must "$1: a source is built, and its mistake found" ends 1 '^CONNECT-1 *BROKEN'
    must "$1: the picture shows it" says '! ERROR_PIPE_CONNECTED'
    local again
    again=$(sed -n 's/^to run it again: //p' "$said")
    bash -c "$again" >"$said" 2>&1
    code=$?
    must "$1: the command that replays it shows it again" ends 1 '! ERROR_PIPE_CONNECTED'
    must "$1: to the call" bash -c "! grep -q ^note: '$said'"

    local words=($again)
    try replay "${words[-2]}" "$correct"
    must "$1: a run that is not the recorded one is no verdict" ends 4 'connect: no verdict: this is not the run that was recorded$'
    must "$1: and nothing is called broken" bash -c "! grep -q 'connect: broken' '$said'"
    try replay --lenient "${words[-2]}" "$correct"
    must "$1: unless it is asked for" ends 0 'connect: holds, in a run that is not the recorded one$'
}

piperig=$build/bin/piperig
try_commands 'build folder'
"$cmake" --install "$build" --prefix "$scratch/first" >/dev/null
mv "$scratch/first" "$scratch/moved on"
piperig="$scratch/moved on/bin/piperig"
try_commands 'installed, moved'
piperig=$build/bin/piperig
must 'nothing is left of what was built' test -z "$(find "$scratch" -name 'piperig.*' -type d)"

# --- What was learned, and told --------------------------------------------------------------------------------

# shellcheck disable=SC2086
{
    try check "$correct" $quick --rule session-1
    must 'what was found out is said: the pipe' says '^correct-closes_only: \\\\.\\pipe\\mynamedpipe, messages, both ways, reads 64 bytes'
    must 'what was found out is said: a reply' says '"hello" is answered by "HELLO"'

    try check "$correct" $quick --rule session-1 --request 'a b' --reply 'A B' --request c --reply-pattern '[C]'
    must 'exchanges that are told are those that are tried' ends 0 '"a b" is answered by "A B"'
    try check tutorial.c $quick --rule session-1 --request-bytes 61ff --reply-bytes 61FF
    must 'bytes have no terminator' ends 0 '"a\\xff" is answered by "a\\xff"'
    try check "$correct" $quick --rule session-1 --request hello --reply hallo
    must 'a reply that does not come breaks a rule' ends 1 '^SESSION-1 *BROKEN'
    must 'what came is said, and what was told' says '^  "hello" is answered by "HELLO"; you told that it is answered by "hallo"$'
    must 'its clients are served all the same' says ' in a session, 3 or more clients at once$'
    try check logs.c $quick --rule session-1 --request hello --reply hallo
    must 'so is that nothing came' says '^  "hello" is not answered; you told that it is answered by "hallo"$'
    must 'what a replay needs is on its command line' says "^to run it again: .* --request hello --reply hallo"

    login='--opening-reply-pattern welcome* --request who --reply bob'
    try check logins.c $quick --opening 'login bob' $login --rule session --rule message-6
    must 'a session that begins with an opening is tried beyond it' ends 0 '^SESSION-3 *holds'
    must 'the opening is said' says '^  "login bob" is answered by what fits welcome\*$'
    try check logins.c $quick --opening 'login bob' --request who --rule session-1
    must 'what it is answered by is found out' says '^  "login bob" is answered by "welcome, bob"$'
    try check logins.c -DSILENT $quick --opening 'login bob' --request who --reply bob --rule session --rule available-2
    must 'an opening that is not answered is one, for all who come' ends 0 ' in a session, 3 or more clients at once$'
    try check logins.c $quick --opening 'login eve' $login --rule session-1
    must 'an opening that is answered otherwise is said' \
        ends 1 '^  "login eve" is not answered; you told that it is answered by what fits welcome\*$'
    must 'a replay needs it' says "^to run it again: .* --opening 'login eve' --opening-reply-pattern 'welcome\*' --request who"

    try check "$build/bin/pipe-server-w.rig" $quick --unicode --rule session-1
    must 'texts are UTF-16 with --unicode' ends 0 'UTF-16 texts'
    try check tutorial.c -DUNICODE $quick --rule session-1
    must 'and where a source is built so' ends 0 'UTF-16 texts'

    try check tutorial.c $quick --rule session-1 -- '\\.\pipe\of its own'
    must "what stands behind -- is the program's" ends 0 '\\pipe\\of its own, messages'
    try check tutorial.c $quick --rule connect-1 -- '\\.\pipe\of its own'
    must 'and on the command line of a replay' says "^to run it again: .* -- '.*of its own'$"
    try check tutorial.c -DUNICODE $quick --rule message-6 --request hello --reply hello
    must 'whole characters are no offence' ends 0 '^MESSAGE-6 *holds'
    try check halves.c -DUNICODE $quick --rule message-6
    must 'a reply that ends in the midst of a character is one' ends 1 '^the reply is a text in UTF-16, but ends in the midst of a character: "accep" (9 bytes)$'
    must 'and is shown with its bytes' says '^  "hello" is answered by "accep" (9 bytes)$'
    try check "$correct" $quick --rule session-1 --pipe mynamedpipe
    must 'a pipe that is named is found' ends 0 ' 1 hold'
    try check "$correct" $quick --rule session-1 --pipe other
    must 'one that is not there is no server' ends 3 'it creates no pipe .*other, but .*mynamedpipe'
    try check twofold.c $quick --rule connect-1
    must 'a pipe that is not tried is named' says "^  it also creates .*twofold-2, which is not tried: --pipe '.*twofold-2'$"
    try check twofold.c $quick --rule connect-1 --pipe 'twofold-2'
    must 'it is tried when it is told of' says 'twofold: .*twofold-2, messages'
    must 'and the other one is not, then' says "^  it also creates .*twofold, which is not tried"

    try check "$correct" $quick --rule 'message-7'
    must 'a rule that does not apply is no pass, and says why' ends 0 'does not apply: its pipe is one of messages'
    must 'the summary counts it' says ' 0 undecided, 1 not applicable, 0 hold'
    try check "$correct" $quick --rule message-7 --sessions one --rule session-2
    must 'sessions of one request are believed' ends 0 ' 2 not applicable'

    try check "$correct" $quick --rule available-6 --budget 0.001s
    must 'a rule that was cut short is undecided' ends 4 'undecided: cut short'
}

# --- How it stops, and what differs by design ------------------------------------------------------------------

# shellcheck disable=SC2086
{
    try check stops.c $quick --rule stop --stop-request quit
    must 'a server that stops at a request is asked by it' ends 0 'stops at "quit"$'
    must 'and holds' says '^2 rules: 0 broken, 0 undecided, 0 not applicable'
    try check stops.c -DSTOP=1 $quick --rule stop-1 --stop-request-bytes 7175697400
    must 'one that goes on breaks the rule' ends 1 '^asked to stop, the server goes on$'
    must 'a replay is told how it was asked' says '^to run it again: .* --stop-request-bytes 7175697400'
    try check stops.c -DSTOP=2 $quick --rule stop --stop-request quit
    must 'one that leaves its pipe open breaks the other' ends 1 '^STOP-2 *BROKEN'
    try check limits.c $quick --rule stop-1 --stop-request quit
    must 'whoever is to ask it finds room beside those who are there' ends 0 '^STOP-1 *holds'
    try check stops.c $quick --rule stop --stop ctrl-break
    must 'Ctrl-Break is pressed where that was told' ends 0 '^2 rules: 0 broken, 0 undecided, 0 not applicable'
    try check stops.c $quick --rule stop-2
    must 'Ctrl-C, which it leaves to Windows, where nothing was' ends 1 '^STOP-2 *BROKEN'
    try check stops.c $quick --rule stop --stop none
    must 'who is never asked need not stop' ends 0 'does not apply: nobody asks it to stop, as was told'
    must 'which is no pass' says ' 2 not applicable, 0 hold'
    try check stops.c $quick --rule secure-2
    must 'who ends over a name that is taken, and says so, has reported it' ends 0 '^SECURE-2 *holds'
    try check stops.c -DFAILURE=0 $quick --rule secure-2
    must 'but not with an exit code that denies it' ends 1 '^the server has ended over a name that is taken, and with exit code 0$'
    try check "$correct" $quick --rule stop
    must 'nor is a server without a handler' ends 0 'does not apply: it has no handler for Ctrl-C'

    try check tutorial.c $quick --rule connect-1 --rule session-1 --except 'connect-1=its clients come late' \
        --json "$scratch/report"
    must 'a rule that is excepted does not apply, for the reason that was given' \
        ends 0 '^ *does not apply: by design: its clients come late$'
    must 'and is no pass' says '^2 rules: 0 broken, 0 undecided, 1 not applicable, 1 hold; '
    report tutorial.c
    must 'nor is it in a report' says '^CONNECT-1 not-applicable OFF by design: its clients come late$'
    try check tutorial.c $quick --rule connect-1 --except 'connect-1=by design'
    must 'who says that it is by design is not told so twice' ends 0 '^ *does not apply: by design$'
    try check tutorial.c $quick --rule session-1 --except 'connect-1=its clients come late'
    must 'what was not asked for is not reported' ends 0 '^1 rule: 0 broken, 0 undecided, 0 not applicable, 1 hold; '
}

# --- Reports -------------------------------------------------------------------------------------------------

# shellcheck disable=SC2086
{
    cp tutorial.c "$scratch/of \"$(printf '\344')\" mine.c"
    "$piperig" check "$scratch/of \"$(printf '\344')\" mine.c" $quick --rule connect-1 --rule message-7 \
        --rule broken-3 --json "$scratch/report" >/dev/null 2>&1
    must 'a report is JSON, whatever the program is called' report "$scratch/of \"$(printf '\357\277\275')\" mine.c"
    must 'it has the broken rule' says '^CONNECT-1 broken OFF'
    must 'the one that does not apply' says '^MESSAGE-7 not-applicable OFF'
    must 'and the one that holds in all runs' says '^BROKEN-3 holds \(ON\|OFF\)'

    "$piperig" check "$correct" $quick --rule connect-5 --json - >"$scratch/report" 2>"$scratch/rows"
    must 'a report on stdout is nothing else' report "$correct"
    must 'the rows go to stderr' grep -q '^CONNECT-5' "$scratch/rows"
    try check "$correct" --json /nowhere/at/all
    must 'a file that cannot be written is told' ends 5 '/nowhere/at/all: No such file or directory'
    "$piperig" check "$correct" $quick --rule connect-5 >/dev/full 2>"$said"
    code=$?
    must 'so is an output that cannot be' ends 5 'could not be written: No space left on device'
    try check "$correct" $quick --rule connect-5 --json /dev/full
    must 'and a report on a full disk' ends 5 '/dev/full: No space left on device'

    echo old >"$scratch/kept"
    ln -s kept "$scratch/link"
    try check "$correct" $quick --rule connect-5 --json "$scratch/link"
    must 'a report replaces the file behind a link' test -L "$scratch/link" -a "$(wc -c <"$scratch/kept")" -gt 10

    echo mine >"$scratch/report.new"
    try check "$correct" $quick --rule connect-5 --json "$scratch/report"
    must 'a report is written beside nothing of the same name' grep -qx mine "$scratch/report.new"
    must 'and has the rights of any file' test "$(stat -c %a "$scratch/report")" = "$(stat -c %a "$scratch/report.new")"
    chmod 640 "$scratch/kept"
    try check "$correct" $quick --rule connect-5 --json "$scratch/kept"
    must 'or those of the old one' test "$(stat -c %a "$scratch/kept")" = 640
    longest=$(printf '%0255d' 0)
    echo old >"$scratch/$longest"
    try check "$correct" $quick --rule connect-5 --json "$scratch/$longest"
    must 'a file beside which there can be none is written' test "$code" = 0 -a "$(wc -c <"$scratch/$longest")" -gt 10
    must 'nothing else is left beside a report' test -z "$(find "$scratch" -name 'kept?*' -o -name 'report.?*' ! -name report.new)"

    echo old >"$scratch/kept"
    try check broken.c --json "$scratch/kept"
    must 'a program that cannot be built leaves the old report' grep -qx old "$scratch/kept"
    try check crashes.c --json -
    must 'and without one there is nothing on stdout' bash -c "! grep -q schema_version '$said'"

    : >"$said"
    "$piperig" check tutorial.c --strict --jobs 1 --json "$scratch/kept" >"$said" 2>&1 &
    until [ -s "$said" ] || ! kill -0 $!; do :; done
    kill -9 $!
    wait $! 2>/dev/null
    code=$?
    must 'whoever is killed leaves the old report' grep -qx old "$scratch/kept"
    must 'and nothing of what was built' test -z "$(find "$scratch" -name 'piperig.*' -type d)"
}

# --- The table of defects ------------------------------------------------------------------------------------

{
    "$build/bin/defects" takes_535_for_a_failure >"$said" 2>&1
    code=$?
    must 'a defect is caught, as it is listed' ends 0 '^  caught  CONNECT-1 '
    sed -n 's/^to run it again: //p' "$said" | grep -e 'CONNECT_1/' -e 'END_4/' >"$scratch/again"
    must 'what broke is told with its command' test "$(wc -l <"$scratch/again")" -ge 2
    while read -r again; do
        bash -c "$again" >"$said" 2>&1 </dev/null
        code=$?
        must "which replays it: ${again##*/}" ends 1 ': broken$'
        must 'to the call' bash -c "! grep -q ^note: '$said'"
    done <"$scratch/again"
    (trap '' CHLD && exec "$build/bin/defects" takes_535_for_a_failure) >"$said" 2>&1
    code=$?
    must 'nor does it need to hear how its helpers end' ends 0 '^  caught  CONNECT-1 '
    "$build/bin/defects" --also takes_535_for_a_failure one_instance >"$said" 2>&1
    code=$?
    must 'what else it breaks is a line for the table, and a correct server has none' \
        grep -qxF "$(grep -F 'ALSO(takes_535_for_a_failure,' "$here/../../defects/also.def")" "$said"
    must 'nor anything else' test "$(wc -l <"$said")" = 1
}

# --- A verdict depends on the program, the rule and how long it may take ------------------------------------

# finds RULE PROGRAM [OPTION...]: all that the report says of the rule.
finds() {
    local rule=$1
    shift
    "$piperig" check "$@" --runs 300 --json "$scratch/report" >/dev/null 2>&1 </dev/null
    sed -n "/\"id\":.*\"$rule\"/,/\"why\":/p" "$scratch/report"
}

# same RULE PROGRAM: it is the same alone and among others, one by one or several at once.
same() {
    local alone one many
    alone=$(finds "$1" "$2" --rule "$1" --jobs 1)
    one=$(finds "$1" "$2" --strict --rule connect --rule available-1 --rule "$1" --jobs 1)
    many=$(finds "$1" "$2" --strict --rule connect --rule available-1 --rule "$1" --jobs 3)
    printf '%s\n' "$alone" "$one" "$many" >"$said"
    code=-
    must "$1 of $2 does not depend on what else is asked" test -n "$alone" -a "$alone" = "$one"
    must "$1 of $2 does not depend on how many are tried at once" test "$one" = "$many"
}
same MESSAGE-1 trusts.c
same CONNECT-4 tutorial.c
same AVAILABLE-7 "$correct"
same SESSION-3 tutorial.c
same RACE-1 "$build/bin/defect-shares_one_buffer.rig"

# --- Why, in words ---------------------------------------------------------------------------------------------

is_silent_of_us() { ! grep -q '\.[ch]:[0-9]*: ' "$said"; }

# tells RULE SENTENCE PROGRAM [OPTION...]: the program breaks the rule, and is told in that sentence why.
# shellcheck disable=SC2086
tells() {
    local rule=$1 sentence=$2
    shift 2
    try check "$@" $quick --rule "$rule" --json "$scratch/report"
    must "$rule: $sentence" grep -qFxe "$sentence" "$said"
    must "$rule: and no place in our sources" is_silent_of_us
    report "$1"
    must "$rule: the same as data" grep -qFxe "$rule broken OFF $sentence" "$said"
}
tells CONNECT-1 'client: its request was sent and its reply is due, but ReadFile failed with ERROR_BROKEN_PIPE (109)' \
    tutorial.c
tells SESSION-1 'client: its reply is "HELLO\0" (6 bytes), but "hallo\0" (6 bytes) is due' \
    "$correct" --request hello --reply hallo
tells SESSION-1 'client: its reply is "HELLO\0" (6 bytes), but what fits "h*" is due' \
    "$correct" --request hello --reply-pattern 'h*'
tells AVAILABLE-3 'client: its request was sent and its reply is due, but ReadFile never returns: server waits in ReadFile; stray waits in Sleep; client waits in ReadFile' \
    "$build/bin/defect-serves_in_the_accept_thread.rig"
tells FAULT-1 'the server has ended, with all its clients, since ReadFile failed once in a session: it may end that session, and is to serve on' \
    "$build/bin/defect-exits_when_a_read_fails.rig"
tells AVAILABLE-1 "client 2: the pipe's name is to be there, but CreateFile failed with ERROR_FILE_NOT_FOUND (2)" \
    "$build/bin/defect-hands_over_before_it_creates.rig"
tells CONNECT-3 'client 2: it wants to open the pipe, and waits and tries again for a minute, but CreateFile failed with ERROR_FILE_NOT_FOUND (2)' \
    "$build/bin/defect-waits_on_what_it_has_closed.rig"

# Whichever compiler has built it, what it never wrote is known.
# shellcheck disable=SC2086
for compiler in gcc clang; do
    command -v $compiler >/dev/null || continue
    CC=$compiler try check forgets.c $quick --rule secure-5 --rule message-4
    must "$compiler: a reply of bytes that were never written is found" ends 1 '^SECURE-5 *BROKEN'
    must "$compiler: and what is printed of them" says '^MESSAGE-4 *BROKEN'
    must "$compiler: understands all its options" bash -c "! grep -q warning '$said'"
done

# shellcheck disable=SC2086
try check limits.c $quick --rule fault-1
must 'a server that ends without a word is shown whole, with whoever comes in vain' \
    bash -c "grep -q '^FAULT-1 *BROKEN' '$said' && ! grep -q 'rows are left out' '$said'"

# --- Servers of other ways, which are right ------------------------------------------------------------------

# shellcheck disable=SC2086
{
    try check takes_only.c $quick --rule fault-1
    must 'clients that may only write come under faults, too' ends 0 '^FAULT-1 *holds'
    try check gives_only.c $quick --rule connect --rule session-1 --rule message-6
    must 'clients that may only read get what comes' ends 0 '^7 rules: 0 broken, 0 undecided, 3 not applicable, 4 hold'
    try check tickets.c $quick --rule session --rule available --rule broken --rule 'connect-[123]'
    must 'what differs from client to client is no mistake' ends 0 '^18 rules: 0 broken, 0 undecided, '
    must 'and is said' says '^  "hello" is answered by this or that: "ticket 1", then "ticket 2"$'
    try check gives_only.c -DNUMBER $quick --rule session --rule available
    must 'nor where clients may only read' ends 0 ' 0 broken, 0 undecided, '
    try check polls.c $quick --rule connect-5 --rule broken-3 --rule race-3
    must 'who looks again and again for work repeats nothing without end' ends 0 '^3 rules: 0 broken, 0 undecided, 0 '
    try check records.c $quick --rule message-4 --rule message-6
    must 'a server whose replies are numbered is asked what it prints all the same' ends 0 '^MESSAGE-4 *holds'
    try check codes.c $quick --rule message-6 --rule secure-5
    must 'what follows a terminator is stale' ends 1 '^the reply goes on behind its terminator: '
    must 'two bytes as memory is filled with may be meant' says '^SECURE-5 *holds'
    try check codes.c $quick --rule message-6 --request get --reply-bytes 4f4b000001cdcd01
    must 'unless just that was told' ends 0 '^MESSAGE-6 *holds'
    try check codes.c -DLONGER $quick --rule secure-5 --request get
    must 'four are those that were never written' ends 1 '^client: bytes 5 to 8 of its reply were never written$'
    try check codes.c -DLONGER $quick --rule secure-5 --request get --reply-bytes 4f4b000001cdcdcdcd01
    must 'unless they were told' ends 0 '^SECURE-5 *holds'
    try check codes.c -DLONGER $quick --rule secure-5 --request get --reply-pattern 'OK*'
    must 'in bytes and not by a pattern' ends 1 '^SECURE-5 *BROKEN'
    try check records.c -DNUMBER=1 $quick --rule message-4 --rule message-6
    must 'records are padded by right' ends 0 '^MESSAGE-6 *holds'
    try check prefixes.c $quick --request-bytes 026869 --rule session --rule message-7 --rule secure-5
    must 'a reply that comes in pieces is one' ends 0 '^6 rules: 0 broken, 0 undecided, 0 not applicable'
    try check prefixes.c -DNUMBER $quick --request-bytes 026869 --rule session --rule message-7
    must 'so is one that is not always the same' ends 0 '^5 rules: 0 broken, 0 undecided, 1 not applicable'
    try check quotas.c $quick
    must 'whose pipe has no room for what is sent ahead may keep its sender waiting' ends 0 '^40 rules: 0 broken, 0 undecided, 2 not'
    try check quotas.c -DFLUSHES $quick
    must 'so may who waits until a reply is read' ends 0 '^40 rules: 0 broken, 0 undecided, 2 not'
    try check prefixes.c -DQUOTA=0 $quick --request-bytes 026869
    must 'also where there are no messages' ends 0 '^40 rules: 0 broken, 0 undecided, 3 not'
    try check expands.c $quick --rule session --rule message --rule 'end-[14]'
    must 'a reply may be longer than any request' ends 0 '^13 rules: 0 broken, 0 undecided, 1 not applicable'
    try check expands.c -DREPLY_BYTES=5000 $quick --rule session --rule message-6 --rule end-1
    must 'and is known all the same' ends 0 '^6 rules: 0 broken, 0 undecided, 0 not applicable'
    try check expands.c -DREPLY_BYTES=5000 -DBYTES $quick --rule session-1 --rule message-6
    must 'also where there are no messages' ends 0 '^2 rules: 0 broken, 0 undecided, 0 not applicable'
    try check expands.c -DREPLY_BYTES=20000 $quick --rule session --rule message-6 --rule available-6 --rule end-4
    must 'however long it is, it is one' ends 0 '^7 rules: 0 broken, 0 undecided, 1 not applicable'
    must 'and that it is not known is said' says '^  "hello" is answered by more than the rig can keep: .* (16384 bytes or more)$'
    try check once.c $quick --rule end-4
    must 'who ends each session itself waits for nobody to read' ends 0 '^END-4 *holds'
    try check once.c -DFLUSHES=1 $quick --rule end-4
    must 'unless it flushes first' ends 1 '^END-4 *BROKEN'
    try check lasts.c $quick --rule end-5
    must 'who ends after so many clients carries nothing over' ends 0 '^END-5 *holds'
    try check enters.c $quick --rule available-7 --rule session --rule race --rule fault
    must 'who waits for a key serves meanwhile' ends 0 ' 0 broken, 0 undecided, 0 not applicable'
    try check enters.c -DHANDLES $quick --rule stop-1
    must 'but loses a Ctrl-C that comes before it waits' ends 1 '^broken: ends_when_it_is_asked_while_it_starts '
    must 'and stops waiting at one that comes then' bash -c "! grep -q -e '^broken: ends_whoever' -e '^broken: ends_while' '$said'"
    try check logs.c $quick --rule available-8 --rule broken --rule leak
    must 'who never replies keeps nobody waiting for a reply' ends 0 '^7 rules: 0 broken, 0 undecided, 0 not applicable'
    try check lines.c $quick --request-bytes 68690a --reply-bytes 68690a --rule message --rule fault
    must 'who awaits the end of a line owes nothing before it' ends 0 '^12 rules: 0 broken, 0 undecided'
    try check assembles.c $quick --rule message --rule session --rule 'end-[1235]'
    must 'who reads messages as bytes may await the end of a request' ends 0 ' 0 broken, 0 undecided, '
    try check greets.c $quick --rule session --rule message --rule available --rule 'end-[1235]' --rule broken
    must 'who greets is read before it is asked' ends 0 ' 0 broken, 0 undecided, '
    must 'the greeting is said' says '^  whoever comes is greeted by "ready"$'
    must 'and is no reply' says '^  "hello" is answered by "hello"$'
    try check greets.c -DBYTES $quick --rule session --rule available --rule broken
    must 'so it is without messages' ends 0 ' 0 broken, 0 undecided, 0 not applicable'
    try check greets.c -DITEMS $quick --rule session --rule message --rule available --rule 'end-[1235]' --rule broken
    must 'several messages may be one reply' ends 0 ' 0 broken, 0 undecided, '
    must 'which is said' says '^  "hello" is answered in several messages by "item.0hello.0end"$'
    must 'whether all of them are due is not known' says 'does not apply: it answers a request with several messages'
    try check greets.c -DITEMS $quick --rule session-1 --request hello --reply-bytes 6974656d0068656c6c6f00656e6400
    must 'unless that is told' ends 0 '^SESSION-1 *holds'
    try check greets.c -DITEMS $quick --rule session-1 --request hello --reply item
    must 'what follows the reply that was told is not due' ends 1 '^client: it has its reply and no more is due, but'
    try check hands_over.c $quick --rule 'fault-[12]'
    must 'who sleeps on a condition variable may sleep again' ends 0 '^2 rules: 0 broken, 0 undecided, 0 not'
    try check hands_over.c -DREST_MS=5000 $quick --rule 'fault-[12]'
    must 'with a time-out, too' ends 0 '^2 rules: 0 broken, 0 undecided, 0 not'
    try check queues.c $quick --rule available
    must 'who lets in one client at a time owes nothing to others meanwhile' ends 0 ' 0 broken, 0 undecided, 3 not applicable'
    must 'and that is said' says 'does not apply: it lets in one client at a time'
    try check queues.c -DWITHOUT_PRINTF=1 $quick --rule fault-4
    must 'whose console fails need not have reported' ends 0 '^FAULT-4 *holds'
    try check polls.c -DPAUSE_MS=2 $quick --rule connect-5 --rule broken-3 --rule race-3 --rule session-1
    must 'however often it does' ends 0 '^4 rules: 0 broken, 0 undecided, 0 '
    try check retries.c $quick --rule fault-2
    must 'who rests before it tries again does not spin, whoever waits for it' ends 0 '^FAULT-2 *holds'
    try check retries.c -DREST_MS=0 $quick --rule fault-2
    must 'who does not rest does' ends 1 '^FAULT-2 *BROKEN'
    try check retries.c -DREST_MS=0 $quick --rule fault-5
    must 'nor where no page says that it may fail, as is told' ends 1 '^CreateNamedPipe-resources is unproven: no page'
    try check "$build/bin/defect-exits_when_a_read_fails.rig" $quick --rule fault
    must 'what one failure does breaks one rule of those about failures' ends 1 '^5 rules: 1 broken, 0 undecided, 0 '
    try check lengths.c $quick --request-bytes 02006869 --reply-bytes 02006869 --rule message
    must 'who reads a length first does not show how long its buffer is' ends 0 'it reads a request in parts'
    must 'and any length is refused that is too much' ends 0 ' 0 broken, 0 undecided'
    try check ignores.c $quick --rule message-4 --rule fault --rule available --rule 'end-[1235]' --rule broken
    must 'who ignores what it does not know breaks no rule of other matters' ends 0 ' 0 broken, 0 undecided'
    try check ignores.c $quick --rule message-5
    must 'but leaves its sender waiting' ends 1 '^client: it is to get a reply, or to be hung up on, but ReadFile never returns'
    try check "$build/bin/defect-replies_from_another_thread.rig" $quick --rule race-2
    must 'threads may be the reason that no reply comes' ends 1 '^RACE-2 *BROKEN'
    must 'and are named' says '^threads of the server wait for each other: .* to end its ReadFile on the same handle'
    try check ignores.c $quick --rule race-2 --request other --sessions many
    must 'who never meant to reply keeps no thread waiting' ends 0 '^RACE-2 *holds'
    try check "$correct" $quick --rule leak-3
    must 'one calm run of many is not all' ends 0 '^LEAK-3 *holds *[0-9]* *some'
}

# --- Programs that are no servers ----------------------------------------------------------------------------

no_server() {    # FILE MESSAGE
    try check "$1"
    must "$1: $2" ends 3 "^piperig: $1: $2"
    must "$1: in one line" test "$(wc -l <"$said")" = 1
}
no_server crashes.c 'it crashes before anybody comes'
no_server returns.c 'it ends at once, with exit code 7; its last line is "there is no configuration"'
no_server sleeps.c 'it never creates a named pipe'
no_server prints.c 'it never comes to rest: .* repeats a line "still here"'
no_server collects.c 'it needs what the rig does not provide: CreateFile of collected.log: the rig has no disk to create it on'
no_server overlaps.c 'it needs what the rig does not provide: .*overlapped I/O'
try check lacks.c
must 'a call that is missing is named' ends 3 '^lacks.c.*: the fakes do not provide CreateIoCompletionPort'
try check broken.c
must "the compiler's errors are shown" ends 3 '^broken.c:4:.*nothing'
for none in none.rig none.c; do
    try check $none
    must "a program that is not there is named: $none" ends 3 "^piperig: $none: No such file or directory"
done
try check "$here/json.cmake"
must 'a file that is no program is named' ends 3 'json.cmake'

if [ -z "$no_clock" ]; then
    no_server computes.c 'it never comes to rest: server computes without end'
    no_server asks.c 'it never comes to rest: server computes without end'
    # shellcheck disable=SC2086
    try check lengths.c -DTRUSTS $quick --request-bytes 02006869 --reply-bytes 02006869 --rule message
    must 'who trusts a length runs over its buffer' ends 1 '^MESSAGE-2 *BROKEN'
    must 'whatever the bytes are' says '^MESSAGE-5 *BROKEN'
    # shellcheck disable=SC2086
    try check computes.c $quick --rule message-3 --rule session-1 -- late
    must 'one that computes for ever after a bad request breaks the rule of that' ends 1 '^MESSAGE-3 *BROKEN'
    must 'the picture says so' says '^=== server computes without end'
    must 'and the other rules go on' says '^SESSION-1 *holds'
fi

# --- Usage ---------------------------------------------------------------------------------------------------

wrong() {    # PATTERN ARGUMENT...
    local pattern=$1
    shift
    try "$@"
    must "wrong usage: piperig $*" ends 2 "$pattern"
}
wrong 'what is to be done'
wrong 'there is no command dance' dance
wrong 'check: there is no program (try piperig check --help)' check
wrong 'unknown option --fast' check "$correct" --fast
wrong 'rule takes a value' check "$correct" --rule
wrong 'there is no such rule: CONNECT-99' check "$correct" --rule CONNECT-99
wrong 'reply to an opening comes after it' check "$correct" --opening-reply OK
wrong 'session is opened once' check "$correct" --opening a --opening b
wrong 'budget takes a time' check "$correct" --budget 5x
wrong 'a reply comes after its request' check "$correct" --reply x
wrong 'this is the third' check "$correct" --request a --request b --request c
wrong 'these are no bytes' check "$correct" --request-bytes 4
wrong 'this is another' check "$correct" tutorial.c
wrong 'only sources are built' check "$correct" -DUNICODE
wrong 'sessions takes one or many' check "$correct" --sessions two
wrong 'stop takes ctrl-c, ctrl-break or none, not soon' check "$correct" --stop soon
wrong 'one way to stop it, and this is the second: quit' check "$correct" --stop none --stop-request quit
wrong 'except takes RULE=REASON, not stop-1' check "$correct" --except stop-1
wrong 'except takes RULE=REASON' check "$correct" --except stop-1=
wrong 'there is no such rule: stop-9' check "$correct" --except stop-9=why
wrong 'there is no token' replay
wrong 'this is not a token' replay nonsense "$correct"
wrong 'there is no such rule: nonsense' explain nonsense
wrong 'there is no such rule: nonsense' rules nonsense

try rules
must 'rules lists all' test "$(wc -l <"$said")" = "$(grep -c '^RULE(' "$here/../../rules.def")"
try rules 'end-*'
must 'or those of a pattern' ends 0 '^END-1 *core *A client that reads slowly'
try explain end-1
must 'explain tells what to do' ends 0 'Call FlushFileBuffers before it'
must 'what Windows does' says '^  H1: DisconnectNamedPipe'
must 'and who broke the rule' says 'getsentry/crashpad#163'
try explain available-6
must 'and how it is tried, with the numbers' ends 0 '^  it serves 400 one after another$'
for command in check replay rules explain; do
    try $command --help
    must "$command has help" ends 0 "^usage: piperig $command"
done
try --help
must 'piperig has help' ends 0 '^usage: piperig check PROGRAM'
try --version
must 'piperig has a version' ends 0 '^piperig [0-9.]*$'

echo "$((checks - failures)) passed, $failures failed"
[ "$failures" -eq 0 ]
