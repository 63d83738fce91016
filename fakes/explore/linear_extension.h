/* Another order of a run's steps that happens-before allows: a linear extension of it, with the
 * fewest context switches.
 *
 * The steps of all its linear extensions do the same, so that a run which takes them in that order
 * comes to the same end, and reads better. */
#ifndef FAKES_EXPLORE_LINEAR_EXTENSION_H
#define FAKES_EXPLORE_LINEAR_EXTENSION_H

#include "happens_before.h"

/* What is known of a step beside its footprints. */
enum step_note {
    STEP_WITHIN = 1,     // it belongs to the step before it: nobody was asked who takes it
    STEP_BARRIER = 2,    // what came before it stays before it, and before all that came after it
    STEP_COUNTS = 4,     // it is a unit, with those within it
};

/* So many units of one thread in a row. Steps that do not count are no more than places to stop at,
 * which may come or not. */
struct turn {
    uint16_t thread;
    uint32_t units;
    bool attempts;    // and then it tries to take a lock that is taken
};

struct turns {
    struct turn *entries;
    size_t count;
    size_t capacity;
};

/* Find the turns of a linear extension of [order] with the fewest context switches, among those the
 * one with the fewest preemptions. [notes] has an entry for each step, that of step n at n - 1. Finding
 * the fewest is NP-hard (it is the jump number of the order): where too many beginnings are alike, those
 * that got less far are given up.
 *
 * Requires: order_find_races() on the same footprints. Owns: the caller frees [turns]' entries.
 * Source:   Bouchitte, Habib: NP-Completeness Properties about Linear Extensions, Order 1987. */
void linear_extension_find(const struct footprints *footprints, const struct order *order,
                           const uint8_t *notes, struct turns *turns);

/* The turns of the run itself. The same otherwise. */
void linear_extension_of_run(const struct footprints *footprints, const struct order *order,
                             const uint8_t *notes, struct turns *turns);

#endif
