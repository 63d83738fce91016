/* A run whose steps are taken in another order that happens-before allows is the same run, with as
 * few context switches as any: on random programs, so small that all orders can be tried, and on such
 * as these seldom are. */
#include "explore/happens_before.h"
#include "explore/reordering.h"
#include "kernel/sync.h"
#include "kernel/thread.h"
#include "kernel/world.h"

#include "machine.h"
#include "programs.h"
#include "signature.h"

#include <piperig/minimise.h>
#include <piperig/mock.h>
#include <piperig/search.h>

#include <stdlib.h>
#include <string.h>

enum { PROGRAMS = MACHINE_IS_SANITIZED ? 60 : 600, RUNS_MAX = 2000, RUNS_OF_EACH = 4 };

/* What a run was, and what it took. */
struct seen {
    uint64_t signature;
    uint64_t outcome;
    uint32_t early;    // what was answered before there was a world
    uint32_t switches;
    uint32_t preemptions;
};

/* What is run: how it is set up, and what came of it. */
struct scene {
    void (*start)(struct world *world);
    uint64_t (*outcome)(void);
    bool asks_early;
};

static void start_early(struct world *world)
{
    world_set_early_timeouts(world, true);
    programs_start(world);
}

static const struct scene program = { programs_start, programs_outcome, false };
static const struct scene program_with_early_timeouts = { start_early, programs_outcome, false };

static struct seen run(const struct scene *scene, struct choice *choice)
{
    uint32_t early = scene->asks_early ? choice_pick(choice, CHOICE_DATA, 10) : 0;
    struct world *world = world_open(choice);
    world_set_footprints(world, true);
    scene->start(world);
    uint64_t outcome = (uint64_t)world_run(world);
    struct seen seen = { signature_of(world), scene->outcome() + outcome, early, choice->switches,
                         choice->preemptions };
    world_close(world);
    return seen;
}

/* The random run of [seed], as it was and with its steps in another order. */
static void run_twice(const struct scene *scene, uint64_t seed, struct seen *before,
                      struct seen *after)
{
    struct reordering *reordering = reordering_open();
    struct choice choice;
    choice_init_random(&choice, seed);
    *before = run(scene, &choice);
    struct choice *again = reordering_record(reordering, choice.deviations, choice.deviation_count);
    must_equal(run(scene, again).signature, before->signature);
    *after = run(scene, reordering_follow(reordering));
    choice_fini(&choice);
    reordering_close(reordering);
}

enum { CELLS = 2, FIRST_CELL = 0x70000000 };

static int cells[CELLS];

static int read_cell(int nth)
{
    thread_yield(false);
    footprint_read(world_get(), (footprint_id)(FIRST_CELL + nth));
    return cells[nth];
}

static void write_cell(int nth)
{
    thread_yield(false);
    footprint_write(world_get(), (footprint_id)(FIRST_CELL + nth));
    cells[nth] = 1;
}

/* --- The same run ----------------------------------------------------------------------------- */

TEST_OUTSIDE(reordering, is_the_same_run)
{
    for (uint64_t seed = 1; seed <= PROGRAMS; seed++) {
        programs_pick(seed);
        for (uint64_t nth = 0; nth < RUNS_OF_EACH; nth++) {
            struct seen before, after;
            run_twice(&program, RUNS_OF_EACH * seed + nth, &before, &after);
            must_equal(after.signature, before.signature);
            // Whether a thread came to its end before it was cut off need not show in a footprint.
            if (!programs_can_cut()) must_equal(after.outcome, before.outcome);
        }
    }
}

/* Who is woken early comes after all that was done by then. */
TEST_OUTSIDE(reordering, lets_the_same_deadlines_pass_early)
{
    for (uint64_t seed = 1; seed <= PROGRAMS; seed++) {
        programs_pick(seed);
        for (uint64_t nth = 0; nth < RUNS_OF_EACH; nth++) {
            struct seen before, after;
            run_twice(&program_with_early_timeouts, RUNS_OF_EACH * seed + nth, &before, &after);
            must_equal(after.signature, before.signature);
        }
    }
}

/* What each of three asked, and was told. */
static uint64_t told[3];

static int asks_twice(void *nth)
{
    uint64_t *mine = &told[*(const int *)nth];
    for (int i = 0; i < 2; i++) {
        thread_yield(false);
        *mine = *mine * 10 + choice_pick(world_choice(world_get()), CHOICE_DATA, 10);
    }
    return 0;
}

static void start_who_ask(struct world *world)
{
    static int numbers[3] = { 0, 1, 2 };
    static const char *const names[3] = { "a", "b", "c" };
    told[0] = choice_pick(world_choice(world), CHOICE_DATA, 10);
    told[1] = told[2] = 0;
    for (int i = 0; i < 3; i++) {
        struct program asks = { names[i], NULL, asks_twice, &numbers[i] };
        world_start(world, &asks, PROCESS_MUST_END, NULL);
    }
}

static uint64_t what_they_were_told(void)
{
    return (told[0] * 1000 + told[1]) * 1000 + told[2];
}

TEST_OUTSIDE(reordering, gives_each_thread_and_the_host_the_same_answers)
{
    static const struct scene scene = { start_who_ask, what_they_were_told, false };
    struct seen before, after;
    run_twice(&scene, 1234, &before, &after);
    must_equal(after.outcome, before.outcome);
    must_hold(before.outcome != 0);
    must_hold(after.switches < before.switches);
}

/* A test may draw what it will start. */
TEST_OUTSIDE(reordering, gives_the_same_answers_before_there_is_a_world)
{
    static const struct scene scene = { start_who_ask, what_they_were_told, true };
    struct seen before, after;
    run_twice(&scene, 7919, &before, &after);
    must_hold(before.early != 0);
    must_equal(after.early, before.early);
    must_equal(after.outcome, before.outcome);
    must_hold(after.switches < before.switches);
}

/* --- A step within which a process runs alone -------------------------------------------------- */

static uint64_t visits;

static int visits_a_cell(void *unused)
{
    (void)unused;
    visits = visits * 10 + (uint64_t)read_cell(0);
    visits = visits * 10 + (uint64_t)read_cell(1);
    return 0;
}

static void let_visitor_run(struct world *world, void *unused)
{
    static const struct program visitor = { "visitor", NULL, visits_a_cell, NULL };
    (void)unused;
    world_let_run(world, world_start(world, &visitor, PROCESS_MUST_END, NULL));
}

static int ticks(void *unused)
{
    (void)unused;
    GetTickCount();
    return 0;
}

static int writes_cells(void *unused)
{
    (void)unused;
    write_cell(0);
    write_cell(1);
    return 0;
}

static void start_with_visitor(struct world *world)
{
    static const struct program host = { "host", NULL, ticks, NULL };
    static const struct program writer = { "writer", NULL, writes_cells, NULL };
    world_mock(world, &(struct mock){ .call = CALL_GET_TICK_COUNT,
                                      .who = "host",
                                      .then = MOCK_STEP,
                                      .step = let_visitor_run,
                                      .label = "a visitor comes" });
    cells[0] = cells[1] = 0;
    visits = 1;
    world_start(world, &host, PROCESS_MUST_END, NULL);
    world_start(world, &writer, PROCESS_MUST_END, NULL);
}

static uint64_t what_was_visited(void)
{
    return visits;
}

TEST_OUTSIDE(reordering, leaves_what_runs_within_a_step_there)
{
    static const struct scene scene = { start_with_visitor, what_was_visited, false };
    unsigned in_between = 0;
    for (uint64_t seed = 1; seed < 50; seed++) {
        struct seen before, after;
        run_twice(&scene, 7919 * seed, &before, &after);
        must_equal(after.signature, before.signature);
        must_equal(after.outcome, before.outcome);
        in_between += before.outcome == 110;
    }
    must_hold(in_between > 0);
}

/* --- Another run than the first ----------------------------------------------------------------- */

static uint64_t nothing(void)
{
    return 0;
}

static int reads_both_cells(void *unused)
{
    (void)unused;
    read_cell(0);
    read_cell(1);
    return 0;
}

static void start_readers(struct world *world)
{
    static const struct program reader = { "reader", NULL, reads_both_cells, NULL };
    for (int i = 0; i < 2; i++)
        world_start(world, &reader, PROCESS_MUST_END, NULL);
}

static void start_readers_and_writer(struct world *world)
{
    static const struct program writer = { "writer", NULL, writes_cells, NULL };
    start_readers(world);
    world_start(world, &writer, PROCESS_MUST_END, NULL);
}

TEST_OUTSIDE(reordering, goes_on_calmly_where_others_come_than_the_first_time)
{
    static const struct scene two = { start_readers, nothing, false };
    static const struct scene three = { start_readers_and_writer, nothing, false };
    const struct scene *const scenes[] = { &two, &three };
    for (uint64_t seed = 1; seed < 20; seed++) {
        const struct scene *first = scenes[seed % 2], *second = scenes[1 - seed % 2];
        struct reordering *reordering = reordering_open();
        struct choice choice;
        choice_init_random(&choice, 7919 * seed);
        run(first, &choice);
        run(first, reordering_record(reordering, choice.deviations, choice.deviation_count));
        must_equal(run(second, reordering_follow(reordering)).outcome, OUTCOME_FINISHED);
        choice_fini(&choice);
        reordering_close(reordering);
    }
}

/* --- As few switches as possible -------------------------------------------------------------- */

struct all_seen {
    struct seen *entries;    // by distinct run: of its orders the one that is best
    size_t count;
};

static struct seen *find(const struct all_seen *all, uint64_t signature)
{
    for (size_t i = 0; i < all->count; i++)
        if (all->entries[i].signature == signature) return &all->entries[i];
    return NULL;
}

static bool is_better(const struct seen *a, const struct seen *b)
{
    return a->switches != b->switches ? a->switches < b->switches : a->preemptions < b->preemptions;
}

/* All orders of all runs of the program. Returns: false if they are too many. */
static bool try_all(struct all_seen *all)
{
    struct search *search = search_bounded(UINT32_MAX);
    struct choice *choice;
    while ((choice = search_next(search)) != NULL && search_progress(search).runs < RUNS_MAX) {
        struct seen seen = run(&program, choice), *best = find(all, seen.signature);
        if (best == NULL) {
            all->entries = realloc(all->entries, (all->count + 1) * sizeof *all->entries);
            must_hold(all->entries != NULL);
            all->entries[all->count++] = seen;
        } else if (is_better(&seen, best)) {
            *best = seen;
        }
    }
    search_close(search);
    return choice == NULL;
}

TEST_OUTSIDE(reordering, has_as_few_switches_and_then_preemptions_as_any_order)
{
    unsigned tried = 0, better = 0;
    for (uint64_t seed = 1; seed <= PROGRAMS; seed++) {
        struct all_seen all = { 0 };
        programs_pick(seed);
        bool whole = !programs_can_cut() && try_all(&all);
        for (uint64_t nth = 0; nth < RUNS_OF_EACH && whole; nth++, tried++) {
            struct seen before, after;
            run_twice(&program, RUNS_OF_EACH * seed + nth, &before, &after);
            const struct seen *best = find(&all, before.signature);
            must_equal(after.switches, best->switches);
            must_equal(after.preemptions, best->preemptions);
            better += is_better(&after, &before);
        }
        free(all.entries);
    }
    must_hold(tried > 0);
    must_hold(better > tried / 10);    // or else it says little
}

/* A run that fails when it is the one with that signature. */
static bool is_run(struct choice *choice, const struct fault_plan *plan, void *signature)
{
    (void)plan;
    return run(&program, choice).signature == *(const uint64_t *)signature;
}

static bool is_as_plain(const struct plainest *plainest, const struct seen *best)
{
    return plainest->preemptions != best->preemptions ? plainest->preemptions < best->preemptions
                                                      : plainest->switches <= best->switches;
}

TEST_OUTSIDE(reordering, makes_a_minimised_run_as_plain_as_any_order_of_it)
{
    static const struct fault_plan no_faults;
    for (uint64_t seed = 1; seed <= PROGRAMS; seed++) {
        struct all_seen all = { 0 };
        programs_pick(seed);
        if (!programs_can_cut() && try_all(&all)) {
            struct choice choice;
            choice_init_random(&choice, 7919 * seed);
            struct seen before = run(&program, &choice);
            struct plainest plainest = minimise(&no_faults, choice.deviations,
                                                choice.deviation_count, is_run, &before.signature);
            must_hold(is_as_plain(&plainest, find(&all, before.signature)));
            minimise_fini(&plainest);
            choice_fini(&choice);
        }
        free(all.entries);
    }
}

/* Two count in memory, which leaves no footprint, each in the midst of steps of its own. */
static int counted;

static int counts_amid_steps(void *own_cell)
{
    int cell = (int)(uintptr_t)own_cell, before = 0;
    for (int step = 0; step < 8; step++) {
        write_cell(cell);
        if (step == 3) before = counted;
        if (step == 4) counted = before + 1;
    }
    return 0;
}

static void start_who_count(struct world *world)
{
    static const struct program one = { "one", NULL, counts_amid_steps, (void *)0 };
    static const struct program other = { "other", NULL, counts_amid_steps, (void *)1 };
    counted = 0;
    world_start(world, &one, PROCESS_MUST_END, NULL);
    world_start(world, &other, PROCESS_MUST_END, NULL);
}

static uint64_t what_was_counted(void)
{
    return (uint64_t)counted;
}

static const struct scene who_count = { start_who_count, what_was_counted, false };

static bool loses_a_count(struct choice *choice, const struct fault_plan *plan, void *unused)
{
    (void)plan, (void)unused;
    run(&who_count, choice);
    return counted == 1;
}

/* All steps of one before those of the other would be as good to happens-before. Seldom a turn
 * would have to be taken apart, which is not tried. */
TEST_OUTSIDE(reordering, makes_a_minimised_run_plain_where_it_is_the_order_in_memory_that_matters)
{
    static const struct fault_plan no_faults;
    unsigned tried = 0, plain = 0;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        struct choice choice;
        choice_init_random(&choice, 7919 * seed);
        if (loses_a_count(&choice, NULL, NULL)) {
            struct plainest plainest = minimise(&no_faults, choice.deviations,
                                                choice.deviation_count, loses_a_count, NULL);
            tried++;
            plain += plainest.preemptions == 1;
            minimise_fini(&plainest);
        }
        choice_fini(&choice);
    }
    must_hold(tried > 10);
    must_hold(plain > tried - tried / 20);
}

/* One writes the first cell and reads the second while it has the mutex; the other reads the first,
 * writes the second, and then takes the mutex. */
static struct mutex *mutex;
static int holder_saw, other_saw;

static int holds(void *unused)
{
    (void)unused;
    thread_yield(false);
    mutex_wait(mutex, INFINITE);
    write_cell(0);
    holder_saw = read_cell(1);
    thread_yield(false);
    mutex_release(mutex);
    return 0;
}

static int comes_in_between(void *unused)
{
    (void)unused;
    other_saw = read_cell(0);
    write_cell(1);
    thread_yield(false);
    mutex_wait(mutex, INFINITE);
    mutex_release(mutex);
    return 0;
}

static void start_with_mutex(struct world *world)
{
    static const struct program holder = { "holder", NULL, holds, NULL };
    static const struct program other = { "other", NULL, comes_in_between, NULL };
    mutex = mutex_new(false);
    cells[0] = cells[1] = holder_saw = other_saw = 0;
    world_start(world, &holder, PROCESS_MUST_END, NULL);
    world_start(world, &other, PROCESS_MUST_END, NULL);
}

static uint64_t who_came_in_between(void)
{
    return holder_saw == 1 && other_saw == 1 ? 100 : 0;
}

/* The one is preempted when it has the mutex; the other waits for it. Were it only about to wait, that
 * would be a second preemption. */
TEST_OUTSIDE(reordering, lets_a_thread_wait_for_a_lock_rather_than_preempt_it)
{
    static const struct scene scene = { start_with_mutex, who_came_in_between, false };
    unsigned found = 0;
    for (uint64_t seed = 1; seed < 100; seed++) {
        struct seen before, after;
        run_twice(&scene, 7919 * seed, &before, &after);
        must_equal(after.outcome, before.outcome);
        if (before.outcome < 100) continue;
        must_equal(after.preemptions, 1);
        found += before.preemptions > 1;
    }
    must_hold(found > 0);
}

/* --- A lock that is never given back ------------------------------------------------------------ */

static struct mutex *mutexes[2];
static int reads_done;

static int takes_both(void *first)
{
    int at = *(const int *)first;
    for (int i = 0; i < 2; i++) {
        thread_yield(false);
        mutex_wait(mutexes[(at + i) % 2], INFINITE);
    }
    return 0;
}

static int reads_twice(void *unused)
{
    (void)unused;
    reads_done = read_cell(0) + 1;
    reads_done = read_cell(1) + 2;
    return 0;
}

static void start_crosswise(struct world *world)
{
    static int numbers[2] = { 0, 1 };
    static const struct program reader = { "reader", NULL, reads_twice, NULL };
    reads_done = cells[0] = cells[1] = 0;
    for (int i = 0; i < 2; i++)
        mutexes[i] = mutex_new(false);
    for (int i = 0; i < 2; i++) {
        struct program taker = { i == 0 ? "a" : "b", NULL, takes_both, &numbers[i] };
        world_start(world, &taker, PROCESS_MUST_END, NULL);
    }
    world_start(world, &reader, PROCESS_MUST_END, NULL);
}

static uint64_t how_far_the_reader_came(void)
{
    return 100 + 10 * (uint64_t)reads_done;
}

/* Only the first one is preempted: the other has to wait. */
TEST_OUTSIDE(reordering, comes_to_the_same_deadlock)
{
    static const struct scene scene = { start_crosswise, how_far_the_reader_came, false };
    unsigned deadlocks = 0;
    for (uint64_t seed = 1; seed < 100; seed++) {
        struct seen before, after;
        run_twice(&scene, 7919 * seed, &before, &after);
        must_equal(after.outcome, before.outcome);
        must_equal(after.signature, before.signature);
        if (before.outcome != 120 + OUTCOME_DEADLOCK) continue;
        must_equal(after.preemptions, 1);
        deadlocks++;
    }
    must_hold(deadlocks > 0);
}
