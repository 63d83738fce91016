/* Programs that do, by name, what no program may, and what is said of it. */
#ifndef CONFORMANCE_SELF_MISDEED_H
#define CONFORMANCE_SELF_MISDEED_H

#include <piperig/world.h>

#include <stddef.h>

struct misdeed {
    const char *part;     // the program's argument
    const char *words;    // in what is said of it
};

/* [part] of the program named [name] ends its run as [outcome], and [words] (NULL: none) are said of it. */
void misdeed_must_end(const char *name, const char *part, enum outcome outcome, const char *words);

/* The same for one that crashes. */
void misdeed_must_crash(const char *name, const char *part, const char *words);

/* The same for each of the [count] rows, if the program tells of its accesses to memory. */
void misdeeds_must_be_told(const char *name, const struct misdeed *rows, size_t count);

/* [part] ends well. */
void misdeed_must_be_none(const char *name, const char *part);

#endif
