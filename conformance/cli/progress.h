/* One line on a terminal about what is being tried; nothing when stderr is none. */
#ifndef PIPERIG_PROGRESS_H
#define PIPERIG_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

bool progress_is_wanted(void);

/* Draw the line anew: the check that is told of next, its runs, all runs so far and in how many
 * seconds, and the share of the check's space that is done (below 0: nobody knows). */
void progress_draw(const char *check, uint64_t runs, uint64_t all_runs, double seconds,
                   double share);

/* Take the line away. */
void progress_erase(void);

#endif
