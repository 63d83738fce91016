/* Small programs whose numbers of distinct runs are known: by formula, or because independent
 * explorers agree.
 *
 * Each thread is a process of its own, whose operations are steps on cells and locks that
 * nothing else touches. */
#ifndef PIPERIG_LITMUS_H
#define PIPERIG_LITMUS_H

#include <piperig/crew.h>
#include <piperig/search.h>
#include <piperig/world.h>

#include <stdint.h>

enum { LITMUS_THREADS_MAX = 20, LITMUS_CELLS_MAX = 24, LITMUS_LOCKS_MAX = 4 };

/* A program: so many threads, each of which plays [play] with its number. */
struct litmus {
    int threads;
    int size;    // the n or r of the program's name
    void (*play)(const struct litmus *litmus, int thread);
};

/* The machine's cells and locks, all 0 and free at the start of a run. */
int litmus_read(int cell);
void litmus_write(int cell, int value);
void litmus_acquire(int lock);
void litmus_release(int lock);
int litmus_peek(int cell);    // after the run

struct litmus_result {
    uint64_t complete;
    uint64_t redundant;
    uint64_t steps;
    uint64_t deadlocks;
    bool exhausted;
};

/* Run [litmus] under [search] until it is over, or [runs_max] is reached (0: no bound). [after]
 * may look at each complete run. */
struct litmus_result litmus_explore(const struct litmus *litmus, struct search *search,
                                    uint64_t runs_max, void (*after)(void *argument),
                                    void *argument);

/* The whole of it, shared with whoever of [crew] idles: see search_share(). */
struct litmus_result litmus_explore_together(const struct litmus *litmus, struct search *search,
                                             struct crew *crew, uint64_t runs_between);

/* Programs: each of [size] threads reads what the one before wrote and writes one more, and thread 0
 * looks for the last zero; [size] rounds of counting under one of two locks; [size] reads and writes
 * of two cells in turn; two locks taken by each of two threads in another order. */
void litmus_lastzero(const struct litmus *litmus, int thread);
void litmus_locks(const struct litmus *litmus, int thread);
void litmus_rw(const struct litmus *litmus, int thread);
void litmus_crosswise(const struct litmus *litmus, int thread);

#endif
