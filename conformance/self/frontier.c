/* A search that is cut short and goes on from what was written down tries the runs that it would
 * have tried. */
#define _GNU_SOURCE    // fmemopen, MAP_ANONYMOUS
#include "machine.h"
#include "programs.h"
#include "signature.h"

#include "kernel/process.h"
#include "kernel/world.h"

#include <piperig/crew.h>
#include <piperig/search.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SIGNATURES_MAX = 1 << 15, PROGRAMS = 100 };

struct runs {
    size_t count;
    uint64_t signatures[SIGNATURES_MAX];
};

static void run_once(struct choice *choice, struct runs *runs)
{
    struct world *world = world_open(choice);
    programs_start(world);
    if (world_run(world) != OUTCOME_REDUNDANT) {
        must_hold(runs->count < SIGNATURES_MAX);
        runs->signatures[runs->count++] = signature_of(world);
    }
    world_close(world);
}

static char *save(const struct search *search)
{
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    must_hold(out != NULL);
    must_hold(search_save(search, out));
    fclose(out);
    return text;
}

static struct search *resume(char *text)
{
    FILE *in = fmemopen(text, strlen(text), "r");
    must_hold(in != NULL);
    struct search *search = search_resume(in);
    fclose(in);
    return search;
}

/* Write it down, forget it, and read it back. */
static struct search *interrupt(struct search *search)
{
    char *text = save(search);
    search_close(search);
    search = resume(text);
    must_hold(search != NULL);
    free(text);
    return search;
}

/* All runs, in the order in which they come, cut short after every [runs_between]th. */
static struct search_progress explore(uint64_t runs_between, struct runs *runs)
{
    struct search *search = search_exhaustive();
    struct choice *choice;
    runs->count = 0;
    while ((choice = search_next(search)) != NULL) {
        run_once(choice, runs);
        if (search_progress(search).runs % runs_between == 0) search = interrupt(search);
    }
    struct search_progress progress = search_progress(search);
    must_hold(progress.exhausted);
    must_equal(progress.runs - progress.redundant, runs->count);
    search_close(search);
    return progress;
}

TEST_OUTSIDE(frontier, of_a_search_that_was_cut_short_leads_to_the_same_runs)
{
    static struct runs whole, pieces;
    for (uint64_t seed = 1; seed <= PROGRAMS; seed++) {
        programs_pick(seed);
        struct search_progress at_once = explore(UINT64_MAX, &whole);
        for (uint64_t runs_between = 1; runs_between <= 7; runs_between += 3) {
            must_equal(explore(runs_between, &pieces).redundant, at_once.redundant);
            must_equal(pieces.count, whole.count);
            must_hold(memcmp(pieces.signatures, whole.signatures, whole.count * sizeof(uint64_t)) ==
                      0);
        }
    }
}

/* --- In another process ----------------------------------------------------------------------- */

static SRWLOCK locks[2];

static uint32_t take_one_then_the_other(void *argument)
{
    size_t first = (size_t)argument;
    for (size_t i = 0; i < 2; i++) {
        AcquireSRWLockExclusive(&locks[first ^ i]);
        ReleaseSRWLockExclusive(&locks[first ^ i]);
    }
    return 0;
}

static int play(void *argument)
{
    thread_new(process_current(), take_one_then_the_other, (void *)1);
    return (int)take_one_then_the_other(argument);
}

/* The locks are static and initialised by nobody. */
static void run_with_locks(struct choice *choice, struct runs *runs)
{
    struct program program = { .name = "locks", .function = play };
    struct world *world = world_open(choice);
    locks[0] = locks[1] = (SRWLOCK)SRWLOCK_INIT;
    world_start(world, &program, PROCESS_MUST_END, NULL);
    runs->count += world_run(world) != OUTCOME_REDUNDANT;
    world_close(world);
}

/* What processes hand each other. */
struct desk {
    struct runs runs;
    bool exhausted;
    char text[1 << 20];    // where the search stands; empty before it
};

/* [count] runs in a process of its own. */
static void go_on_elsewhere(struct desk *desk, uint64_t count)
{
    pid_t process = fork();
    must_hold(process >= 0);
    if (process == 0) {
        struct search *search = desk->text[0] != '\0' ? resume(desk->text) : search_exhaustive();
        struct choice *choice = NULL;
        while (count-- > 0 && (choice = search_next(search)) != NULL)
            run_with_locks(choice, &desk->runs);
        desk->exhausted = search_progress(search).exhausted;
        strcpy(desk->text, save(search));
        _exit(0);
    }
    must_equal(waitpid(process, NULL, 0), process);
}

static uint64_t count_runs_elsewhere(uint64_t runs_between)
{
    struct desk *desk =
        mmap(NULL, sizeof *desk, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    must_hold(desk != MAP_FAILED);
    while (!desk->exhausted)
        go_on_elsewhere(desk, runs_between);
    uint64_t count = desk->runs.count;
    munmap(desk, sizeof *desk);
    return count;
}

TEST_OUTSIDE(frontier, knows_static_locks_again_in_another_process)
{
    uint64_t whole = count_runs_elsewhere(UINT64_MAX);
    must_hold(whole > 5);
    for (uint64_t runs_between = 1; runs_between <= 5; runs_between++)
        must_equal(count_runs_elsewhere(runs_between), whole);
}

/* A search that has tried five runs, of a program that has more. */
static struct search *begin(void)
{
    static struct runs runs;
    for (uint64_t seed = 1;; seed++) {
        struct search *search = search_exhaustive();
        struct choice *choice = NULL;
        programs_pick(seed);
        for (int i = 0; i < 5 && (choice = search_next(search)) != NULL; i++)
            run_once(choice, &runs);
        if (choice != NULL && !search_progress(search).exhausted) return search;
        search_close(search);
    }
}

TEST_OUTSIDE(frontier, is_the_same_when_it_is_written_down_again)
{
    struct search *search = begin();
    char *first = save(search), *second;
    search_close(search);
    search = resume(first);
    second = save(search);
    must_read(second, first);
    search_close(search);
    free(first);
    free(second);
}

TEST_OUTSIDE(frontier, is_refused_wherever_it_is_cut_off)
{
    struct search *search = begin();
    char *text = save(search);
    search_close(search);
    for (size_t size = strlen(text) - strlen("\n") - 1; size > 0; size--) {
        text[size] = '\0';
        must_hold(resume(text) == NULL);
    }
    free(text);
}

TEST_OUTSIDE(frontier, cannot_be_written_down_of_a_search_that_is_shared)
{
    struct crew *crew = crew_open(0);
    struct search *search = search_exhaustive();
    search_share(search, crew, 1, &(struct search_tally){ 0 });
    must_hold(!search_save(search, stderr));
    search_close(search);
    crew_close(crew);
}

/* --- Other searches --------------------------------------------------------------------------- */

static struct search *begin_random(void)
{
    return search_random(7, 200);
}

static struct search *begin_pct(void)
{
    return search_pct(7, 200, 3, 0);
}

static struct search *begin_bounded(void)
{
    return search_bounded(2);
}

/* The runs in order, and where the search stood in the end. */
static struct search_progress list_runs(struct search *search, uint64_t runs_between,
                                        struct runs *runs)
{
    struct choice *choice;
    runs->count = 0;
    while ((choice = search_next(search)) != NULL) {
        struct world *world = world_open(choice);
        world_set_footprints(world, true);
        programs_start(world);
        world_run(world);
        must_hold(runs->count < SIGNATURES_MAX);
        runs->signatures[runs->count++] = signature_of(world);
        world_close(world);
        if (search_progress(search).runs % runs_between == 0) search = interrupt(search);
    }
    struct search_progress progress = search_progress(search);
    search_close(search);
    return progress;
}

TEST_OUTSIDE(frontier, of_other_searches_leads_to_the_same_runs_too)
{
    static const struct {
        const char *row;
        struct search *(*begin)(void);
    } rows[] = { { "random", begin_random }, { "pct", begin_pct }, { "bounded", begin_bounded } };
    static struct runs whole, pieces;
    programs_pick(8);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        ROW(rows[i].row);
        struct search_progress at_once = list_runs(rows[i].begin(), UINT64_MAX, &whole);
        struct search_progress in_pieces = list_runs(rows[i].begin(), 3, &pieces);
        must_hold(whole.count > 20);
        must_equal(pieces.count, whole.count);
        must_hold(memcmp(pieces.signatures, whole.signatures, whole.count * sizeof(uint64_t)) == 0);
        must_equal(in_pieces.runs, at_once.runs);
        must_equal(in_pieces.bound, at_once.bound);
        must_equal(in_pieces.waiting, at_once.waiting);
        must_hold(in_pieces.chance == at_once.chance);
    }
    ROW(NULL);
}

TEST_OUTSIDE(frontier, of_other_searches_is_refused_wherever_it_is_cut_off)
{
    struct search *(*const begins[])(void) = { begin_random, begin_pct, begin_bounded };
    static struct runs runs;
    programs_pick(8);
    for (size_t i = 0; i < COUNT_OF(begins); i++) {
        struct search *search = begins[i]();
        for (int nth = 0; nth < 5; nth++)
            run_once(search_next(search), &runs);
        char *text = save(search);
        search_close(search);
        // The last number may be a shorter one, cut off within it.
        size_t size = strlen(text) - 1;
        while (text[size - 1] != ' ' && text[size - 1] != ':')
            size--;
        for (; size > 0; size--) {
            text[size - 1] = '\0';
            must_hold(resume(text) == NULL);
        }
        free(text);
    }
}

/* --- Choices that are not about who goes on --------------------------------------------------- */

static DWORD WINAPI wait_for_one(void *mutex)
{
    WaitForSingleObject(mutex, INFINITE);
    ReleaseMutex(mutex);
    return 0;
}

static DWORD WINAPI wait_for_one_of_two(void *mutex)
{
    HANDLE either[] = { mutex, CreateEventW(NULL, TRUE, FALSE, NULL) };
    WaitForMultipleObjects(2, either, FALSE, INFINITE);
    ReleaseMutex(mutex);
    return 0;
}

/* Whoever waits may get the mutex. */
static int leave_it_to_one_of_two(void *argument)
{
    (void)argument;
    HANDLE mutex = CreateMutexW(NULL, TRUE, NULL);
    CreateThread(NULL, 0, wait_for_one, mutex, 0, NULL);
    CreateThread(NULL, 0, wait_for_one_of_two, mutex, 0, NULL);
    Sleep(1);
    ReleaseMutex(mutex);
    Sleep(1);
    return 0;
}

static uint64_t count_runs(bool interrupted)
{
    static const struct program program = { .name = "app", .function = leave_it_to_one_of_two };
    struct search *search = search_exhaustive();
    struct choice *choice;
    while ((choice = search_next(search)) != NULL) {
        struct world *world = world_open(choice);
        world_start(world, &program, PROCESS_MUST_END, NULL);
        must_equal(world_run(world) == OUTCOME_DEADLOCK, false);
        world_close(world);
        if (interrupted) search = interrupt(search);
    }
    struct search_progress progress = search_progress(search);
    must_hold(progress.exhausted);
    search_close(search);
    return progress.runs;
}

TEST_OUTSIDE(frontier, keeps_choices_that_are_not_about_who_goes_on)
{
    must_equal(count_runs(true), count_runs(false));
}
