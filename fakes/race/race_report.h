/* A data race in words, and an access to what is no block. */
#ifndef FAKES_RACE_RACE_REPORT_H
#define FAKES_RACE_RACE_REPORT_H

#include "shadow.h"

struct heap_block;
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

/* [access] reaches [beyond] bytes beyond the end of [block]. Told as a race is. */
struct race_report race_report_beyond(struct world *world, const struct shadow_access *access,
                                      const struct heap_block *block, size_t beyond);

#endif
