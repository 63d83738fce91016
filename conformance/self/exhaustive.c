/* The exhaustive search tries every distinct run, and each of them once: counted on programs
 * with known numbers. */
#include "litmus.h"

#include "machine.h"

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
        { "indep(8)", { 8, 8, indep }, 1 },
        { "writers(3)", { 3, 3, writers }, 6 },
        { "writers(5)", { 5, 5, writers }, 120 },
        { "readers(8)", { 9, 8, readers }, 256 },
        { "lastzero(5)", { 6, 5, litmus_lastzero }, 64 },
        { "locks(2)", { 3, 2, litmus_locks }, 36 },
    };
    must_count(rows, sizeof rows / sizeof *rows);
}

TEST_OUTSIDE(exhaustive, counts_what_is_known_of_large_spaces)
{
    static const struct known rows[] = {
        { "writers(7)", { 7, 7, writers }, 5040 },
        { "readers(13)", { 14, 13, readers }, 8192 },
        { "lastzero(10)", { 11, 10, litmus_lastzero }, 3328 },
        { "lastzero(15)", { 16, 15, litmus_lastzero }, 147456 },
        { "locks(4)", { 3, 4, litmus_locks }, 3606 },
        { "locks(6)", { 3, 6, litmus_locks }, 477540 },
        { "rw", { 3, 8, litmus_rw }, 1422696 },
    };
    if (getenv("PIPERIG_LONG") == NULL)
        SKIP("two million runs are made on request: PIPERIG_LONG=1");
    must_count(rows, sizeof rows / sizeof *rows);
}

TEST_OUTSIDE(exhaustive, counts_the_same_in_three_processes)
{
    static const struct litmus litmus = { 11, 10, litmus_lastzero };
    struct litmus_result alone = exhaust(litmus);
    struct crew *crew = crew_open(2);
    struct search *search = search_exhaustive();
    struct litmus_result result = litmus_explore_together(&litmus, search, crew, 500);
    search_close(search);
    crew_close(crew);
    must_hold(result.exhausted);
    must_equal(result.complete, 3328);
    must_equal(result.redundant, alone.redundant);
    must_equal(result.steps, alone.steps);
}

static int end_at_once(void *argument)
{
    (void)argument;
    return 0;
}

TEST_OUTSIDE(exhaustive, says_that_it_has_no_room_for_more_than_64_threads)
{
    struct search *search = search_exhaustive();
    struct program program = { .name = "app", .function = end_at_once };
    struct choice *choice;
    while ((choice = search_next(search)) != NULL) {
        struct world *world = world_open(choice);
        for (unsigned i = 0; i < 65; i++)
            world_start(world, &program, PROCESS_MUST_END, NULL);
        world_run(world);
        world_close(world);
    }
    must_read(search_progress(search).limit, "more than 64 threads");
    must_hold(!search_progress(search).exhausted);
    search_close(search);
}

static DWORD WINAPI take(void *mutex)
{
    WaitForSingleObject(mutex, INFINITE);
    ReleaseMutex(mutex);
    return 0;
}

/* Two threads at first, and then three. */
static int begin_another_thread(void *runs)
{
    HANDLE mutex = CreateMutexW(NULL, FALSE, NULL);
    for (unsigned threads = (*(unsigned *)runs)++ == 0 ? 2 : 3; threads > 0; threads--)
        CreateThread(NULL, 0, take, mutex, 0, NULL);
    Sleep(1);
    return 0;
}

TEST_OUTSIDE(exhaustive, notices_that_a_program_is_not_determined_by_its_choices)
{
    unsigned runs = 0;
    struct program program = { .name = "app", .function = begin_another_thread, .argument = &runs };
    struct search *search = search_exhaustive();
    struct choice *choice;
    while ((choice = search_next(search)) != NULL) {
        struct world *world = world_open(choice);
        world_start(world, &program, PROCESS_MUST_END, NULL);
        world_run(world);
        world_close(world);
    }
    must_hold(search_progress(search).limit != NULL);
    must_read(search_progress(search).limit, "the program is not determined by its choices");
    search_close(search);
}

/* --- Deadlocks -------------------------------------------------------------------------------- */

/* Either thread is through first, or each holds what the other wants. */
TEST_OUTSIDE(exhaustive, finds_the_deadlock_of_two_locks_taken_crosswise)
{
    struct litmus_result result = exhaust((struct litmus){ 2, 2, litmus_crosswise });
    must_equal(result.complete, 3);
    must_equal(result.deadlocks, 1);
}
