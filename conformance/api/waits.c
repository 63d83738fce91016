/* WaitForSingleObject and WaitForMultipleObjects: what ends a wait, and what a wait changes.
 *
 * A wait changes an object only if that object ended it. A wait for all takes everything at once or
 * nothing at all. */
#include "support.h"

enum { TICK_MS = 16 };    // GetTickCount64 moves in steps of up to this size

static HANDLE given_event(BOOL set)
{
    return must_open(CreateEventW(NULL, FALSE, set, NULL));
}

static DWORD WINAPI take_and_end(void *mutex)
{
    return WaitForSingleObject(mutex, INFINITE);
}

static HANDLE given_abandoned_mutex(void)
{
    HANDLE mutex = must_open(CreateMutexW(NULL, FALSE, NULL));
    must_wait(given_thread(take_and_end, mutex), CALL_END_MS, WAIT_OBJECT_0);
    return mutex;
}

/* A wait for several objects, made by another thread. */
struct group_wait {
    HANDLE objects[3];
    DWORD count;
    BOOL all;
};

static DWORD WINAPI wait_for_group(void *argument)
{
    struct group_wait *wait = argument;
    return WaitForMultipleObjects(wait->count, wait->objects, wait->all, INFINITE);
}

static void must_end_group(HANDLE thread, DWORD result)
{
    DWORD seen = 12345;
    must_wait(thread, CALL_END_MS, WAIT_OBJECT_0);
    must_succeed(GetExitCodeThread(thread, &seen));
    must_equal(seen, result);
}

TEST(wait_for_single_object, with_time_out_0_only_looks)
{
    FACT("W20");

    must_wait(given_event(FALSE), 0, WAIT_TIMEOUT);
    must_wait(given_event(TRUE), 0, WAIT_OBJECT_0);
}

TEST(wait_for_single_object, waits_as_long_as_it_was_told)
{
    FACT("W21");
    HANDLE event = given_event(FALSE);
    ULONGLONG before = GetTickCount64();

    must_wait(event, 100, WAIT_TIMEOUT);

    must_hold(GetTickCount64() - before >= 100 - TICK_MS);
}

TEST(wait_for_single_object, ends_before_its_time_out_when_the_object_is_signalled)
{
    FACT("W21");
    HANDLE event = given_event(FALSE);
    struct call *wait = start_wait(event, 1000000);
    must_block(wait);

    must_succeed(SetEvent(event));

    must_end(wait);
    must_equal(wait->result, WAIT_OBJECT_0);
}

TEST(wait_for_single_object, takes_nothing_after_its_time_out)
{
    FACT("W22");
    HANDLE event = given_event(FALSE);
    must_wait(event, 10, WAIT_TIMEOUT);

    must_succeed(SetEvent(event));

    must_wait(event, 0, WAIT_OBJECT_0);
}

TEST(wait_for_single_object, fails_without_a_handle)
{
    FACT("W23");
    HANDLE closed = given_event(TRUE);
    must_close(closed);

    must_arm();
    must_wait(closed, 0, WAIT_FAILED);
    must_have_error(ERROR_INVALID_HANDLE);
    must_arm();
    must_wait(NULL, 0, WAIT_FAILED);
    must_have_error(ERROR_INVALID_HANDLE);
}

TEST(wait_for_multiple_objects, for_any_gives_the_lowest_index)
{
    FACT("W24");
    HANDLE events[3] = { given_event(FALSE), given_event(TRUE), given_event(TRUE) };

    must_equal(WaitForMultipleObjects(3, events, FALSE, 0), WAIT_OBJECT_0 + 1);
}

TEST(wait_for_multiple_objects, for_any_takes_that_one_object_only)
{
    FACT("W24");
    HANDLE events[3] = { given_event(TRUE), given_event(FALSE), given_event(TRUE) };

    must_equal(WaitForMultipleObjects(3, events, FALSE, 0), WAIT_OBJECT_0);

    must_wait(events[0], 0, WAIT_TIMEOUT);
    must_wait(events[2], 0, WAIT_OBJECT_0);
}

TEST(wait_for_multiple_objects, for_any_is_woken_by_any)
{
    FACT("W25");
    struct group_wait group = {
        .objects = { given_event(FALSE), given_event(FALSE), given_event(FALSE) },
        .count = 3,
        .all = FALSE,
    };
    HANDLE thread = given_thread(wait_for_group, &group);
    must_wait(thread, CALL_BLOCK_MS, WAIT_TIMEOUT);

    must_succeed(SetEvent(group.objects[2]));

    must_end_group(thread, WAIT_OBJECT_0 + 2);
}

TEST(wait_for_multiple_objects, for_all_waits_for_the_last)
{
    FACT("W26");
    struct group_wait group = {
        .objects = { given_event(FALSE), must_open(CreateSemaphoreW(NULL, 0, 1, NULL)),
                     must_open(CreateMutexW(NULL, FALSE, NULL)) },
        .count = 3,
        .all = TRUE,
    };
    HANDLE thread = given_thread(wait_for_group, &group);

    must_succeed(SetEvent(group.objects[0]));
    must_wait(thread, CALL_BLOCK_MS, WAIT_TIMEOUT);
    must_succeed(ReleaseSemaphore(group.objects[1], 1, NULL));

    must_end_group(thread, WAIT_OBJECT_0);
    must_wait(group.objects[0], 0, WAIT_TIMEOUT);
    must_wait(group.objects[1], 0, WAIT_TIMEOUT);
    must_wait(group.objects[2], 0, WAIT_ABANDONED);    // its owner has ended
}

TEST(wait_for_multiple_objects, for_all_takes_nothing_before_it_can_take_everything)
{
    FACT("W26");
    HANDLE events[2] = { given_event(FALSE), given_event(FALSE) };
    struct group_wait group = { .objects = { events[0], events[1] }, .count = 2, .all = TRUE };
    HANDLE thread = given_thread(wait_for_group, &group);
    must_succeed(SetEvent(events[0]));
    must_wait(thread, CALL_BLOCK_MS, WAIT_TIMEOUT);

    must_wait(events[0], 0, WAIT_OBJECT_0);    // snatched from under the wait for all
    must_succeed(SetEvent(events[1]));
    must_wait(thread, CALL_BLOCK_MS, WAIT_TIMEOUT);

    must_succeed(SetEvent(events[0]));
    must_end_group(thread, WAIT_OBJECT_0);
}

TEST(wait_for_multiple_objects, for_all_leaves_everything_after_its_time_out)
{
    FACT("W22", "W26");
    HANDLE events[2] = { given_event(TRUE), given_event(FALSE) };

    must_equal(WaitForMultipleObjects(2, events, TRUE, 10), WAIT_TIMEOUT);

    must_wait(events[0], 0, WAIT_OBJECT_0);
}

TEST(wait_for_multiple_objects, tells_of_an_abandoned_mutex)
{
    FACT("W27");
    HANDLE objects[2] = { given_event(FALSE), given_abandoned_mutex() };

    must_equal(WaitForMultipleObjects(2, objects, FALSE, 0), WAIT_ABANDONED_0 + 1);
    must_succeed(ReleaseMutex(objects[1]));
}

/* Which index the result names is not said when there are several; with one object there is one. */
TEST(wait_for_multiple_objects, for_all_tells_of_an_abandoned_mutex)
{
    FACT("W27");
    HANDLE objects[2] = { given_abandoned_mutex(), given_event(TRUE) };

    DWORD result = WaitForMultipleObjects(2, objects, TRUE, 0);

    must_hold(result >= WAIT_ABANDONED_0 && result < WAIT_ABANDONED_0 + 2);
    must_succeed(ReleaseMutex(objects[0]));
    must_wait(objects[1], 0, WAIT_TIMEOUT);
}

TEST(wait_for_multiple_objects, takes_1_to_64_objects)
{
    FACT("W28");
    HANDLE events[MAXIMUM_WAIT_OBJECTS + 1];
    for (unsigned i = 0; i < COUNT_OF(events); i++)
        events[i] = given_event(TRUE);

    must_arm();
    must_equal(WaitForMultipleObjects(MAXIMUM_WAIT_OBJECTS + 1, events, FALSE, 0), WAIT_FAILED);
    must_have_error(ERROR_INVALID_PARAMETER);
    must_arm();
    must_equal(WaitForMultipleObjects(0, events, FALSE, 0), WAIT_FAILED);
    must_have_error(ERROR_INVALID_PARAMETER);
    must_equal(WaitForMultipleObjects(MAXIMUM_WAIT_OBJECTS, events, TRUE, 0), WAIT_OBJECT_0);
}

TEST(wait_for_multiple_objects, fails_when_one_handle_is_none)
{
    FACT("W23");
    HANDLE objects[2] = { given_event(TRUE), NULL };

    must_arm();
    must_equal(WaitForMultipleObjects(2, objects, FALSE, 0), WAIT_FAILED);
    must_have_error(ERROR_INVALID_HANDLE);
    must_wait(objects[0], 0, WAIT_OBJECT_0);
}
