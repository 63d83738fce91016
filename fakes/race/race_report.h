/* A data race in words, and an access that is not for the program to make. */
#ifndef FAKES_RACE_RACE_REPORT_H
#define FAKES_RACE_RACE_REPORT_H

#include "shadow.h"

struct thread;
struct variable;
struct world;

struct race_report {
    const char *why;     // both accesses with their stacks, in several lines
    const char *note;    // one line for a picture
};

/* [later] and [earlier] race for the byte at [meet]. What is told of it is what lies there, not the
 * address, which means nothing to a reader.
 *
 * Owns: nothing. The texts live as long as the run. */
struct race_report race_report(struct world *world, const struct shadow_access *later,
                               const struct shadow_access *earlier, uintptr_t meet);

/* [access], to memory from [address] on, misses a heap block or comes after it was freed. Told as a
 * race is. */
struct race_report race_report_of_heap(struct world *world, const struct shadow_access *access,
                                       uintptr_t address);

/* [access] begins in a variable, or close beyond it, and leaves it. */
struct race_report race_report_of_variable(struct world *world, const struct shadow_access *access,
                                           const struct variable *left);

/* [thread], about to return to where [site] says from the function that it lies in, finds that
 * somebody wrote beyond the function's variables. */
struct race_report race_report_of_guard(struct world *world, const struct thread *thread,
                                        const void *site);

/* [thread] is about to take, at [site], the element [index] of an array that has none. [array] is
 * its type as the compiler writes it, 'char [64]'. */
struct race_report race_report_of_element(struct world *world, const struct thread *thread,
                                          const char *array, intptr_t index, const void *site);

#endif
