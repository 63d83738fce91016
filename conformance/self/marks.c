#include "marks.h"

#include "kernel/world.h"

void marks_open(struct machine *machine)
{
    machine_open(machine);
    world_set_footprints(machine->world, true);
}

const struct footprints *marks_all(void)
{
    return &world_get()->footprints;
}

uint32_t marks_step(void)
{
    return world_steps(world_current());
}

const struct footprint *marks_find(uint32_t step, footprint_id object)
{
    const struct footprints *all = marks_all();
    for (size_t i = 0; i < all->count; i++)
        if (all->marks[i].step == step && all->marks[i].object == object) return &all->marks[i];
    return NULL;
}
