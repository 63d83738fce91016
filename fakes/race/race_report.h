/* A data race in words, and an access that misses a heap block. */
#ifndef FAKES_RACE_RACE_REPORT_H
#define FAKES_RACE_RACE_REPORT_H

#include "shadow.h"

struct world;

struct race_report {
    const char *why;     // both accesses with their stacks, in several lines
    const char *note;    // one line for a picture
};

/* [later] and [earlier] race for the byte at [meet]. No address is told: they differ from run to
 * run.
 *
 * Owns: nothing. The texts live as long as the run. */
struct race_report race_report(struct world *world, const struct shadow_access *later,
                               const struct shadow_access *earlier, uintptr_t meet);

/* [access], to memory from [address] on, misses a heap block or comes after it was freed. Told as a race
 * is. */
struct race_report race_report_astray(struct world *world, const struct shadow_access *access,
                                      uintptr_t address);

#endif
