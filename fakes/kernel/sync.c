#include "sync.h"

#include "explore/seeded.h"
#include "mock.h"
#include "name.h"
#include "thread.h"
#include "wait.h"
#include "world.h"

#include <string.h>

struct event *event_new(bool manual, bool set)
{
    struct event *event = world_take(sizeof *event);
    object_init(&event->object, OBJECT_EVENT);
    event->manual = manual;
    event->set = set;
    return event;
}

void event_set(struct event *event)
{
    footprint_write(world_get(), event->object.id);
    race_release(&event->object.past);
    event->set = true;
    wait_wake(&event->object);
}

void event_reset(struct event *event)
{
    if (!SEEDED(SEEDED_WRITE_MISSING)) footprint_write(world_get(), event->object.id);
    event->set = false;
}

void event_taken(struct event *event)
{
    if (!event->manual) event->set = false;
}

struct mutex *mutex_new(bool owned)
{
    struct mutex *mutex = world_take(sizeof *mutex);
    object_init(&mutex->object, OBJECT_MUTEX);
    list_init(&mutex->owned);
    gate_init(&mutex->gate, mutex->object.id);
    if (owned) mutex_taken(mutex, thread_current());
    return mutex;
}

bool mutex_free_for(const struct mutex *mutex, const struct thread *thread)
{
    return mutex->owner == NULL || mutex->owner == thread;
}

/* Who else had it since is not to be seen: one that has a name any process may have taken. */
bool mutex_taken(struct mutex *mutex, struct thread *thread)
{
    bool abandoned = mutex->abandoned;
    if (mutex->depth++ == 0) {
        if (mutex->object.named && mock_thread_suffers(thread, FAULT_ABANDON)) abandoned = true;
        footprint_acquire(thread->world, mutex->object.id);
        race_acquire_for(thread, &mutex->object.past);
        mutex->owner = thread;
        mutex->abandoned = false;
        gate_shut(&mutex->gate);
        list_append(&thread->owned_mutexes, &mutex->owned);
    }
    return abandoned;
}

/* The mutex is free: for those who wait for it alone, or for one of those who wait for more than
 * it. */
static void pass_on(struct mutex *mutex)
{
    bool gate_first = !list_empty(&mutex->gate.waiters) && !list_empty(&mutex->object.waiters) &&
                      choice_pick(world_get()->choice, CHOICE_WAITER, 2) == 1;
    if (!gate_first) wait_wake(&mutex->object);
    if (mutex->owner == NULL) gate_open(&mutex->gate);
}

static void give_up(struct mutex *mutex)
{
    footprint_release(world_get(), mutex->object.id);
    race_release_of(mutex->owner, &mutex->object.past);
    mutex->owner = NULL;
    mutex->depth = 0;
    list_remove(&mutex->owned);
    pass_on(mutex);
}

/* A thread that has it already takes it again at once. One whose time is up learns so by
 * looking, as does one that has no time: that is a read. Who has no time and gets it writes it:
 * unlike one who waits, he could have come before it was given back, too. So could one who waits in
 * vain by plan. */
NTSTATUS mutex_wait(struct mutex *mutex, uint32_t timeout_ms)
{
    struct thread *self = thread_current();
    uint64_t deadline_ms = wait_deadline(timeout_ms);
    NTSTATUS status = STATUS_SUCCESS;
    bool has_time = timeout_ms != 0 && timeout_ms != UINT32_MAX;
    bool looks = timeout_ms == 0 || (has_time && self->call.effect == FAULT_TIME_OUT);
    if (looks && mutex->owner == NULL) footprint_write(self->world, mutex->object.id);
    if (has_time && !mutex_free_for(mutex, self) && mock_suffers(FAULT_TIME_OUT)) {
        footprint_read(self->world, mutex->object.id);
        status = thread_park(deadline_ms, NULL);
    }
    while (!mutex_free_for(mutex, self) && status == STATUS_SUCCESS)
        status = timeout_ms == 0 ? STATUS_TIMEOUT : gate_wait(&mutex->gate, deadline_ms);
    if (status != STATUS_SUCCESS) {
        footprint_read(self->world, mutex->object.id);
        return status;
    }
    return mutex_taken(mutex, self) ? STATUS_ABANDONED : STATUS_SUCCESS;
}

NTSTATUS mutex_release(struct mutex *mutex)
{
    if (mutex->owner != thread_current()) {
        footprint_read(world_get(), mutex->object.id);
        return STATUS_MUTANT_NOT_OWNED;
    }
    if (--mutex->depth == 0) give_up(mutex);
    return STATUS_SUCCESS;
}

void mutexes_abandon(struct thread *thread)
{
    list_each(link, &thread->owned_mutexes)
    {
        struct mutex *mutex = list_entry(link, struct mutex, owned);
        mutex->abandoned = true;
        give_up(mutex);
    }
}

struct semaphore *semaphore_new(int32_t count, int32_t limit)
{
    struct semaphore *semaphore = world_take(sizeof *semaphore);
    object_init(&semaphore->object, OBJECT_SEMAPHORE);
    semaphore->count = count;
    semaphore->limit = limit;
    return semaphore;
}

NTSTATUS semaphore_release(struct semaphore *semaphore, int32_t count, int32_t *previous)
{
    footprint_write(world_get(), semaphore->object.id);
    *previous = semaphore->count;
    if (count > semaphore->limit - semaphore->count) return STATUS_SEMAPHORE_LIMIT_EXCEEDED;
    race_release(&semaphore->object.past);
    semaphore->count += count;
    wait_wake(&semaphore->object);
    return STATUS_SUCCESS;
}

/* Names live as long as an object has handles. */
struct named_object {
    struct list link;
    struct object *object;
    uint16_t name[];
};

struct object *named_object_find(const uint16_t *name)
{
    struct world *world = world_get();
    footprint_read(world, FOOTPRINT_NAMES);
    list_each(link, &world->named_objects)
    {
        struct named_object *entry = list_entry(link, struct named_object, link);
        if (!name_same(entry->name, name)) continue;
        footprint_read(world, entry->object->id);
        if (entry->object->handles > 0) return entry->object;
        list_remove(link);
    }
    return NULL;
}

void named_object_add(const uint16_t *name, struct object *object)
{
    struct world *world = world_get();
    size_t size = (name_units(name) + 1) * sizeof *name;
    struct named_object *entry = world_take(sizeof *entry + size);
    footprint_write(world, FOOTPRINT_NAMES);
    memcpy(entry->name, name, size);
    entry->object = object;
    object->named = true;
    list_append(&world->named_objects, &entry->link);
}
