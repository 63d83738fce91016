/* Timers of the default timer queue: when they call back, in which thread, and how they are
 * deleted. */
#include "support.h"

/* What a callback knows and tells. */
struct caller {
    HANDLE called;        // set by each call
    HANDLE may_return;    // NULL: it returns at once
    DWORD thread;
    BOOLEAN fired;
    LONG volatile begun;
    LONG volatile ended;
};

static VOID CALLBACK call_back(PVOID parameter, BOOLEAN fired)
{
    struct caller *caller = parameter;
    InterlockedIncrement(&caller->begun);
    caller->thread = GetCurrentThreadId();
    caller->fired = fired;
    SetEvent(caller->called);
    if (caller->may_return != NULL) WaitForSingleObject(caller->may_return, INFINITE);
    InterlockedIncrement(&caller->ended);
}

static struct caller given_caller(void)
{
    return (struct caller){ .called = must_open(CreateEventW(NULL, FALSE, FALSE, NULL)) };
}

static HANDLE given_timer(struct caller *caller, DWORD due_ms, DWORD period_ms)
{
    HANDLE timer = NULL;
    must_succeed(CreateTimerQueueTimer(&timer, NULL, call_back, caller, due_ms, period_ms,
                                       WT_EXECUTEDEFAULT));
    return timer;
}

static void must_delete(HANDLE timer)
{
    must_succeed(DeleteTimerQueueTimer(NULL, timer, INVALID_HANDLE_VALUE));
}

TEST(timers, call_back_once_when_they_are_due)
{
    FACT("U1");
    struct caller caller = given_caller();
    HANDLE timer = given_timer(&caller, 200, 0);

    must_wait(caller.called, 50, WAIT_TIMEOUT);
    must_wait(caller.called, 5000, WAIT_OBJECT_0);
    must_wait(caller.called, 300, WAIT_TIMEOUT);

    must_delete(timer);
}

TEST(timers, with_a_period_call_back_until_they_are_deleted)
{
    FACT("U2");
    struct caller caller = given_caller();
    HANDLE timer = given_timer(&caller, 50, 30);

    for (int i = 0; i < 4; i++)
        must_wait(caller.called, 5000, WAIT_OBJECT_0);
    must_delete(timer);

    LONG begun = caller.begun;
    ResetEvent(caller.called);
    must_wait(caller.called, 200, WAIT_TIMEOUT);
    must_equal(caller.begun, begun);
}

TEST(timers, call_back_in_another_thread)
{
    FACT("U3");
    struct caller caller = given_caller();
    HANDLE timer = given_timer(&caller, 20, 0);

    must_wait(caller.called, 5000, WAIT_OBJECT_0);
    must_delete(timer);

    must_not_equal(caller.thread, GetCurrentThreadId());
    must_equal(caller.fired, TRUE);
}

TEST(timers, deleted_in_time_do_not_call_back)
{
    FACT("U4");
    struct caller caller = given_caller();
    HANDLE timer = given_timer(&caller, 200, 0);

    must_delete(timer);

    must_wait(caller.called, 400, WAIT_TIMEOUT);
}

static DWORD WINAPI delete_argument(void *timer)
{
    return (DWORD)DeleteTimerQueueTimer(NULL, timer, INVALID_HANDLE_VALUE);
}

TEST(timers, are_deleted_when_their_callback_has_ended)
{
    FACT("U5");
    struct caller caller = given_caller();
    caller.may_return = must_open(CreateEventW(NULL, TRUE, FALSE, NULL));
    HANDLE timer = given_timer(&caller, 20, 0);
    must_wait(caller.called, 5000, WAIT_OBJECT_0);

    HANDLE thread = given_thread(delete_argument, timer);

    must_wait(thread, 100, WAIT_TIMEOUT);
    must_succeed(SetEvent(caller.may_return));
    must_wait(thread, 5000, WAIT_OBJECT_0);
    must_equal(caller.ended, 1);
}

TEST(timers, deleted_without_a_wait_say_that_their_callback_goes_on)
{
    FACT("U6");
    struct caller caller = given_caller();
    caller.may_return = must_open(CreateEventW(NULL, TRUE, FALSE, NULL));
    HANDLE timer = given_timer(&caller, 20, 10);
    must_wait(caller.called, 5000, WAIT_OBJECT_0);

    must_fail(DeleteTimerQueueTimer(NULL, timer, NULL), ERROR_IO_PENDING);

    must_equal(caller.ended, 0);
    must_succeed(SetEvent(caller.may_return));
    Sleep(100);
    must_equal(caller.ended, caller.begun);
}

TEST(timers, that_are_none_cannot_be_deleted)
{
    FACT("U7");
    must_fail(DeleteTimerQueueTimer(NULL, NULL, NULL), ERROR_INVALID_PARAMETER);
}

TEST(timers, due_at_once_call_back_at_once)
{
    FACT("U8");
    struct caller caller = given_caller();
    HANDLE timer = given_timer(&caller, 0, 0);

    must_wait(caller.called, 5000, WAIT_OBJECT_0);

    must_delete(timer);
}

TEST(timers, that_are_never_due_never_call_back)
{
    FACT("U4");
    struct caller caller = given_caller();
    HANDLE timer = given_timer(&caller, INFINITE, 0);

    must_wait(caller.called, 100, WAIT_TIMEOUT);

    must_delete(timer);
}
