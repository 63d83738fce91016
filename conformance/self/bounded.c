/* The search by cost: what costs less comes first, and what waits has its limit. */
#include "machine.h"

#include "explore/bounded.h"
#include "kernel/thread.h"

#include <piperig/search.h>

enum { THREADS = 3, STEPS = 20, COST_MAX = 2 };

static int take_steps(void *argument)
{
    (void)argument;
    for (int i = 0; i < STEPS; i++)
        thread_yield(false);
    return 0;
}

/* How many runs there are of each cost, and where the search ended. */
struct tally {
    uint64_t runs[COST_MAX + 1];
    struct search_progress end;
};

static struct tally count_runs(struct search *search)
{
    struct tally tally = { 0 };
    struct choice *choice;
    unsigned bound = 0;
    while ((choice = search_next(search)) != NULL) {
        must_hold(search_progress(search).bound >= bound);
        bound = search_progress(search).bound;
        tally.runs[bound]++;
        struct world *world = world_open(choice);
        for (int i = 0; i < THREADS; i++) {
            struct program program = { .name = "app", .function = take_steps };
            world_start(world, &program, PROCESS_MUST_END, NULL);
        }
        must_equal(world_run(world), OUTCOME_FINISHED);
        world_close(world);
    }
    tally.end = search_progress(search);
    search_close(search);
    return tally;
}

TEST_OUTSIDE(bounded, tries_what_costs_less_first_and_nothing_that_costs_more)
{
    struct tally one = count_runs(search_bounded(1)), two = count_runs(search_bounded(2));
    must_hold(one.runs[0] > 0);
    must_hold(one.runs[1] > one.runs[0] * STEPS);
    must_equal(one.runs[2], 0);
    must_equal(two.runs[0], one.runs[0]);
    must_equal(two.runs[1], one.runs[1]);
    must_hold(two.runs[2] > two.runs[1] * STEPS);
    must_hold(two.end.limit == NULL);
}

TEST_OUTSIDE(bounded, ends_after_the_cost_at_which_too_many_wait)
{
    struct tally all = count_runs(search_bounded(COST_MAX));
    struct tally some = count_runs(search_bounded_in(COST_MAX, 64 << 10));
    must_equal(some.runs[0], all.runs[0]);
    must_equal(some.runs[1], all.runs[1]);
    must_equal(some.runs[2], 0);
    must_equal(some.end.bound, 1);
    must_read(some.end.limit, "more runs wait than there is memory for");
}

TEST_OUTSIDE(bounded, gives_up_at_once_when_those_of_the_present_cost_are_too_many)
{
    struct tally none = count_runs(search_bounded_in(COST_MAX, 16));
    must_equal(none.runs[0], 1);
    must_equal(none.end.waiting, 0);
    must_hold(none.end.limit != NULL);
}
