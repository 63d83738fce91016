/* Searches: the same scene run again and again, with other choices each time.
 *
 *     struct search *search = search_exhaustive();
 *     struct choice *choice;
 *     while ((choice = search_next(search)) != NULL) {
 *         struct world *world = world_open(choice);
 *         ... start programs, run, judge ...
 *         world_close(world);    // tells the search that the run is over
 *     }
 *     bool all = search_progress(search).exhausted;
 *     search_close(search);
 *
 * The scene must ask the same questions when it gets the same answers. What it asks beside who runs
 * next (which waiter wakes, what a client sends) is branched on fully by the searches that claim to
 * try all.
 */
#ifndef PIPERIG_SEARCH_H
#define PIPERIG_SEARCH_H

#include <piperig/choice.h>

#include <stdio.h>

struct search;

/* Where a search stands. */
struct search_progress {
    uint64_t runs;         // handed out so far
    uint64_t redundant;    // of them: abandoned on the way, since they could only repeat another
    bool exhausted;        // search_next() returned NULL because nothing is left to try
    unsigned bound;        // bounded: all runs of lower cost have been handed out
    uint64_t waiting;      // bounded: runs of this cost that are known and not yet handed out
    double estimate;      // exhaustive: share of the space that is done, guessed from its branches;
                          // below 0 when several processes share it
    double chance;        // PCT: a bug of that depth was met with at least this probability
    bool lost;            // crew.h: a process that helped has died, and its part was not tried
    const char *limit;    // why the search cannot go on although it is not exhausted, or NULL
};

/* [runs] runs: the calm one, then random ones from consecutive seeds. Never exhausted. */
struct search *search_random(uint64_t seed, uint64_t runs);

/* [runs] runs by probabilistic concurrency testing: each thread has a random priority, the highest
 * that can runs, and at [depth] - 1 random moments among the first [steps] the running thread falls
 * behind all others. A bug of depth d among n threads and k steps is met with a probability of at
 * least 1/(n * k^(d-1)) in each run; search_progress() tells what all runs so far come to. [steps] of 0
 * means twice as many as the first run, which is one of depth 1, has.
 *
 * Source: Burckhardt, Kothari, Musuvathi, Nagarakatte: A Randomized Scheduler with Probabilistic
 *         Guarantees of Finding Bugs, ASPLOS 2010. */
struct search *search_pct(uint64_t seed, uint64_t runs, unsigned depth, uint32_t steps);

/* All runs of cost 0, then of cost 1, and so on up to [cost_max]: a preemption, an early
 * time-out and a fault cost 1 each; what must be chosen anyway costs nothing. The first failure
 * found is a simplest one. Runs that wait for their turn take half a GiB at most: when there are
 * more, the search ends after the present cost, and its limit says so. */
struct search *search_bounded(unsigned cost_max);

/* Every distinct run once: runs that differ only in the order of independent steps are the same.
 * Source-DPOR with sleep sets; early time-outs must be off.
 *
 * Source: Abdulla, Aronis, Jonsson, Sagonas: Optimal Dynamic Partial Order Reduction, POPL 2014
 *         (algorithm 1). */
struct search *search_exhaustive(void);

/* The choices of the next run, or NULL when the search is over. Valid until the next call. */
struct choice *search_next(struct search *search);

struct search_progress search_progress(const struct search *search);

void search_close(struct search *search);

/* Write down where a search stands, as lines of text, so that another process of the same build goes
 * on there: the runs of both are those of one search. Between two runs only.
 *
 * Returns: false if it cannot be written down, since it is shared or cannot go on. */
bool search_save(const struct search *search, FILE *out);

/* The search that was saved, or NULL if these are no such lines. */
struct search *search_resume(FILE *in);

#endif
