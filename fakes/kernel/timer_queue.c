#include "timer_queue.h"

#include "process.h"
#include "thread.h"
#include "timer.h"
#include "wait.h"
#include "world.h"

static uint32_t call_back(void *argument);

static void arm(struct queue_timer *timer, uint32_t due_ms)
{
    struct world *world = world_get();
    timer->thread = thread_prepare(process_current(), call_back, timer);
    timer->thread->lent = true;
    race_fork(timer->thread);
    if (due_ms == 0) {
        footprint_write(world, FOOTPRINT_THREADS);
        thread_launch(timer->thread);
    } else if (due_ms != UINT32_MAX) {
        timer->thread->deadline_ms = wait_deadline(due_ms);
        timer_add(world, timer->thread);
    }
}

/* The thread of one call. */
static uint32_t call_back(void *argument)
{
    struct queue_timer *timer = argument;
    timer->called = true;
    timer->callback(timer->parameter, TRUE);
    footprint_write(world_get(), timer->id);
    if (timer->period_ms > 0 && !timer->deleted) arm(timer, timer->period_ms);
    return 0;
}

void timer_queue_add(void *value, timer_callback *callback, void *parameter, uint32_t due_ms,
                     uint32_t period_ms)
{
    struct queue_timer *timer = world_take(sizeof *timer);
    *timer = (struct queue_timer){ .id = footprint_new(world_get()),
                                   .value = value,
                                   .callback = callback,
                                   .parameter = parameter,
                                   .period_ms = period_ms };
    list_append(&process_current()->timers, &timer->link);
    arm(timer, due_ms);
}

bool timer_queue_has_fired(const struct queue_timer *timer)
{
    return timer->called || timer->thread->state != THREAD_PREPARED;
}

struct queue_timer *timer_queue_find(const void *value)
{
    list_each(link, &process_current()->timers)
    {
        struct queue_timer *timer = list_entry(link, struct queue_timer, link);
        if (timer->value == value) return timer;
    }
    return NULL;
}

NTSTATUS timer_queue_delete(struct queue_timer *timer, bool wait)
{
    struct world *world = world_get();
    struct object *thread = &timer->thread->object;
    footprint_write(world, timer->id);
    timer->deleted = true;
    list_remove(&timer->link);
    if (timer->thread->state == THREAD_PREPARED) {
        timer_remove(world, timer->thread);
        return STATUS_SUCCESS;
    }
    footprint_read(world, thread->id);
    if (timer->thread->state == THREAD_ENDED) {
        race_acquire(&thread->past);
        return STATUS_SUCCESS;
    }
    return wait ? wait_for(&thread, 1, false, UINT32_MAX) : STATUS_PENDING;
}

void timer_queue_stop(struct process *process)
{
    list_each(link, &process->timers)
    {
        struct queue_timer *timer = list_entry(link, struct queue_timer, link);
        timer_remove(process->world, timer->thread);
        list_remove(link);
    }
}
