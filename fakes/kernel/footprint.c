#include "footprint.h"

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

static void mark(struct world *world, footprint_id object, bool write)
{
    struct footprints *all = &world->footprints;
    if (all->off) return;

    // A step touches few objects, often one of them again and again.
    for (size_t i = all->count; i > 0 && all->marks[i - 1].step == world->steps; i--) {
        struct footprint *seen = &all->marks[i - 1];
        if (seen->object == object) {
            seen->write |= write;
            return;
        }
    }
    GROW(all->marks, all->count, all->capacity);
    all->marks[all->count++] = (struct footprint){ world->steps, object, write };
}

void footprint_read(struct world *world, footprint_id object)
{
    mark(world, object, false);
}

void footprint_write(struct world *world, footprint_id object)
{
    mark(world, object, true);
}

void footprints_fini(struct footprints *footprints)
{
    free(footprints->marks);
    *footprints = (struct footprints){ 0 };
}
