/* Waiting for kernel objects: any of several, or all of them at once. */
#ifndef FAKES_KERNEL_WAIT_H
#define FAKES_KERNEL_WAIT_H

#include "object.h"
#include "status.h"

struct thread;

enum { WAIT_OBJECTS_MAX = 64 };    // MAXIMUM_WAIT_OBJECTS

/* Wait until any (or, with [all], every one at the same time) of [objects] is signalled, and take
 * what a wait takes: an auto-reset event's signal, a semaphore's unit, a mutex.
 *
 * Requires: 1 <= count <= WAIT_OBJECTS_MAX.
 * Returns:  STATUS_SUCCESS + the index of the object (the lowest that is signalled),
 *           STATUS_ABANDONED + the index of
 *           a mutex whose owner ended, or STATUS_TIMEOUT.
 * Yields:   if it must wait. A [timeout_ms] of UINT32_MAX is for ever; with 0 it never waits.
 * Source:   Microsoft, WaitForMultipleObjects. */
NTSTATUS wait_for(struct object *const *objects, unsigned count, bool all, uint32_t timeout_ms);

/* [object] may have become signalled: let those go on whose wait is over, as far as it reaches.
 * Which of several gets the last unit is a choice. */
void wait_wake(struct object *object);

/* The thread whose end [thread] waits for, or NULL. */
const struct thread *wait_joins(const struct thread *thread);

/* The deadline that is [timeout_ms] from now. */
uint64_t wait_deadline(uint32_t timeout_ms);

#endif
