/* time, clock and rand: the virtual clock and Microsoft's generator, so that no run differs from
 * its like. */
#define _GNU_SOURCE
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
    if (seconds != NULL) *seconds = now();
    return now();
}

__time64_t _time64(__time64_t *seconds)
{
    if (seconds != NULL) *seconds = now();
    return now();
}

/* In the program's CLOCKS_PER_SEC, which is the host's: a million. */
clock_t __wrap_clock(void)
{
    return (clock_t)(crt_clock_ms() * (CLOCKS_PER_SEC / 1000));
}

static errno_t split(struct tm *result, const time_t *seconds)
{
    return gmtime_r(seconds, result) != NULL ? 0 : EINVAL;
}

errno_t gmtime_s(struct tm *result, const time_t *seconds)
{
    return split(result, seconds);
}

errno_t localtime_s(struct tm *result, const time_t *seconds)
{
    return split(result, seconds);
}

struct tm *__wrap_gmtime(const time_t *seconds)
{
    struct tm *result = &crt_thread_state()->time;
    return split(result, seconds) == 0 ? result : NULL;
}

struct tm *__wrap_localtime(const time_t *seconds)
{
    return __wrap_gmtime(seconds);
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
