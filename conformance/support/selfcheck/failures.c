/* Tests that fail on purpose, each in its own way: an alarm that was never heard is not trusted.
 * selfcheck.sh runs each of them alone and holds what the runner says against what it should
 * say. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "support.h"

TEST(failures, control_passes)
{
    must_equal(1, 1);
}

TEST(failures, demand_is_not_met)
{
    must_equal(1, 2);
}

TEST(failures, call_succeeds_that_must_fail)
{
    must_fail(SetEvent(must_open(CreateEventW(NULL, TRUE, FALSE, NULL))), ERROR_INVALID_HANDLE);
}

TEST(failures, call_fails_with_another_error)
{
    must_fail(CreateFileW(PIPE("nobody"), GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL),
              ERROR_PIPE_BUSY);
}

TEST(failures, exits_with_0_before_its_end)
{
    exit(0);
}

TEST(failures, ends_its_process_before_its_end)
{
    ExitProcess(0);
}

TEST(failures, crashes)
{
    __builtin_trap();
}

TEST(failures, never_ends)
{
    volatile bool forever = true;
    while (forever) {
    }
}

static DWORD WINAPI wait_for_ever(void *event)
{
    return WaitForSingleObject(event, INFINITE);
}

TEST(failures, leaves_a_thread_behind)
{
    HANDLE event = must_open(CreateEventW(NULL, TRUE, FALSE, NULL));
    given_thread(wait_for_ever, event);
}

TEST(failures, waits_for_nothing)
{
    HANDLE event = must_open(CreateEventW(NULL, TRUE, FALSE, NULL));
    WaitForSingleObject(event, INFINITE);
}

TEST(failures, deviates_under_wine_as_announced)
{
    WINE_DEVIATES("this is announced");
    must_equal(1, 2);
}

TEST(failures, agrees_under_wine_after_all)
{
    WINE_DEVIATES("this is announced");
    must_equal(1, 1);
}

TEST(failures, crashes_under_wine_where_a_failure_was_announced)
{
    WINE_DEVIATES("this is announced");
    __builtin_trap();
}

TEST(failures, fails_in_another_row)
{
    ROW("the second row");
    must_hold(false);
}

TEST(failures, skips_what_it_cannot_try)
{
    SKIP("there is nothing here to try");
}
