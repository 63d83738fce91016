/* The host's <time.h>, bound to the virtual clock, and what Microsoft's has beside it. The time
 * zone is UTC. */
#ifndef PIPERIG_TIME_H
#define PIPERIG_TIME_H

#include_next <time.h>

#include <crtdefs.h>

typedef long long __time64_t;

__time64_t _time64(__time64_t *seconds);
errno_t localtime_s(struct tm *result, const time_t *seconds);
errno_t gmtime_s(struct tm *result, const time_t *seconds);

#endif
