/* Programs that do, by name, what no program may, and what is said of it. */
#ifndef CONFORMANCE_SELF_MEMORY_MISDEED_H
#define CONFORMANCE_SELF_MEMORY_MISDEED_H

#include <piperig/world.h>

#include <stddef.h>

struct memory_misdeed {
    const char *part;     // the program's argument
    const char *words;    // in what is said of it
};

/* [part] of the program named [name] ends its run as [outcome], and [words] (NULL: none) are said
 * of it. */
void memory_misdeed_must_end(const char *name, const char *part, enum outcome outcome,
                             const char *words);

/* The same for one that crashes. */
void memory_misdeed_must_crash(const char *name, const char *part, const char *words);

/* The same for each of the [count] rows, if the program tells of its accesses to memory. */
void memory_misdeeds_must_be_told(const char *name, const struct memory_misdeed *rows,
                                  size_t count);

/* [part] ends well. */
void memory_misdeed_must_be_none(const char *name, const char *part);

#endif
