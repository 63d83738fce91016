#include "footprint.h"

#include "explore/seeded.h"
#include "grow.h"
#include "world.h"

#include <stdlib.h>

/* The host's objects come first; those of thread n follow in a range of their own. */
enum { OBJECTS_PER_THREAD = 1 << 16 };

footprint_id footprint_new(struct world *world)
{
    struct thread *thread = world->current;
    if (thread == NULL) return FOOTPRINT_FIRST_FREE + world->host_objects_made++;
    return (footprint_id)(thread->ordinal + 1) * OBJECTS_PER_THREAD + thread->objects_made++;
}

static void mark(struct world *world, footprint_id object, enum footprint_kind kind)
{
    struct footprints *all = &world->footprints;
    if (all->off) return;

    // A step touches few objects, often one of them again and again.
    for (size_t i = all->count; i > 0 && all->marks[i - 1].step == world->steps; i--) {
        struct footprint *seen = &all->marks[i - 1];
        if (seen->object == object) {
            if (seen->kind == FOOTPRINT_READ && !SEEDED(SEEDED_READ_HIDES_WRITE)) seen->kind = kind;
            return;
        }
    }
    GROW(all->marks, all->count, all->capacity);
    all->marks[all->count++] = (struct footprint){ world->steps, object, kind };
}

/* Whatever a thread does, it does while its process lives: the end of a process is in order with
 * all of it. */
void footprint_begin_step(struct world *world, const struct thread *thread)
{
    struct footprints *all = &world->footprints;
    if (all->off) return;
    GROW(all->steps, all->step_count, all->step_capacity);
    all->steps[all->step_count++] =
        (struct step){ thread->ordinal, thread->enabled_by, all->count };
    footprint_read(world, thread->process->life);
}

static void add_pending(struct footprints *all, const struct thread *thread, footprint_id object,
                        enum footprint_kind kind, bool cut)
{
    GROW(all->pending, all->pending_count, all->pending_capacity);
    all->pending[all->pending_count++] = (struct pending){ thread->ordinal, object, kind, cut };
}

/* What going through the gate would have taken. */
static void add_pending_locks(struct footprints *all, const struct thread *thread, bool cut)
{
    for (unsigned i = 0; i < thread->gate_span; i++)
        add_pending(all, thread, thread->gate + i, FOOTPRINT_ACQUIRE, cut);
}

/* A thread that was just woken is cut off: what it had waited for is touched as if it waited
 * still. That it was woken in time must not make the end of its process independent of who woke
 * it. */
static void repeat_writes(struct world *world, const struct thread *thread)
{
    const struct footprints *all = &world->footprints;
    size_t step = all->step_count;
    while (step > 0 && all->steps[step - 1].thread != thread->ordinal)
        step--;
    if (step == 0) return;
    size_t end = footprint_end(all, (uint32_t)step);
    for (size_t i = footprint_step(all, (uint32_t)step)->first_mark; i < end; i++)
        if (all->marks[i].kind == FOOTPRINT_WRITE) footprint_write(world, all->marks[i].object);
}

void footprint_cut(struct world *world, const struct thread *thread)
{
    struct footprints *all = &world->footprints;
    if (all->off || SEEDED(SEEDED_CUT_IGNORED)) return;
    if (thread->state == THREAD_READY && thread->enabled_by != 0) repeat_writes(world, thread);
    add_pending(all, thread, thread->process->life, FOOTPRINT_READ, true);
    if (thread->gate_wait != NULL) add_pending_locks(all, thread, true);
}

void footprint_note_blocked(struct world *world)
{
    struct footprints *all = &world->footprints;
    for (size_t i = 0; i < world->thread_count && !all->off; i++) {
        const struct thread *thread = world->threads[i];
        if (thread->state != THREAD_PARKED || thread->gate_wait == NULL) continue;
        add_pending_locks(all, thread, false);
    }
}

void footprint_read(struct world *world, footprint_id object)
{
    mark(world, object, FOOTPRINT_READ);
}

void footprint_write(struct world *world, footprint_id object)
{
    mark(world, object, FOOTPRINT_WRITE);
}

void footprint_acquire(struct world *world, footprint_id object)
{
    mark(world, object, FOOTPRINT_ACQUIRE);
}

void footprint_release(struct world *world, footprint_id object)
{
    mark(world, object, FOOTPRINT_RELEASE);
}
