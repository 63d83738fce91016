/* A run once more, with its steps in another order that happens-before allows: one with as few
 * context switches as possible.
 *
 * That the same happens in it is an expectation, which the second run confirms or not: who judges
 * runs by something that leaves no footprint, the order of lines on a console for one, may find
 * another verdict. */
#ifndef FAKES_EXPLORE_REORDERING_H
#define FAKES_EXPLORE_REORDERING_H

#include <piperig/choice.h>

struct reordering;

/* Owns: reordering_close(). */
struct reordering *reordering_open(void);

/* The choices for the first run, which is that of [deviations], which the caller keeps. */
struct choice *reordering_record(struct reordering *reordering,
                                 const struct choice_deviation *deviations, size_t count);

/* The choices for the second run, or NULL if the first one, which is over, was of no machine or of
 * too many threads. Both are void when the next one is asked for. */
struct choice *reordering_follow(struct reordering *reordering);

/* The choices for a run in which two turns of one thread, between which others had theirs, come
 * together: in the place of the former or of the latter. What leaves no footprint, as memory does
 * not, is ordered in it as in the first run but for that. NULL if there are no such two. Afterwards
 * reordering_follow() is void.
 *
 * Requires: [nth] < reordering_neighbours(). */
size_t reordering_neighbours(const struct reordering *reordering);
struct choice *reordering_follow_neighbour(struct reordering *reordering, size_t nth);

void reordering_close(struct reordering *reordering);

#endif
