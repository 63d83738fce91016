/* One search on several processors.
 *
 *     struct crew *crew = crew_open(1);    // one more processor than the one that we are on
 *     struct search *search = search_exhaustive();
 *     search_share(search, crew, &(struct search_tally){ &tally, sizeof tally, clear, add });
 *     while ((choice = search_next(search)) != NULL)
 *         ... run, judge, count in tally ...
 *     search_close(search);
 *
 * Whenever a processor idles, search_next() forks: the helper goes on with the same loop and a part
 * of the space of its own, and ends where the search is over for it. Only the first process comes
 * to what is behind the loop; by then the helpers' tallies have been added to its own.
 *
 * Together they do exactly what one process does: the same runs, no more of them begun in vain. A
 * part is what would be tried later anyway, after what is tried now; and search_next() waits for the
 * helper that has it when the search comes there, since what follows depends on what it has found.
 */
#ifndef PIPERIG_CREW_H
#define PIPERIG_CREW_H

#include <piperig/search.h>

#include <stddef.h>

/* How many processors idle: a number in memory that a process shares with those it forks. */
struct crew;

/* [idle] processors have nothing to do.  Owns: crew_close(), by the process that opened it. */
struct crew *crew_open(unsigned idle);
void crew_close(struct crew *crew);

/* The caller's processor has nothing to do from now on, or has again. */
void crew_rest(struct crew *crew);
void crew_resume(struct crew *crew);

/* What a process counts: [size] plain bytes at [data]. [clear] makes them those of a helper that
 * has tried nothing; [add] adds what a helper has counted. */
struct search_tally {
    void *data;
    size_t size;
    void (*clear)(void *data);
    void (*add)(void *data, const void *helper);
};

/* Share the search with whoever idles, at most every [runs_between] runs. Only a search for every
 * distinct run can be shared; another stays as it is. [crew] is borrowed until search_close().
 *
 * From then on search_progress() counts the runs of all processes, and [exhausted] speaks of all
 * parts. When a helper dies, [lost] is set. */
void search_share(struct search *search, struct crew *crew, uint64_t runs_between,
                  const struct search_tally *tally);

/* Enough was seen: the search is over in all processes.
 *
 * Returns: true to the first that says so, among all processes; true if the search is not shared. */
bool search_call_off(struct search *search);

#endif
