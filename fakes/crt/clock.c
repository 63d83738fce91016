/* time, clock and rand: the virtual clock and Microsoft's generator, so that no run differs from
 * its like. */
#define _GNU_SOURCE
#include "access/access.h"
#include "crt/crt.h"
#include "crt/state.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

static time_t now(void)
{
    return (time_t)(CRT_EPOCH_S + crt_clock_ms() / 1000);
}

time_t __wrap_time(time_t *seconds)
{
    access_call_writes_number("time", seconds, sizeof *seconds);
    if (seconds != NULL) *seconds = now();
    return now();
}

__time64_t _time64(__time64_t *seconds)
{
    access_call_writes_number("_time64", seconds, sizeof *seconds);
    if (seconds != NULL) *seconds = now();
    return now();
}

/* In the program's CLOCKS_PER_SEC, which is the host's: a million. */
clock_t __wrap_clock(void)
{
    return (clock_t)(crt_clock_ms() * (CLOCKS_PER_SEC / 1000));
}

static errno_t split(const char *call, struct tm *result, const time_t *seconds)
{
    access_call_reads_number(call, seconds, sizeof *seconds);
    return gmtime_r(seconds, result) != NULL ? 0 : EINVAL;
}

errno_t gmtime_s(struct tm *result, const time_t *seconds)
{
    access_call_writes_number("gmtime_s", result, sizeof *result);
    return split("gmtime_s", result, seconds);
}

errno_t localtime_s(struct tm *result, const time_t *seconds)
{
    access_call_writes_number("localtime_s", result, sizeof *result);
    return split("localtime_s", result, seconds);
}

static struct tm *split_into_own(const char *call, const time_t *seconds)
{
    struct tm *result = &crt_thread_state()->time;
    return split(call, result, seconds) == 0 ? result : NULL;
}

struct tm *__wrap_gmtime(const time_t *seconds)
{
    return split_into_own("gmtime", seconds);
}

struct tm *__wrap_localtime(const time_t *seconds)
{
    return split_into_own("localtime", seconds);
}

/* Microsoft's generator, one seed a thread. Its RAND_MAX is 32767. */
int __wrap_rand(void)
{
    struct crt_thread_state *state = crt_thread_state();
    state->seed = state->seed * 214013 + 2531011;
    return (int)(state->seed >> 16 & 0x7FFF);
}

void __wrap_srand(unsigned seed)
{
    crt_thread_state()->seed = seed;
}
