/* Threads: their ends, their exit codes, their handles; and the clock that they sleep by. */
#include "support.h"

enum { TICK_MS = 16 };    // GetTickCount64 moves in steps of up to this size

static DWORD WINAPI return_argument(void *argument)
{
    return *(DWORD *)argument;
}

static DWORD WINAPI exit_with_argument(void *argument)
{
    ExitThread(*(DWORD *)argument);
}

static DWORD WINAPI wait_for_argument(void *event)
{
    WaitForSingleObject(event, INFINITE);
    return 7;
}

static DWORD WINAPI set_argument(void *event)
{
    return (DWORD)SetEvent(event);
}

static DWORD WINAPI tell_id(void *id)
{
    *(DWORD *)id = GetCurrentThreadId();
    return 0;
}

static DWORD exit_code_of(HANDLE thread)
{
    DWORD code = 12345;
    must_succeed(GetExitCodeThread(thread, &code));
    return code;
}

TEST(threads, are_opened_by_their_id)
{
    FACT("W44");
    DWORD id = 0;
    HANDLE event = must_open(CreateEventW(NULL, TRUE, FALSE, NULL));
    HANDLE thread = CreateThread(NULL, 0, wait_for_argument, event, 0, &id);
    given_handle(must_succeed(thread));

    HANDLE opened = must_open(OpenThread(SYNCHRONIZE, FALSE, id));

    must_wait(opened, 0, WAIT_TIMEOUT);
    must_fail(CancelSynchronousIo(opened), ERROR_ACCESS_DENIED);
    must_succeed(SetEvent(event));
    must_wait(opened, 5000, WAIT_OBJECT_0);
}

TEST(threads, cannot_be_opened_by_an_id_that_none_has)
{
    FACT("W45");
    must_fail(OpenThread(SYNCHRONIZE, FALSE, 0xFFFFFFF0u), ERROR_INVALID_PARAMETER);
}

TEST(threads, are_signalled_from_their_end_on)
{
    FACT("W29");
    HANDLE event = must_open(CreateEventW(NULL, TRUE, FALSE, NULL));
    HANDLE thread = given_thread(wait_for_argument, event);
    must_wait(thread, CALL_BLOCK_MS, WAIT_TIMEOUT);

    must_succeed(SetEvent(event));

    must_wait(thread, CALL_END_MS, WAIT_OBJECT_0);
    must_wait(thread, 0, WAIT_OBJECT_0);
}

TEST(threads, leave_what_they_return_as_exit_code)
{
    FACT("W30");
    DWORD wanted = 4711;
    HANDLE thread = given_thread(return_argument, &wanted);

    must_wait(thread, CALL_END_MS, WAIT_OBJECT_0);

    must_equal(exit_code_of(thread), 4711);
}

TEST(threads, leave_what_they_exit_with_as_exit_code)
{
    FACT("W31");
    DWORD wanted = 815;
    HANDLE thread = given_thread(exit_with_argument, &wanted);

    must_wait(thread, CALL_END_MS, WAIT_OBJECT_0);

    must_equal(exit_code_of(thread), 815);
}

TEST(threads, are_still_active_until_they_end)
{
    FACT("W32");
    HANDLE event = must_open(CreateEventW(NULL, TRUE, FALSE, NULL));
    HANDLE thread = given_thread(wait_for_argument, event);

    must_equal(exit_code_of(thread), STILL_ACTIVE);

    must_succeed(SetEvent(event));
    must_wait(thread, CALL_END_MS, WAIT_OBJECT_0);
    must_equal(exit_code_of(thread), 7);
}

TEST(threads, go_on_when_their_handle_is_closed)
{
    FACT("W33");
    HANDLE event = must_open(CreateEventW(NULL, TRUE, FALSE, NULL));
    HANDLE thread = must_open(CreateThread(NULL, 0, set_argument, event, 0, NULL));

    must_close(thread);

    must_wait(event, CALL_END_MS, WAIT_OBJECT_0);
}

TEST(threads, have_an_id_of_their_own)
{
    FACT("W34");
    DWORD told = 0;
    DWORD seen = 0;

    HANDLE thread = must_open(CreateThread(NULL, 0, tell_id, &seen, 0, &told));
    must_wait(thread, CALL_END_MS, WAIT_OBJECT_0);

    must_not_equal(told, 0);
    must_equal(seen, told);
    must_not_equal(seen, GetCurrentThreadId());
}

TEST(threads, are_needed_for_an_exit_code)
{
    FACT("W9");
    HANDLE event = must_open(CreateEventW(NULL, TRUE, FALSE, NULL));
    DWORD code = 0;

    must_fail(GetExitCodeThread(event, &code), ERROR_INVALID_HANDLE);
}

TEST(sleep, lasts_as_long_as_it_was_told)
{
    FACT("W35");
    ULONGLONG before = GetTickCount64();

    Sleep(100);

    must_hold(GetTickCount64() - before >= 100 - TICK_MS);
}

TEST(sleep, of_0_returns)
{
    FACT("W36");

    for (unsigned i = 0; i < 3; i++)
        Sleep(0);
}

TEST(get_tick_count, agrees_with_its_longer_kin)
{
    FACT("W37");
    ULONGLONG before = GetTickCount64();
    DWORD between = GetTickCount();
    ULONGLONG after = GetTickCount64();

    must_hold(before <= after);
    must_hold(between - (DWORD)before <= after - before);
}
