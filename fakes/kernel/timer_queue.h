/* Timers that call back: what the default timer queue of a process is asked for.
 *
 * A timer is a thread that is prepared and launched by its deadline. Until then it costs nothing:
 * it is in nobody's way, and nobody else can tell that it is there.
 */
#ifndef FAKES_KERNEL_TIMER_QUEUE_H
#define FAKES_KERNEL_TIMER_QUEUE_H

#include "footprint.h"
#include "list.h"
#include "status.h"

struct process;
struct thread;

typedef void timer_callback(void *parameter, unsigned char fired);

struct queue_timer {
    struct list link;    // in its process
    footprint_id id;     // of whether it goes on
    void *value;         // as the program knows it
    timer_callback *callback;
    void *parameter;
    uint32_t period_ms;       // 0: once
    struct thread *thread;    // that calls back: prepared, or at it, or done
    bool called;              // back, at least once
    bool deleted;
};

/* A timer of the current process, that calls back in [due_ms] and then every [period_ms]. A next
 * call begins no sooner than the last one is over. */
void timer_queue_add(void *value, timer_callback *callback, void *parameter, uint32_t due_ms,
                     uint32_t period_ms);

/* The current process's timer of that value, or NULL. */
struct queue_timer *timer_queue_find(const void *value);

/* Whether others may know of it: until it has fired, it is its maker's secret. */
bool timer_queue_has_fired(const struct queue_timer *timer);

/* It calls back no more; with [wait], a call in progress has ended on return.
 *
 * Returns: STATUS_PENDING for a call in progress that was not waited for.  Yields: as said. */
NTSTATUS timer_queue_delete(struct queue_timer *timer, bool wait);

/* The process has ended: none of its timers calls back. */
void timer_queue_stop(struct process *process);

#endif
