/* Which run it was: a number that is the same for runs which differ only in the order of
 * independent steps. */
#ifndef PIPERIG_SIGNATURE_H
#define PIPERIG_SIGNATURE_H

#include <stdint.h>

struct world;

/* Of the run that is over and not yet closed. A fault that is seeded in the explorer is not in the
 * judge. Requires: its footprints were recorded. */
uint64_t signature_of(const struct world *world);

/* For qsort() and bsearch(). */
int signature_compare(const void *a, const void *b);

#endif
