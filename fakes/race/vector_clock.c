#include "vector_clock.h"

#include "kernel/world.h"

#include <string.h>

static void reserve(struct vector_clock *clock, uint32_t count)
{
    if (count <= clock->count) return;
    uint32_t room = clock->count > 0 ? clock->count : 4;
    while (room < count)
        room *= 2;
    uint32_t *last = world_take(room * sizeof *last);
    if (clock->count > 0) memcpy(last, clock->last, clock->count * sizeof *last);
    clock->last = last;
    clock->count = room;
}

void vector_clock_set(struct vector_clock *clock, uint16_t thread, uint32_t last)
{
    reserve(clock, thread + 1u);
    clock->last[thread] = last;
}

void vector_clock_join(struct vector_clock *clock, const struct vector_clock *other)
{
    reserve(clock, other->count);
    for (uint32_t i = 0; i < other->count; i++)
        if (clock->last[i] < other->last[i]) clock->last[i] = other->last[i];
}

void vector_clock_copy(struct vector_clock *clock, const struct vector_clock *other)
{
    reserve(clock, other->count);
    if (clock->count == 0) return;
    memset(clock->last, 0, clock->count * sizeof *clock->last);
    if (other->count > 0) memcpy(clock->last, other->last, other->count * sizeof *clock->last);
}
