/* The virtual clock, as Win32 shows it: ticks, dates, and a counter of 100 ns steps. */
#define _POSIX_C_SOURCE 200809L    // gmtime_r

#include "api.h"

#include "access/access.h"
#include "crt/crt.h"
#include "kernel/world.h"

#include <time.h>

enum { TICKS_AT_START = 100000 };    // the machine was switched on a while ago

/* What FILETIME counts: steps of 100 ns since 1601. */
enum { STEPS_PER_MS = 10000, STEPS_PER_S = 10000000 };

static const uint64_t steps_at_1970 = 116444736000000000u;

ULONGLONG WINAPI GetTickCount64(void)
{
    struct world *world = world_get();

    NTSTATUS status = api_enter(CALL_GET_TICK_COUNT);
    return api_leave_value(status, TICKS_AT_START + world->now_ms, 0);
}

DWORD WINAPI GetTickCount(void)
{
    return (DWORD)GetTickCount64();
}

/* Looking at any clock is looking at this one: a scheduling point. */
static uint64_t now_in_steps(void)
{
    uint64_t ms = GetTickCount64() - TICKS_AT_START;
    return steps_at_1970 + (uint64_t)CRT_EPOCH_S * STEPS_PER_S + ms * STEPS_PER_MS;
}

static FILETIME file_time_of(uint64_t steps)
{
    return (FILETIME){ .dwLowDateTime = (DWORD)steps, .dwHighDateTime = (DWORD)(steps >> 32) };
}

VOID WINAPI GetSystemTimeAsFileTime(LPFILETIME time)
{
    uint64_t steps = now_in_steps();
    access_call_writes_number("GetSystemTimeAsFileTime", time, sizeof *time);
    *time = file_time_of(steps);
}

static void split(const char *call, uint64_t steps, SYSTEMTIME *time)
{
    struct tm parts;
    uint64_t since = steps - steps_at_1970;
    time_t seconds = (time_t)(since / STEPS_PER_S);
    gmtime_r(&seconds, &parts);
    access_call_writes_number(call, time, sizeof *time);
    *time = (SYSTEMTIME){ .wYear = (WORD)(parts.tm_year + 1900),
                          .wMonth = (WORD)(parts.tm_mon + 1),
                          .wDayOfWeek = (WORD)parts.tm_wday,
                          .wDay = (WORD)parts.tm_mday,
                          .wHour = (WORD)parts.tm_hour,
                          .wMinute = (WORD)parts.tm_min,
                          .wSecond = (WORD)parts.tm_sec,
                          .wMilliseconds = (WORD)(since / STEPS_PER_MS % 1000) };
}

/* Returns: FALSE for a time that has its highest bit set, or is before 1970, of which the rig knows
 *          nothing. */
BOOL WINAPI FileTimeToSystemTime(const FILETIME *file_time, LPSYSTEMTIME time)
{
    access_call_reads_number("FileTimeToSystemTime", file_time, sizeof *file_time);
    uint64_t steps = (uint64_t)file_time->dwHighDateTime << 32 | file_time->dwLowDateTime;
    if (steps >> 63 != 0) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    if (steps < steps_at_1970) api_refuse("FileTimeToSystemTime of a time before 1970");
    split("FileTimeToSystemTime", steps, time);
    return TRUE;
}

VOID WINAPI GetSystemTime(LPSYSTEMTIME time)
{
    split("GetSystemTime", now_in_steps(), time);
}

VOID WINAPI GetLocalTime(LPSYSTEMTIME time)
{
    split("GetLocalTime", now_in_steps(), time);
}

BOOL WINAPI QueryPerformanceCounter(LARGE_INTEGER *count)
{
    LONGLONG steps = (LONGLONG)GetTickCount64() * STEPS_PER_MS;
    access_call_writes_number("QueryPerformanceCounter", count, sizeof *count);
    count->QuadPart = steps;
    return TRUE;
}

BOOL WINAPI QueryPerformanceFrequency(LARGE_INTEGER *frequency)
{
    access_call_writes_number("QueryPerformanceFrequency", frequency, sizeof *frequency);
    frequency->QuadPart = STEPS_PER_S;
    return TRUE;
}
