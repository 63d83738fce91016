/* Small random programs, so small that all their interleavings can be tried.
 *
 * Operations are the kernel's own: cells, locks, events of both kinds, a semaphore, waits for
 * two objects, time, a reader/writer lock with a condition variable, attempts to take a lock, what
 * is done once, timers, and the two ends of a pipe whose buffer is small enough for writers to
 * wait. In every other program the first two threads are of one process, which the end of the
 * first one ends. */
#ifndef PIPERIG_PROGRAMS_H
#define PIPERIG_PROGRAMS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct world;

/* The program of [seed] is the one that the following calls are about. */
void programs_pick(uint64_t seed);

/* Whether a thread may be stopped where it is, by the end of its process. */
bool programs_can_cut(void);

/* Make what its threads share, and start them. */
void programs_start(struct world *world);

/* After the run: a number that differs when an operation gave another result, or did not come to
 * its end. */
uint64_t programs_outcome(void);

void programs_print(FILE *out);

#endif
