/* The canary: what calls that succeed leave as the last error. */
#include "machine.h"

static DWORD left_by_close, left_by_event;

/* A handle that is none, and then two successes. */
static int fail_and_succeed(void *argument)
{
    (void)argument;
    CloseHandle(NULL);
    HANDLE event = CreateEventW(NULL, FALSE, FALSE, NULL);
    CloseHandle(NULL);
    SetEvent(event);
    left_by_event = GetLastError();
    CloseHandle(event);
    left_by_close = GetLastError();
    return 0;
}

static void run_with(uint32_t canary)
{
    struct machine machine;
    machine_open(&machine);
    world_set_last_error_canary(machine.world, canary);
    machine_start(&machine, "app", fail_and_succeed, NULL);
    machine_must_end(&machine, OUTCOME_FINISHED);
    machine_close(&machine);
}

TEST_OUTSIDE(canary, is_the_error_that_was_asked_for)
{
    run_with(ERROR_BROKEN_PIPE);
    must_equal(left_by_event, ERROR_BROKEN_PIPE);
    must_equal(left_by_close, ERROR_BROKEN_PIPE);
}

TEST_OUTSIDE(canary, may_be_no_error_and_another_one_for_each_call)
{
    run_with(WORLD_STRANGE_CANARY);
    must_equal(left_by_event, WORLD_STRANGE_CANARY | CALL_SET_EVENT);
    must_equal(left_by_close, WORLD_STRANGE_CANARY | CALL_CLOSE_HANDLE);
}

TEST_OUTSIDE(canary, leaves_all_as_it_was_when_it_is_off)
{
    run_with(0);
    must_equal(left_by_event, ERROR_INVALID_HANDLE);
    must_equal(left_by_close, ERROR_INVALID_HANDLE);
}

TEST_OUTSIDE(canary, is_told_in_the_picture)
{
    struct machine machine;
    machine_open(&machine);
    world_set_last_error_canary(machine.world, ERROR_BROKEN_PIPE);
    must_read(world_trace(machine.world)->events[0].text,
              "calls that succeed leave ERROR_BROKEN_PIPE as the last error");
    machine_close(&machine);
}
