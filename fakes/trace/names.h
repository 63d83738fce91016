/* Short names for handles: h1, h2, ... in the order in which a trace first mentions them.
 *
 * The values themselves say nothing to a reader, and a trace with names reads the same when the
 * kernel gives its values out in another way. */
#ifndef FAKES_TRACE_NAMES_H
#define FAKES_TRACE_NAMES_H

#include <piperig/trace.h>

struct names {
    uint64_t *values;    // of which the first is h1
    size_t count;
    size_t capacity;
};

/* Name the handles of [trace].  Owns: names_fini frees. */
void names_init(struct names *names, const struct trace *trace);

void names_fini(struct names *names);

/* The number in the name of [value], or 0 when it has none: NULL, a pseudo handle, or what the
 * kernel would never give out. */
size_t names_find(const struct names *names, uint64_t value);

#endif
