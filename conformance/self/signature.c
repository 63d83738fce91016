#include "signature.h"

#include "explore/happens_before.h"
#include "explore/seeded.h"
#include "kernel/world.h"

uint64_t signature_of(const struct world *world)
{
    struct order order = { 0 };
    enum seeded_fault fault = seeded_on;
    seeded_set(SEEDED_NONE);
    order_find_races(&order, &world->footprints, 1, false, NULL, NULL);
    seeded_set(fault);
    uint64_t signature = order_signature(&order, &world->footprints);
    order_fini(&order);
    return signature;
}

int signature_compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}
