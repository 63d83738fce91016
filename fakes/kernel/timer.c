/* A binary heap whose entry 0 stays unused, so that a place of 0 means "in no heap". */
#include "timer.h"

#include "grow.h"
#include "world.h"

#include <stdbool.h>

static bool before(const struct thread *a, const struct thread *b)
{
    if (a->deadline_ms != b->deadline_ms) return a->deadline_ms < b->deadline_ms;
    bool a_waits = a->state == THREAD_PARKED, b_waits = b->state == THREAD_PARKED;
    if (a_waits != b_waits) return a_waits;
    return a_waits ? a->ordinal < b->ordinal : a->object.id < b->object.id;
}

static void put(struct world *world, size_t place, struct thread *thread)
{
    world->timers[place] = thread;
    thread->timer_place = place;
}

static void rise(struct world *world, size_t place, struct thread *thread)
{
    while (place > 1 && before(thread, world->timers[place / 2])) {
        put(world, place, world->timers[place / 2]);
        place /= 2;
    }
    put(world, place, thread);
}

static void sink(struct world *world, size_t place, struct thread *thread)
{
    for (;;) {
        size_t child = place * 2;
        if (child > world->timer_count) break;
        if (child < world->timer_count && before(world->timers[child + 1], world->timers[child]))
            child++;
        if (before(thread, world->timers[child])) break;
        put(world, place, world->timers[child]);
        place = child;
    }
    put(world, place, thread);
}

void timer_add(struct world *world, struct thread *thread)
{
    size_t place = ++world->timer_count;
    GROW(world->timers, place, world->timer_capacity);
    rise(world, place, thread);
}

void timer_remove(struct world *world, struct thread *thread)
{
    size_t place = thread->timer_place;
    if (place == 0) return;

    struct thread *last = world->timers[world->timer_count--];
    thread->timer_place = 0;
    if (last == thread) return;
    if (place > 1 && before(last, world->timers[place / 2]))
        rise(world, place, last);
    else
        sink(world, place, last);
}

struct thread *timer_first(const struct world *world)
{
    return world->timer_count > 0 ? world->timers[1] : NULL;
}
