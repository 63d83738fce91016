/* Sleep sets: threads whose next step needs not be tried, since it was tried before and would do the
 * same now.
 *
 * Source: Godefroid: Partial-Order Methods for the Verification of Concurrent Systems, 1996. */
#ifndef FAKES_EXPLORE_SLEEP_SET_H
#define FAKES_EXPLORE_SLEEP_SET_H

#include "kernel/footprint.h"

struct sleeper {
    uint16_t thread;
    struct footprint_span span;    // of its step; owned by whoever put it here
};

struct sleep_set {
    struct sleeper *entries;
    size_t count;
    size_t capacity;
};

/* Whether a step of [step] wakes who sleeps, or waits, before one of [span]: whether one wrote what the
 * other touched. */
bool sleep_set_wakes(struct footprint_span span, struct footprint_span step);

void sleep_set_add(struct sleep_set *set, struct sleeper sleeper);
bool sleep_set_has(const struct sleep_set *set, uint16_t thread);

/* [set] is what [other] is. */
void sleep_set_copy(struct sleep_set *set, const struct sleep_set *other);

/* A step of [thread] wakes those who depend on it, and its own thread. */
void sleep_set_wake(struct sleep_set *set, uint16_t thread, struct footprint_span step);

void sleep_set_fini(struct sleep_set *set);

#endif
