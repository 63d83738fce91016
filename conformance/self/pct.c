/* Probabilistic concurrency testing: random priorities and few changes of them. Each run follows
 * from its seed, and a bug is met as often as the depth of the search promises. */
#define _GNU_SOURCE    // strtok_r, strdup under -std=c17
#include "litmus.h"
#include "machine.h"

#include <stdio.h>
#include <stdlib.h>

enum { RUNS = 3000, SEED = 11 };

/* --- The order of steps ----------------------------------------------------------------------- */

enum { THREADS = 3, OPERATIONS = 4 };

static char order[64];          // of the run: a digit for each operation
static char orders[1 << 16];    // of all runs

static void note_turns(const struct litmus *litmus, int thread)
{
    for (int i = 0; i < litmus->size; i++) {
        litmus_write(thread, i);
        size_t used = strlen(order);
        snprintf(order + used, sizeof order - used, "%d", thread);
    }
}

static const struct litmus turns = { THREADS, OPERATIONS, note_turns };

static void keep_order(void *argument)
{
    (void)argument;
    size_t used = strlen(orders);
    snprintf(orders + used, sizeof orders - used, "%s ", order);
    order[0] = '\0';
}

/* The orders of the operations in [runs] runs.  Owns: the caller frees it. */
static char *orders_of(uint64_t seed, uint64_t runs, unsigned depth)
{
    struct search *search = search_pct(seed, runs, depth, THREADS * (OPERATIONS + 1));
    orders[0] = order[0] = '\0';
    litmus_explore(&turns, search, 0, keep_order, NULL);
    search_close(search);
    return strdup(orders);
}

TEST_OUTSIDE(pct, runs_follow_from_the_seed)
{
    for (unsigned depth = 1; depth <= 4; depth++) {
        char *first = orders_of(SEED, 50, depth), *again = orders_of(SEED, 50, depth);
        char *other = orders_of(SEED + 1000, 50, depth);
        must_read(again, first);
        must_hold(strcmp(other, first) != 0);
        free(first);
        free(again);
        free(other);
    }
}

/* The run of seed and number is the one of their sum: a search can be cut into parts. */
TEST_OUTSIDE(pct, seeds_are_consecutive)
{
    enum { LENGTH = THREADS * OPERATIONS + 1 };    // of one run's order and a blank
    char *whole = orders_of(SEED, 20, 3), *rest = orders_of(SEED + 5, 15, 3);
    must_equal(strlen(whole), 20 * LENGTH);
    must_read(rest, whole + 5 * LENGTH);
    free(whole);
    free(rest);
}

TEST_OUTSIDE(pct, depth_1_lets_each_thread_finish)
{
    static const char *const whole[] = { "000011112222", "000022221111", "111100002222",
                                         "111122220000", "222200001111", "222211110000" };
    char *all = orders_of(SEED, 200, 1);
    size_t seen[COUNT_OF(whole)] = { 0 };
    for (char *rest = NULL, *run = strtok_r(all, " ", &rest); run != NULL;
         run = strtok_r(NULL, " ", &rest)) {
        size_t i = 0;
        while (i < COUNT_OF(whole) && strcmp(run, whole[i]) != 0)
            i++;
        if (i == COUNT_OF(whole)) test_fail(__FILE__, __LINE__, "%s has a preemption", run);
        seen[i]++;
    }
    for (size_t i = 0; i < COUNT_OF(whole); i++)
        must_hold(seen[i] >= 15);    // of 33 expected: all orders are equally likely
    free(all);
}

/* How often the turn passes from one thread to another in an order. */
static unsigned turns_in(const char *run)
{
    unsigned count = 0;
    for (; run[0] != '\0' && run[1] != '\0'; run++)
        count += run[0] != run[1];
    return count;
}

/* Without changes the turn passes when a thread ends; each change makes it pass once more, and
 * as many come. */
TEST_OUTSIDE(pct, the_turn_is_taken_as_often_as_the_depth_allows)
{
    for (unsigned depth = 1; depth <= 4; depth++) {
        char *all = orders_of(SEED, 300, depth);
        unsigned most = 0;
        for (char *rest = NULL, *run = strtok_r(all, " ", &rest); run != NULL;
             run = strtok_r(NULL, " ", &rest))
            if (turns_in(run) > most) most = turns_in(run);
        must_equal(most, THREADS - 1 + depth - 1);
        free(all);
    }
}

/* --- How often a bug is met ------------------------------------------------------------------- */

static bool met;
static unsigned meetings;

/* Thread 0 opens a window of one step, in which thread 1 must not look. */
static void look_into_window(const struct litmus *litmus, int thread)
{
    if (thread == 1) {
        if (litmus_read(0) == 1) met = true;
        return;
    }
    for (int i = 0; i < litmus->size; i++)
        litmus_write(1, i);
    litmus_write(0, 1);
    litmus_write(0, 2);
}

/* Thread 1 must not look before thread 0 was there. */
static void look_too_early(const struct litmus *litmus, int thread)
{
    (void)litmus;
    if (thread == 0)
        litmus_write(0, 1);
    else if (litmus_read(0) == 0)
        met = true;
}

static void count_meeting(void *argument)
{
    (void)argument;
    meetings += met;
    met = false;
}

static unsigned meetings_in(const struct litmus *litmus, unsigned depth, uint32_t steps)
{
    struct search *search = search_pct(SEED, RUNS, depth, steps);
    met = false;
    meetings = 0;
    struct litmus_result result = litmus_explore(litmus, search, 0, count_meeting, NULL);
    must_equal(result.complete, RUNS);
    search_close(search);
    return meetings;
}

static uint32_t steps_of(const struct litmus *litmus)
{
    struct search *search = search_random(0, 1);
    struct litmus_result result = litmus_explore(litmus, search, 0, NULL, NULL);
    search_close(search);
    return (uint32_t)result.steps;
}

/* At least the share [promised] of the runs, less four standard deviations. */
static void must_meet(unsigned seen, double promised)
{
    double expected = RUNS * promised, missing = expected - seen;
    must_hold(expected > 16);    // else none at all would do
    if (missing > 0 && missing * missing > 16 * expected * (1 - promised))
        test_fail(__FILE__, __LINE__, "met in %u runs instead of %.0f", seen, expected);
}

TEST_OUTSIDE(pct, depth_1_meets_a_bug_of_order_in_the_promised_share_of_runs)
{
    static const struct litmus early = { 2, 0, look_too_early };
    unsigned seen = meetings_in(&early, 1, steps_of(&early));
    must_meet(seen, 1.0 / 2);
    must_hold(seen < RUNS * 3 / 5);
}

TEST_OUTSIDE(pct, depth_1_does_not_meet_a_bug_of_depth_2)
{
    static const struct litmus window = { 2, 4, look_into_window };
    must_equal(meetings_in(&window, 1, steps_of(&window)), 0);
}

TEST_OUTSIDE(pct, depth_2_meets_a_bug_of_depth_2_in_the_promised_share_of_runs)
{
    static const struct litmus windows[] = { { 2, 0, look_into_window },
                                             { 2, 4, look_into_window },
                                             { 2, 16, look_into_window } };
    for (size_t i = 0; i < COUNT_OF(windows); i++) {
        uint32_t steps = steps_of(&windows[i]);
        must_meet(meetings_in(&windows[i], 2, steps), 1.0 / (2 * steps));
    }
}

/* --- The search as such ----------------------------------------------------------------------- */

TEST_OUTSIDE(pct, makes_as_many_runs_as_asked_and_is_never_exhausted)
{
    static const uint64_t counts[] = { 0, 1, 7 };
    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        struct search *search = search_pct(SEED, counts[i], 3, 10);
        struct litmus_result result = litmus_explore(&turns, search, 0, NULL, NULL);
        must_equal(result.complete, counts[i]);
        must_hold(!result.exhausted);
        must_equal(search_progress(search).runs, counts[i]);
        must_hold(search_progress(search).limit == NULL);
        must_hold(search_next(search) == NULL);
        search_close(search);
    }
}

/* What is asked beside the schedule is answered at random, from the seed as well. */
static uint32_t data_of(uint64_t seed)
{
    struct search *search = search_pct(seed, 1, 2, 10);
    struct world *world = world_open(search_next(search));
    uint32_t data = choice_pick(world_choice(world), CHOICE_DATA, 1u << 20);
    world_close(world);
    search_close(search);
    return data;
}

TEST_OUTSIDE(pct, answers_other_questions_at_random)
{
    must_equal(data_of(SEED), data_of(SEED));
    must_not_equal(data_of(SEED), data_of(SEED + 1));
}

/* More changes than there are priorities below the threads', or no steps at all to make them in,
 * harm nothing. */
TEST_OUTSIDE(pct, bears_any_depth_and_any_number_of_steps)
{
    static const struct {
        unsigned depth;
        uint32_t steps;
    } rows[] = { { 0, 10 }, { 1, 0 }, { 5, 0 }, { 16, 10 }, { 1000, 1000 } };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct search *search = search_pct(SEED, 20, rows[i].depth, rows[i].steps);
        must_equal(litmus_explore(&turns, search, 0, NULL, NULL).complete, 20);
        search_close(search);
    }
}

/* 1 - (1 - 1/(n k))^runs at a depth of 2; and nothing where the runs are longer than k. */
TEST_OUTSIDE(pct, says_with_what_probability_a_bug_would_have_been_met)
{
    enum { MANY = 200, LONG = 40, SHORT = 4 };
    struct search *search = search_pct(SEED, MANY, 2, LONG);
    litmus_explore(&turns, search, 0, keep_order, NULL);
    double missed = 1, chance = search_progress(search).chance;
    for (int i = 0; i < MANY; i++)
        missed *= 1 - 1.0 / (THREADS * LONG);
    must_hold(chance > 1 - missed - 1e-9 && chance < 1 - missed + 1e-9);
    search_close(search);

    search = search_pct(SEED, MANY, 2, SHORT);
    litmus_explore(&turns, search, 0, keep_order, NULL);
    must_hold(search_progress(search).chance == 0);
    search_close(search);
}
