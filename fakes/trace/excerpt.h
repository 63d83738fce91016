/* Which rows of a long picture are worth their place. */
#ifndef FAKES_TRACE_EXCERPT_H
#define FAKES_TRACE_EXCERPT_H

#include <stdbool.h>
#include <stddef.h>

/* Choose [rows] of [count] rows: the first ones, the last ones, and of those between that are [telling]
 * the first ones, with their neighbours. A single row is never left out alone, since it takes no more
 * place than to say so: these may come on top. [keep] has room for [count]. */
void excerpt_choose(const bool *telling, size_t count, size_t rows, bool *keep);

#endif
