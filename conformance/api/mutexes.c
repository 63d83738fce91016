/* Mutexes: owned by a thread, as often as it likes, and abandoned when that thread ends. */
#include "support.h"

static HANDLE given_mutex(BOOL owned)
{
    return must_open(CreateMutexW(NULL, owned, NULL));
}

static DWORD WINAPI take_and_end(void *mutex)
{
    return WaitForSingleObject(mutex, INFINITE);
}

/* A mutex that belonged to a thread that has ended. */
static HANDLE given_abandoned_mutex(void)
{
    HANDLE mutex = given_mutex(FALSE);
    must_wait(given_thread(take_and_end, mutex), CALL_END_MS, WAIT_OBJECT_0);
    return mutex;
}

static DWORD WINAPI release(void *mutex)
{
    SetLastError(MUST_SENTINEL);
    return ReleaseMutex(mutex) ? ERROR_SUCCESS : GetLastError();
}

TEST(mutexes, belong_to_nobody_or_to_their_creator)
{
    FACT("W10");
    struct call *free_one = start_wait(given_mutex(FALSE), 0);
    struct call *owned_one = start_wait(given_mutex(TRUE), 0);

    must_end(free_one);
    must_end(owned_one);

    must_equal(free_one->result, WAIT_OBJECT_0);
    must_equal(owned_one->result, WAIT_TIMEOUT);
}

TEST(mutexes, keep_others_out_until_they_are_released)
{
    FACT("W11");
    HANDLE mutex = given_mutex(TRUE);
    struct call *wait = start_wait(mutex, INFINITE);
    must_block(wait);

    must_succeed(ReleaseMutex(mutex));

    must_end(wait);
    must_equal(wait->result, WAIT_OBJECT_0);
}

TEST(mutexes, need_as_many_releases_as_their_owner_took_them)
{
    FACT("W12");
    HANDLE mutex = given_mutex(TRUE);
    must_wait(mutex, 0, WAIT_OBJECT_0);
    must_wait(mutex, INFINITE, WAIT_OBJECT_0);
    struct call *wait = start_wait(mutex, INFINITE);

    must_succeed(ReleaseMutex(mutex));
    must_succeed(ReleaseMutex(mutex));
    must_block(wait);
    must_succeed(ReleaseMutex(mutex));

    must_end(wait);
}

TEST(mutexes, are_released_by_their_owner_only)
{
    FACT("W13");
    HANDLE mutex = given_mutex(TRUE);
    DWORD error = 0;

    HANDLE thread = given_thread(release, mutex);
    must_wait(thread, CALL_END_MS, WAIT_OBJECT_0);

    must_succeed(GetExitCodeThread(thread, &error));
    must_equal(error, ERROR_NOT_OWNER);
    must_fail(ReleaseMutex(given_mutex(FALSE)), ERROR_NOT_OWNER);
}

TEST(mutexes, are_abandoned_when_their_owner_ends)
{
    FACT("W14");
    HANDLE mutex = given_abandoned_mutex();

    must_wait(mutex, 0, WAIT_ABANDONED);
}

TEST(mutexes, belong_to_the_waiter_that_finds_them_abandoned)
{
    FACT("W14");
    HANDLE mutex = given_abandoned_mutex();
    must_wait(mutex, 0, WAIT_ABANDONED);

    struct call *wait = start_wait(mutex, INFINITE);
    must_block(wait);
    must_succeed(ReleaseMutex(mutex));

    must_end(wait);
    must_equal(wait->result, WAIT_OBJECT_0);    // the abandonment is told once
}

struct hand_over {
    HANDLE mutex;
    HANDLE taken;
    HANDLE end;
};

static DWORD WINAPI take_and_end_on_demand(void *argument)
{
    struct hand_over *hand_over = argument;
    WaitForSingleObject(hand_over->mutex, INFINITE);
    SetEvent(hand_over->taken);
    return WaitForSingleObject(hand_over->end, INFINITE);
}

TEST(mutexes, are_abandoned_to_a_thread_that_waits_already)
{
    FACT("W14");
    struct hand_over hand_over = {
        .mutex = given_mutex(FALSE),
        .taken = must_open(CreateEventW(NULL, TRUE, FALSE, NULL)),
        .end = must_open(CreateEventW(NULL, TRUE, FALSE, NULL)),
    };
    HANDLE owner = given_thread(take_and_end_on_demand, &hand_over);
    must_wait(hand_over.taken, CALL_END_MS, WAIT_OBJECT_0);
    struct call *wait = start_wait(hand_over.mutex, INFINITE);
    must_block(wait);

    must_succeed(SetEvent(hand_over.end));

    must_wait(owner, CALL_END_MS, WAIT_OBJECT_0);
    must_end(wait);
    must_equal(wait->result, WAIT_ABANDONED);
}

TEST(mutexes, of_one_name_are_one_mutex)
{
    FACT("W6");
    HANDLE mutex = must_open(CreateMutexW(NULL, TRUE, u"piperig-mutex"));

    HANDLE same = must_open(CreateMutexW(NULL, FALSE, u"piperig-mutex"));
    must_have_error(ERROR_ALREADY_EXISTS);
    must_open(CreateMutexA(NULL, FALSE, "piperig-mutex"));
    must_have_error(ERROR_ALREADY_EXISTS);

    struct call *wait = start_wait(same, INFINITE);
    must_block(wait);
    must_succeed(ReleaseMutex(mutex));
    must_end(wait);
}

TEST(mutexes, are_needed_for_their_release)
{
    FACT("W9");
    HANDLE event = must_open(CreateEventW(NULL, TRUE, FALSE, NULL));

    must_fail(ReleaseMutex(event), ERROR_INVALID_HANDLE);
    must_fail(ReleaseMutex(NULL), ERROR_INVALID_HANDLE);
}
