#!/bin/sh
# Run every test that fails on purpose, alone, and check that the runner raises the right alarm.
#
#   selfcheck.sh RUNNER HOST SANITIZED COMMAND...
#
#   RUNNER     tap or criterion
#   HOST       rig, wine or windows
#   SANITIZED  yes if the program is built with ASan and UBSan, and holds the sanitized tests; or no
#
# Exits 0 if all alarms went off, 1 if one did not; says which.
set -u

runner=$1
host=$2
sanitized=$3
shift 3

checked=0
wrong=0
# A file, not $(...): Wine's services keep a pipe open that they inherit, long after the program.
said=$(mktemp)
trap 'rm -f "$said"' EXIT

# run TEST COMMAND...: run one test; leaves its output in $output and its exit code in $code.
run() {
    test=$1
    shift
    if [ "$runner" = tap ]; then
        "$@" --timeout 8 "$test" >"$said" 2>&1 </dev/null
    else
        PIPERIG_TEST_TIMEOUT_S=8 "$@" --filter "$test" >"$said" 2>&1 </dev/null
    fi
    code=$?
    output=$(tr -d '\r' <"$said")
}

# expect VERDICT TEXT: hold the last run against what it should be.
expect() {
    verdict=$1
    text=$2
    checked=$((checked + 1))
    case "$runner $verdict" in
    "tap passed") line='^1 passed, 0 failed$' status='^0$' ;;
    "tap failed") line='^0 passed, 1 failed$' status='^1$' ;;
    "tap deviated") line='^0 passed, 0 failed, 1 deviated$' status='^0$' ;;
    "tap skipped") line='^0 passed, 0 failed, 1 skipped$' status='^0$' ;;
    "criterion passed") line='Passing: .*1.*Failing: .*0.*Crashing: .*0' status='^0$' ;;
    "criterion skipped") line='Tested: .*0.*Passing: .*0.*Failing: .*0.*Crashing: .*0' status='^0$' ;;
    "criterion failed") line='Tested: .*1.*Passing: .*0' status='^[1-9]' ;;
    esac
    if printf '%s\n' "$output" | grep -q "$line" && printf '%s\n' "$code" | grep -q "$status" &&
        printf '%s\n' "$output" | grep -q -e "$text"; then
        return
    fi
    wrong=$((wrong + 1))
    printf '%s: should be %s and say "%s", but exit code %s and:\n%s\n' \
        "$test" "$verdict" "$text" "$code" "$output"
}

# In the tables below, what a runner says beyond the verdict is checked where it says anything.
say() {
    if [ "$runner" = tap ]; then
        printf '%s' "$1"
    else
        printf '%s' ""
    fi
}

run failures/control_passes "$@"
expect passed ""
run failures/demand_is_not_met "$@"
expect failed "1 must be 2 (0x2), but is 1 (0x1)"
run failures/call_succeeds_that_must_fail "$@"
expect failed "must fail with ERROR_INVALID_HANDLE (6), but succeeded"
run failures/call_fails_with_another_error "$@"
expect failed "ERROR_PIPE_BUSY (231), but failed with ERROR_FILE_NOT_FOUND (2)"
run failures/exits_with_0_before_its_end "$@"
expect failed "$(say "exit code 0")"
run failures/ends_its_process_before_its_end "$@"
expect failed ""
run failures/crashes "$@"
expect failed ""
run failures/never_ends "$@"
expect failed "$(say "timed out")"
run failures/leaves_a_thread_behind "$@"
expect failed ""
run failures/skips_what_it_cannot_try "$@"
expect skipped "$(say "# SKIP ")there is nothing here to try"
run failures/fails_in_another_row "$@"
expect failed 'row "the second row"'

if [ "$host" = rig ]; then
    run failures/waits_for_nothing "$@"
    expect failed ""
else
    run failures/waits_for_nothing "$@"
    expect failed "$(say "timed out")"
fi

if [ "$host" = wine ]; then
    run failures/deviates_under_wine_as_announced "$@"
    expect deviated "# TODO Wine: this is announced"
    run failures/agrees_under_wine_after_all "$@"
    expect failed "Wine agrees after all"
else
    run failures/deviates_under_wine_as_announced "$@"
    expect failed "1 must be 2"
    run failures/agrees_under_wine_after_all "$@"
    expect passed ""
fi
run failures/crashes_under_wine_where_a_failure_was_announced "$@"
expect failed ""

if [ "$sanitized" = yes ]; then
    run sanitized/leaks_memory "$@"
    expect failed "LeakSanitizer"
    run sanitized/reads_past_a_block "$@"
    expect failed "heap-buffer-overflow"
    run sanitized/overflows_a_number "$@"
    expect failed "signed integer overflow"
fi

if [ "$runner" = tap ]; then
    for mistake in no/such_test --no-such-option; do
        checked=$((checked + 1))
        "$@" "$mistake" >/dev/null 2>&1
        code=$?
        if [ "$code" -ne 2 ]; then
            wrong=$((wrong + 1))
            echo "$mistake: exit code $code instead of 2"
        fi
    done
fi

echo "$checked alarms checked, $wrong wrong"
[ "$wrong" -eq 0 ]
