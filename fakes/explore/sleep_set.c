#include "sleep_set.h"

#include "happens_before.h"
#include "seeded.h"

#include "kernel/grow.h"

#include <stdlib.h>

static bool dependent(enum footprint_kind a, enum footprint_kind b)
{
    if (SEEDED(SEEDED_SLEEPER_NOT_WOKEN)) return false;
    if (SEEDED(SEEDED_SLEEPER_OVERSLEEPS) && a == FOOTPRINT_ACQUIRE && b == FOOTPRINT_ACQUIRE)
        return false;
    return order_dependent(a, b);
}

bool sleep_set_wakes(struct footprint_span span, struct footprint_span step)
{
    for (size_t i = 0; i < span.count; i++)
        for (size_t j = 0; j < step.count; j++)
            if (span.marks[i].object == step.marks[j].object &&
                dependent(span.marks[i].kind, step.marks[j].kind))
                return true;
    return false;
}

void sleep_set_add(struct sleep_set *set, struct sleeper sleeper)
{
    GROW(set->entries, set->count, set->capacity);
    set->entries[set->count++] = sleeper;
}

bool sleep_set_has(const struct sleep_set *set, uint16_t thread)
{
    for (size_t i = 0; i < set->count; i++)
        if (set->entries[i].thread == thread) return true;
    return false;
}

void sleep_set_copy(struct sleep_set *set, const struct sleep_set *other)
{
    set->count = 0;
    for (size_t i = 0; i < other->count; i++)
        sleep_set_add(set, other->entries[i]);
}

void sleep_set_wake(struct sleep_set *set, uint16_t thread, struct footprint_span step)
{
    size_t kept = 0;
    for (size_t i = 0; i < set->count; i++) {
        struct sleeper sleeper = set->entries[i];
        if (sleeper.thread != thread && !sleep_set_wakes(sleeper.span, step))
            set->entries[kept++] = sleeper;
    }
    set->count = kept;
}

void sleep_set_fini(struct sleep_set *set)
{
    free(set->entries);
    *set = (struct sleep_set){ 0 };
}
