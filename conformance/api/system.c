/* What a program asks about itself and its machine, the clocks, and what threads keep for
 * themselves. */
#include "support.h"

/* --- Slots of threads ------------------------------------------------------------------------- */

struct keeper {
    DWORD slot;
    HANDLE set;    // it has set its value
    HANDLE look;
    LPVOID first;
    LPVOID last;
};

static DWORD WINAPI keep_a_value(void *argument)
{
    struct keeper *keeper = argument;
    keeper->first = TlsGetValue(keeper->slot);
    TlsSetValue(keeper->slot, keeper);
    SetEvent(keeper->set);
    WaitForSingleObject(keeper->look, INFINITE);
    keeper->last = TlsGetValue(keeper->slot);
    return 0;
}

static struct keeper given_keeper(void)
{
    struct keeper keeper = { .slot = TlsAlloc() };
    must_not_equal(keeper.slot, TLS_OUT_OF_INDEXES);
    keeper.set = must_open(CreateEventW(NULL, TRUE, FALSE, NULL));
    keeper.look = must_open(CreateEventW(NULL, TRUE, FALSE, NULL));
    return keeper;
}

TEST(thread_slots, hold_a_value_for_each_thread)
{
    FACT("Y1");
    struct keeper keeper = given_keeper();
    must_succeed(TlsSetValue(keeper.slot, &keeper.look));

    HANDLE thread = given_thread(keep_a_value, &keeper);
    must_wait(keeper.set, CALL_END_MS, WAIT_OBJECT_0);
    must_hold(TlsGetValue(keeper.slot) == &keeper.look);
    SetEvent(keeper.look);
    must_wait(thread, CALL_END_MS, WAIT_OBJECT_0);

    must_hold(keeper.first == NULL);
    must_hold(keeper.last == &keeper);
    must_succeed(TlsFree(keeper.slot));
}

TEST(thread_slots, are_empty_when_given_again)
{
    FACT("Y2");
    struct keeper keeper = given_keeper();
    DWORD slot = keeper.slot;
    must_succeed(TlsSetValue(slot, &keeper));
    HANDLE thread = given_thread(keep_a_value, &keeper);
    must_wait(keeper.set, CALL_END_MS, WAIT_OBJECT_0);

    must_succeed(TlsFree(slot));
    must_equal(TlsAlloc(), slot);

    must_hold(TlsGetValue(slot) == NULL);
    SetEvent(keeper.look);
    must_wait(thread, CALL_END_MS, WAIT_OBJECT_0);
    must_hold(keeper.last == NULL);
    must_succeed(TlsFree(slot));
}

TEST(thread_slots, say_that_a_null_is_a_value)
{
    FACT("Y3");
    DWORD slot = TlsAlloc();

    SetLastError(ERROR_PIPE_BUSY);
    must_hold(TlsGetValue(slot) == NULL);
    must_have_error(ERROR_SUCCESS);

    must_succeed(TlsFree(slot));
}

TEST(thread_slots, are_refused_by_a_wrong_number)
{
    FACT("Y4");
    must_fail(TlsSetValue(0x10000, NULL), ERROR_INVALID_PARAMETER);
    must_hold(TlsGetValue(0x10000) == NULL);
    must_have_error(ERROR_INVALID_PARAMETER);
    must_fail(TlsFree(0x10000), ERROR_INVALID_PARAMETER);
}

/* --- The program ------------------------------------------------------------------------------ */

TEST(module, of_null_is_the_program)
{
    FACT("Y5");
    char path[MAX_PATH], again[MAX_PATH];
    DWORD length = GetModuleFileNameA(NULL, path, sizeof path);

    must_hold(length > 4 && length < sizeof path);
    must_equal(strlen(path), length);
    must_equal(GetModuleFileNameA(GetModuleHandleA(NULL), again, sizeof again), length);
    must_hold(strcmp(path, again) == 0);
}

TEST(module, has_a_narrow_path_that_is_cut_to_the_room)
{
    FACT("Y6");
    WINE_DEVIATES("does not terminate what it cuts");
    char path[MAX_PATH], part[5] = "....";
    GetModuleFileNameA(NULL, path, sizeof path);

    must_arm();
    must_equal(GetModuleFileNameA(NULL, part, sizeof part), 5);
    must_have_error(ERROR_INSUFFICIENT_BUFFER);
    must_hold(memcmp(part, path, 4) == 0);
    must_equal(part[4], 0);
}

TEST(module, has_a_wide_path_that_is_cut_to_the_room)
{
    FACT("Y6");
    WINE_DEVIATES("does not terminate what it cuts");
    char path[MAX_PATH];
    WCHAR part[5] = { 1, 1, 1, 1, 1 };
    GetModuleFileNameA(NULL, path, sizeof path);

    must_arm();
    must_equal(GetModuleFileNameW(NULL, part, COUNT_OF(part)), 5);
    must_have_error(ERROR_INSUFFICIENT_BUFFER);
    must_equal(part[3], path[3]);
    must_equal(part[4], 0);
}

TEST(environment, tells_of_a_variable_that_is_not_there)
{
    FACT("Y7");
    char value[16];

    must_arm();
    must_equal(GetEnvironmentVariableA("PIPERIG_NO_SUCH_VARIABLE", value, sizeof value), 0);
    must_have_error(ERROR_ENVVAR_NOT_FOUND);
}

/* --- The machine ------------------------------------------------------------------------------ */

TEST(computer, has_a_name_whose_length_is_told)
{
    FACT("Y8");
    char name[64];
    WCHAR wide[64];
    DWORD needed = 0, size, wide_size;

    must_fail(GetComputerNameA(name, &needed), ERROR_BUFFER_OVERFLOW);
    must_hold(needed > 1 && needed < sizeof name);

    size = wide_size = needed;
    must_succeed(GetComputerNameA(name, &size));
    must_equal(size, needed - 1);
    must_equal(strlen(name), size);
    must_succeed(GetComputerNameW(wide, &wide_size));
    must_equal(wide_size, size);
    must_equal(wide[0], name[0]);
}

/* --- Clocks ----------------------------------------------------------------------------------- */

enum { NAP_MS = 50, TICK_MS = 16 };

static ULONGLONG steps_of(FILETIME time)
{
    return (ULONGLONG)time.dwHighDateTime << 32 | time.dwLowDateTime;
}

TEST(system_time, counts_from_1601)
{
    FACT("Y9");
    ULONGLONG steps = 132539328000000000 + 12345 * 10000ull;    // 2021-01-01, and 12.345 s
    FILETIME file = { (DWORD)steps, (DWORD)(steps >> 32) }, late = { 0, 0x80000000 };
    SYSTEMTIME time;

    must_succeed(FileTimeToSystemTime(&file, &time));
    must_hold(time.wYear == 2021 && time.wMonth == 1 && time.wDay == 1);
    must_hold(time.wHour == 0 && time.wMinute == 0 && time.wSecond == 12);
    must_hold(time.wMilliseconds == 345 && time.wDayOfWeek == 5);
    must_fail(FileTimeToSystemTime(&late, &time), ERROR_INVALID_PARAMETER);
}

TEST(system_time, goes_on)
{
    FACT("Y10");
    FILETIME first, second;
    SYSTEMTIME before, between, after;

    GetSystemTimeAsFileTime(&first);
    must_succeed(FileTimeToSystemTime(&first, &before));
    GetSystemTime(&between);
    Sleep(NAP_MS);
    GetSystemTimeAsFileTime(&second);
    must_succeed(FileTimeToSystemTime(&second, &after));

    must_hold(steps_of(second) - steps_of(first) >= (NAP_MS - TICK_MS) * 10000);
    must_hold(before.wYear <= between.wYear && between.wYear <= after.wYear);
    must_hold(between.wMinute == before.wMinute || between.wMinute == after.wMinute);
}

TEST(performance_counter, counts_its_frequency)
{
    FACT("Y11");
    LARGE_INTEGER frequency, first, second;

    must_succeed(QueryPerformanceFrequency(&frequency));
    must_succeed(QueryPerformanceCounter(&first));
    Sleep(NAP_MS);
    must_succeed(QueryPerformanceCounter(&second));

    LONGLONG least = frequency.QuadPart * (NAP_MS - TICK_MS) / 1000;
    must_hold(second.QuadPart - first.QuadPart >= least);
    must_hold(second.QuadPart - first.QuadPart <= frequency.QuadPart * 60);
}

/* --- Newer spellings -------------------------------------------------------------------------- */

TEST(events, are_made_by_flags)
{
    FACT("Y12");
    HANDLE manual = must_open(CreateEventExW(
        NULL, NULL, CREATE_EVENT_MANUAL_RESET | CREATE_EVENT_INITIAL_SET, EVENT_ALL_ACCESS));
    HANDLE automatic = must_open(CreateEventExA(NULL, NULL, 0, EVENT_ALL_ACCESS));

    must_wait(manual, 0, WAIT_OBJECT_0);
    must_wait(manual, 0, WAIT_OBJECT_0);
    must_wait(automatic, 0, WAIT_TIMEOUT);
    SetEvent(automatic);
    must_wait(automatic, 0, WAIT_OBJECT_0);
    must_wait(automatic, 0, WAIT_TIMEOUT);
}

TEST(mutexes, are_made_by_flags)
{
    FACT("Y12");
    HANDLE owned =
        must_open(CreateMutexExW(NULL, NULL, CREATE_MUTEX_INITIAL_OWNER, MUTEX_ALL_ACCESS));
    HANDLE free = must_open(CreateMutexExA(NULL, NULL, 0, MUTEX_ALL_ACCESS));

    must_succeed(ReleaseMutex(owned));
    must_fail(ReleaseMutex(free), ERROR_NOT_OWNER);
}

TEST(alertable_waits, end_as_others_do)
{
    FACT("Y13");
    HANDLE event = must_open(CreateEventW(NULL, FALSE, TRUE, NULL));

    must_equal(WaitForSingleObjectEx(event, 0, TRUE), WAIT_OBJECT_0);
    must_equal(WaitForMultipleObjectsEx(1, &event, FALSE, 0, TRUE), WAIT_TIMEOUT);
    must_equal(SleepEx(0, TRUE), 0);
}
