#include "gate.h"

#include "thread.h"
#include "world.h"

/* One thread before the gate. It lies on that thread's stack. */
struct gate_wait {
    struct list link;
    struct thread *thread;
};

void gate_init(struct gate *gate, footprint_id id)
{
    gate->id = id;
    list_init(&gate->waiters);
}

static void leave(struct thread *thread)
{
    list_remove(&thread->gate_wait->link);
    thread->gate_wait = NULL;
    thread->gate = 0;
}

NTSTATUS gate_wait(struct gate *gate, uint64_t deadline_ms)
{
    return gate_wait_for(gate, gate->id, 1, deadline_ms);
}

NTSTATUS gate_wait_for(struct gate *gate, footprint_id id, unsigned span, uint64_t deadline_ms)
{
    struct gate_wait wait = { .thread = thread_current() };
    list_append(&gate->waiters, &wait.link);
    wait.thread->gate_wait = &wait;
    wait.thread->gate = id;
    wait.thread->gate_span = span;

    NTSTATUS status = thread_park(deadline_ms, leave);
    wait.thread->withdraw = NULL;
    if (wait.thread->gate_wait != NULL) leave(wait.thread);
    return status;
}

void gate_open(struct gate *gate)
{
    list_each(link, &gate->waiters)
    {
        struct thread *thread = list_entry(link, struct gate_wait, link)->thread;
        if (thread->state == THREAD_PARKED) thread_unpark(thread, STATUS_SUCCESS);
    }
}

void gate_shut(struct gate *gate)
{
    list_each(link, &gate->waiters)
    {
        struct thread *thread = list_entry(link, struct gate_wait, link)->thread;
        if (thread->state == THREAD_READY && thread != thread_current())
            thread_repark(thread, leave);
    }
}
