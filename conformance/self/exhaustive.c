/* The exhaustive search tries every distinct run, and each of them once: counted on programs
 * with known numbers. */
#include "litmus.h"

#include "must.h"
#include "outside.h"

#include <stdlib.h>

static struct litmus_result exhaust(struct litmus litmus)
{
    struct search *search = search_exhaustive();
    struct litmus_result result = litmus_explore(&litmus, search, 0, NULL, NULL);
    search_close(search);
    must_hold(result.exhausted);
    return result;
}

/* --- Programs --------------------------------------------------------------------------------- */

static void indep(const struct litmus *litmus, int thread)
{
    (void)litmus;
    litmus_write(thread, 1);
}

static void writers(const struct litmus *litmus, int thread)
{
    (void)litmus;
    litmus_write(0, thread);
}

static void readers(const struct litmus *litmus, int thread)
{
    (void)litmus;
    if (thread == 0)
        litmus_write(0, 1);
    else
        litmus_read(0);
}

static void lastzero(const struct litmus *litmus, int thread)
{
    if (thread > 0) {
        int before = litmus_read(thread - 1);
        litmus_write(thread, before + 1);
        return;
    }
    for (int cell = litmus->size; litmus_read(cell) != 0;)
        cell--;
}

static void lock_rounds(const struct litmus *litmus, int thread)
{
    (void)thread;
    for (int round = 0; round < litmus->size; round++) {
        litmus_acquire(round % 2);
        litmus_write(round % 2, litmus_read(round % 2) + 1);
        litmus_release(round % 2);
    }
}

static void rw(const struct litmus *litmus, int thread)
{
    for (int operation = 0; operation < litmus->size; operation++) {
        int cell = (operation / 2 + thread) % 2;
        if (operation % 2 == 1)
            litmus_write(cell, operation);
        else
            litmus_read(cell);
    }
}

/* --- Counts ----------------------------------------------------------------------------------- */

struct known {
    const char *row;
    struct litmus litmus;
    uint64_t runs;
};

static void must_count(const struct known *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        ROW(rows[i].row);
        must_equal(exhaust(rows[i].litmus).complete, rows[i].runs);
    }
}

TEST_OUTSIDE(exhaustive, counts_what_is_known)
{
    static const struct known rows[] = {
        { "indep(8)", { 8, 8, indep }, 1 },        { "writers(3)", { 3, 3, writers }, 6 },
        { "writers(5)", { 5, 5, writers }, 120 },  { "readers(8)", { 9, 8, readers }, 256 },
        { "lastzero(5)", { 6, 5, lastzero }, 64 }, { "locks(2)", { 3, 2, lock_rounds }, 36 },
    };
    must_count(rows, sizeof rows / sizeof *rows);
}

/* Two million runs: on request only, PIPERIG_LONG=1. */
TEST_OUTSIDE(exhaustive, counts_what_is_known_of_large_spaces)
{
    static const struct known rows[] = {
        { "writers(7)", { 7, 7, writers }, 5040 },
        { "readers(13)", { 14, 13, readers }, 8192 },
        { "lastzero(10)", { 11, 10, lastzero }, 3328 },
        { "lastzero(15)", { 16, 15, lastzero }, 147456 },
        { "locks(4)", { 3, 4, lock_rounds }, 3606 },
        { "locks(6)", { 3, 6, lock_rounds }, 477540 },
        { "rw", { 3, 8, rw }, 1422696 },
    };
    if (getenv("PIPERIG_LONG") != NULL) must_count(rows, sizeof rows / sizeof *rows);
}

/* --- Deadlocks -------------------------------------------------------------------------------- */

static void crosswise(const struct litmus *litmus, int thread)
{
    (void)litmus;
    litmus_acquire(thread);
    litmus_acquire(1 - thread);
    litmus_release(1 - thread);
    litmus_release(thread);
}

/* Either thread is through first, or each holds what the other wants. */
TEST_OUTSIDE(exhaustive, finds_the_deadlock_of_two_locks_taken_crosswise)
{
    struct litmus_result result = exhaust((struct litmus){ 2, 2, crosswise });
    must_equal(result.complete, 3);
    must_equal(result.deadlocks, 1);
}
