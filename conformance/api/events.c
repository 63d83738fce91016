/* Events: a manual-reset event is a gate, an auto-reset event a turnstile that lets one through. */
#include "support.h"

static const BOOL manual_reset = TRUE;
static const BOOL auto_reset = FALSE;

static HANDLE given_event(BOOL manual, BOOL set)
{
    return must_open(CreateEventW(NULL, manual, set, NULL));
}

TEST(events, begin_as_their_creator_says)
{
    FACT("W1");

    must_wait(given_event(manual_reset, TRUE), 0, WAIT_OBJECT_0);
    must_wait(given_event(auto_reset, TRUE), 0, WAIT_OBJECT_0);
    must_wait(given_event(manual_reset, FALSE), 0, WAIT_TIMEOUT);
    must_wait(given_event(auto_reset, FALSE), 0, WAIT_TIMEOUT);
}

TEST(events, with_manual_reset_stay_set_until_they_are_reset)
{
    FACT("W2");
    HANDLE event = given_event(manual_reset, FALSE);

    must_succeed(SetEvent(event));
    for (unsigned i = 0; i < 3; i++)
        must_wait(event, 0, WAIT_OBJECT_0);
    must_succeed(ResetEvent(event));

    must_wait(event, 0, WAIT_TIMEOUT);
}

TEST(events, with_manual_reset_release_every_waiter)
{
    FACT("W2");
    HANDLE event = given_event(manual_reset, FALSE);
    struct call *waits[3];
    for (unsigned i = 0; i < 3; i++)
        waits[i] = start_wait(event, INFINITE);
    for (unsigned i = 0; i < 3; i++)
        must_block(waits[i]);

    must_succeed(SetEvent(event));

    for (unsigned i = 0; i < 3; i++) {
        must_end(waits[i]);
        must_equal(waits[i]->result, WAIT_OBJECT_0);
    }
}

TEST(events, with_auto_reset_are_reset_by_the_wait_they_end)
{
    FACT("W3");
    HANDLE event = given_event(auto_reset, FALSE);

    must_succeed(SetEvent(event));

    must_wait(event, 0, WAIT_OBJECT_0);
    must_wait(event, 0, WAIT_TIMEOUT);
}

TEST(events, with_auto_reset_release_one_waiter_each_time)
{
    FACT("W3");
    HANDLE event = given_event(auto_reset, FALSE);
    struct call *waits[2] = { start_wait(event, INFINITE), start_wait(event, INFINITE) };
    must_block(waits[0]);
    must_block(waits[1]);
    HANDLE threads[2] = { waits[0]->thread, waits[1]->thread };

    must_succeed(SetEvent(event));
    DWORD first = WaitForMultipleObjects(2, threads, FALSE, CALL_END_MS) - WAIT_OBJECT_0;
    must_hold(first < 2);
    must_block(waits[1 - first]);

    must_succeed(SetEvent(event));
    must_end(waits[0]);
    must_end(waits[1]);
}

TEST(events, with_auto_reset_do_not_count)
{
    FACT("W4");
    HANDLE event = given_event(auto_reset, FALSE);

    must_succeed(SetEvent(event));
    must_succeed(SetEvent(event));

    must_wait(event, 0, WAIT_OBJECT_0);
    must_wait(event, 0, WAIT_TIMEOUT);
}

TEST(events, with_auto_reset_can_be_reset_by_hand)
{
    FACT("W5");
    HANDLE event = given_event(auto_reset, TRUE);

    must_succeed(ResetEvent(event));
    must_succeed(ResetEvent(event));

    must_wait(event, 0, WAIT_TIMEOUT);
}

TEST(events, of_one_name_are_one_event)
{
    FACT("W6");
    HANDLE event = must_open(CreateEventW(NULL, manual_reset, FALSE, u"piperig-event"));

    HANDLE same = must_open(CreateEventW(NULL, auto_reset, TRUE, u"piperig-event"));
    must_have_error(ERROR_ALREADY_EXISTS);
    must_wait(event, 0, WAIT_TIMEOUT);

    must_succeed(SetEvent(same));
    must_wait(event, 0, WAIT_OBJECT_0);
    must_wait(event, 0, WAIT_OBJECT_0);
}

TEST(events, of_names_that_begin_alike_are_different_events)
{
    FACT("W6");
    HANDLE event = must_open(CreateEventW(NULL, manual_reset, TRUE, u"piperig-event"));
    HANDLE shorter = must_open(CreateEventW(NULL, manual_reset, FALSE, u"piperig"));
    HANDLE longer = must_open(CreateEventW(NULL, manual_reset, FALSE, u"piperig-events"));

    must_wait(event, 0, WAIT_OBJECT_0);
    must_wait(shorter, 0, WAIT_TIMEOUT);
    must_wait(longer, 0, WAIT_TIMEOUT);
}

TEST(events, can_be_opened_by_their_name)
{
    FACT("W7");
    HANDLE event = must_open(CreateEventW(NULL, auto_reset, FALSE, u"piperig-opened"));

    HANDLE same = must_open(OpenEventW(EVENT_MODIFY_STATE | SYNCHRONIZE, FALSE, u"piperig-opened"));
    must_succeed(SetEvent(same));
    must_wait(event, 0, WAIT_OBJECT_0);

    must_succeed(SetEvent(must_open(OpenEventA(EVENT_MODIFY_STATE, FALSE, "piperig-opened"))));
    must_wait(event, 0, WAIT_OBJECT_0);

    must_fail(OpenEventW(SYNCHRONIZE, FALSE, u"piperig-nobody"), ERROR_FILE_NOT_FOUND);
    must_fail(OpenEventA(SYNCHRONIZE, FALSE, "piperig-nobody"), ERROR_FILE_NOT_FOUND);
}

TEST(events, lose_their_name_with_their_last_handle)
{
    FACT("W7");
    must_close(must_open(CreateEventW(NULL, auto_reset, FALSE, u"piperig-short-lived")));

    must_fail(OpenEventW(SYNCHRONIZE, FALSE, u"piperig-short-lived"), ERROR_FILE_NOT_FOUND);
}

TEST(events, cannot_take_the_name_of_another_kind_of_object)
{
    FACT("W8");
    must_open(CreateMutexW(NULL, FALSE, u"piperig-kind"));

    must_fail(CreateEventW(NULL, auto_reset, FALSE, u"piperig-kind"), ERROR_INVALID_HANDLE);
}

TEST(events, are_needed_for_the_calls_on_events)
{
    FACT("W9");
    HANDLE mutex = must_open(CreateMutexW(NULL, FALSE, NULL));
    HANDLE closed = given_event(auto_reset, FALSE);
    must_close(closed);

    must_fail(SetEvent(mutex), ERROR_INVALID_HANDLE);
    must_fail(ResetEvent(mutex), ERROR_INVALID_HANDLE);
    must_fail(SetEvent(closed), ERROR_INVALID_HANDLE);
    must_fail(SetEvent(NULL), ERROR_INVALID_HANDLE);
}
