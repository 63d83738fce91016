/* Vector clocks: for each thread of a run, how much of it is known to have come before. */
#ifndef FAKES_RACE_VECTOR_CLOCK_H
#define FAKES_RACE_VECTOR_CLOCK_H

#include <stdint.h>

/* All zeros is the clock that knows of nobody. Its memory is the world's, and ends with the run. */
struct vector_clock {
    uint32_t *last;    // by ordinal of the thread
    uint32_t count;    // entries; who is beyond them is not known of
};

/* What is known of [thread]; 0: nothing. */
static inline uint32_t vector_clock_of(const struct vector_clock *clock, uint16_t thread)
{
    return thread < clock->count ? clock->last[thread] : 0;
}

void vector_clock_set(struct vector_clock *clock, uint16_t thread, uint32_t last);

/* [clock] knows what [other] knows, too; or that alone. */
void vector_clock_join(struct vector_clock *clock, const struct vector_clock *other);
void vector_clock_copy(struct vector_clock *clock, const struct vector_clock *other);

#endif
