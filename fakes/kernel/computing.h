/* Threads that compute for ever. A run is bounded by its steps, but a thread that makes no call that
 * others could notice takes none: only the host's clock can tell. */
#ifndef FAKES_KERNEL_COMPUTING_H
#define FAKES_KERNEL_COMPUTING_H

#include <stdbool.h>

/* A run begins. */
void computing_begin_run(void);

/* The bound has passed without a step, and the program was not met outside of the host's code: it is
 * in a call that is no step. */
extern volatile bool computing_is_overdue;

/* End the run, unless the thread has made a step since.  Requires: a simulated thread runs. */
void computing_end_run(void);

/* Called where a call begins that is no step. */
static inline void computing_check(void)
{
    if (__builtin_expect(computing_is_overdue, false)) computing_end_run();
}

#endif
