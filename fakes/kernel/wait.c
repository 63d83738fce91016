#include "wait.h"

#include "file.h"
#include "invariant.h"
#include "sync.h"
#include "thread.h"
#include "world.h"

/* One thread's interest in one object. */
struct wait_block {
    struct list link;    // in the object's waiters
    struct wait *wait;
    struct object *object;
};

/* One thread's wait. It lies on the stack of the thread that waits. */
struct wait {
    struct thread *thread;
    unsigned count;
    bool all;
    struct wait_block blocks[WAIT_OBJECTS_MAX];
};

uint64_t wait_deadline(uint32_t timeout_ms)
{
    return timeout_ms == UINT32_MAX ? DEADLINE_NEVER : world_get()->now_ms + timeout_ms;
}

static bool signalled(const struct object *object, const struct thread *thread)
{
    switch (object->type) {
    case OBJECT_EVENT: return ((const struct event *)object)->set;
    case OBJECT_SEMAPHORE: return ((const struct semaphore *)object)->count > 0;
    case OBJECT_MUTEX: return mutex_free_for((const struct mutex *)object, thread);
    case OBJECT_THREAD: return ((const struct thread *)object)->state == THREAD_ENDED;
    case OBJECT_PROCESS: return ((const struct process *)object)->ended;
    case OBJECT_FILE: return file_signalled((const struct file *)object);
    case OBJECT_CONSOLE:
    case OBJECT_DEVICE: return true;
    case OBJECT_ANY: break;
    }
    INVARIANT(!"an object of a known type");
}

/* Whether taking it leaves less for the next one. */
static bool is_consumed(const struct object *object)
{
    return object->type == OBJECT_SEMAPHORE || object->type == OBJECT_MUTEX ||
           (object->type == OBJECT_EVENT && !((const struct event *)object)->manual);
}

/* A finished wait changes the object: true if it was an abandoned mutex. */
static bool take(struct object *object, struct thread *thread)
{
    if (object->type != OBJECT_MUTEX && is_consumed(object))
        footprint_write(thread->world, object->id);
    race_acquire_for(thread, &object->past);
    switch (object->type) {
    case OBJECT_EVENT: event_taken((struct event *)object); return false;
    case OBJECT_SEMAPHORE: ((struct semaphore *)object)->count--; return false;
    case OBJECT_MUTEX: return mutex_taken((struct mutex *)object, thread);
    default: return false;
    }
}

/* The index of the first signalled object, or of none: [count]. For a wait for all: 0 or
 * [count]. */
static unsigned satisfied(struct object *const *objects, unsigned count, bool all,
                          const struct thread *thread)
{
    for (unsigned i = 0; i < count; i++) {
        bool on = signalled(objects[i], thread);
        if (on && !all) return i;
        if (!on && all) return count;
    }
    return all ? 0 : count;
}

static NTSTATUS take_satisfied(struct object *const *objects, unsigned count, bool all,
                               unsigned index, struct thread *thread)
{
    bool abandoned = false;
    if (!all) abandoned = take(objects[index], thread);
    for (unsigned i = 0; all && i < count; i++)
        abandoned |= take(objects[i], thread);
    return (abandoned ? STATUS_ABANDONED : STATUS_SUCCESS) + (NTSTATUS)index;
}

static void unlink_blocks(struct wait *wait)
{
    for (unsigned i = 0; i < wait->count; i++)
        list_remove(&wait->blocks[i].link);
    wait->thread->wait = NULL;
}

/* The thread is killed, or its time is up. Being killed is a deed of somebody's step: what the
 * thread would have got, another gets. Time is up when nobody can run. */
static void withdraw(struct thread *thread)
{
    struct wait *wait = thread->wait;
    for (unsigned i = 0; i < wait->count && !thread->world->time_passes; i++)
        if (is_consumed(wait->blocks[i].object))
            footprint_write(thread->world, wait->blocks[i].object->id);
    unlink_blocks(wait);
}

NTSTATUS wait_for(struct object *const *objects, unsigned count, bool all, uint32_t timeout_ms)
{
    struct thread *self = thread_current();
    INVARIANT(count >= 1 && count <= WAIT_OBJECTS_MAX);
    if (count == 1 && objects[0]->type == OBJECT_MUTEX)
        return mutex_wait((struct mutex *)objects[0], timeout_ms);
    for (unsigned i = 0; i < count; i++) {
        // What a wait may take it writes, be it taken or not: a footprint must not depend on how
        // far a call gets.
        if (is_consumed(objects[i]))
            footprint_write(self->world, objects[i]->id);
        else
            footprint_read(self->world, objects[i]->id);
    }

    unsigned index = satisfied(objects, count, all, self);
    if (index < count) return take_satisfied(objects, count, all, index, self);
    if (timeout_ms == 0) return STATUS_TIMEOUT;
    if (timeout_ms != UINT32_MAX && mock_suffers(FAULT_TIME_OUT))
        return thread_park(wait_deadline(timeout_ms), NULL);

    struct wait wait;
    wait.thread = self;
    wait.count = count;
    wait.all = all;
    for (unsigned i = 0; i < count; i++) {
        wait.blocks[i].wait = &wait;
        wait.blocks[i].object = objects[i];
        list_append(&objects[i]->waiters, &wait.blocks[i].link);
    }
    self->wait = &wait;
    return thread_park(wait_deadline(timeout_ms), withdraw);
}

/* The outcome of [wait] if it is over now. */
static bool is_over(const struct wait *wait, unsigned *index)
{
    struct object *objects[WAIT_OBJECTS_MAX];
    for (unsigned i = 0; i < wait->count; i++) {
        objects[i] = wait->blocks[i].object;
        footprint_read(wait->thread->world, objects[i]->id);
    }
    *index = satisfied(objects, wait->count, wait->all, wait->thread);
    return *index < wait->count;
}

static void finish(struct wait *wait, unsigned index)
{
    struct object *objects[WAIT_OBJECTS_MAX];
    struct thread *thread = wait->thread;
    for (unsigned i = 0; i < wait->count; i++)
        objects[i] = wait->blocks[i].object;
    NTSTATUS status = take_satisfied(objects, wait->count, wait->all, index, thread);
    unlink_blocks(wait);
    thread_unpark(thread, status);
}

/* The [nth] wait for [object] that is over now, or NULL with their number in [count]. */
static struct wait *find_over(struct object *object, uint32_t nth, uint32_t *count)
{
    unsigned index;
    *count = 0;
    list_each(link, &object->waiters)
    {
        struct wait *wait = list_entry(link, struct wait_block, link)->wait;
        if (is_over(wait, &index) && (*count)++ == nth) return wait;
    }
    return NULL;
}

static void wake_one_by_one(struct object *object)
{
    uint32_t count;
    for (;;) {
        find_over(object, UINT32_MAX, &count);
        if (count == 0) return;

        unsigned index;
        uint32_t nth = choice_pick(world_get()->choice, CHOICE_WAITER, count);
        struct wait *wait = find_over(object, nth, &count);
        is_over(wait, &index);
        finish(wait, index);
    }
}

void wait_wake(struct object *object)
{
    unsigned index;
    if (list_empty(&object->waiters)) return;
    if (is_consumed(object)) {
        wake_one_by_one(object);
        return;
    }
    list_each(link, &object->waiters)
    {
        struct wait *wait = list_entry(link, struct wait_block, link)->wait;
        if (is_over(wait, &index)) finish(wait, index);
    }
}

const struct thread *wait_joins(const struct thread *thread)
{
    const struct wait *wait = thread->wait;
    for (unsigned i = 0; wait != NULL && i < wait->count; i++) {
        const struct object *object = wait->blocks[i].object;
        if (object->type == OBJECT_THREAD && (wait->all || wait->count == 1))
            return (const struct thread *)object;
    }
    return NULL;
}
