/* A gate: many threads wait before it, and while it is open any of them may go through.
 *
 * This is what a lock is to those who want it. Whoever goes through shuts it behind himself, and
 * the others wait again without having run in between: a lock that is taken is not an operation
 * that fails, but one that cannot happen yet.
 */
#ifndef FAKES_KERNEL_GATE_H
#define FAKES_KERNEL_GATE_H

#include "footprint.h"
#include "list.h"
#include "race/vector_clock.h"
#include "status.h"

#include <stdbool.h>
#include <stdint.h>

struct gate {
    footprint_id id;             // of the lock: what going through acquires
    struct list waiters;         // struct gate_wait
    struct vector_clock past;    // what comes before whoever goes through: race/race.h
};

void gate_init(struct gate *gate, footprint_id id);

/* Wait until the current thread runs with the gate open.
 *
 * Returns: STATUS_SUCCESS, or STATUS_TIMEOUT when [deadline_ms] has passed. */
NTSTATUS gate_wait(struct gate *gate, uint64_t deadline_ms);

/* The same where going through acquires [span] locks at once, from [id] on. */
NTSTATUS gate_wait_for(struct gate *gate, footprint_id id, unsigned span, uint64_t deadline_ms);

/* All who wait may go on. */
void gate_open(struct gate *gate);

/* Those who could have gone on wait again. */
void gate_shut(struct gate *gate);

#endif
