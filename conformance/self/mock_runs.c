/* Steps of a test in a search: while one lets a process run, nobody else does, and what it does
 * belongs to the step within which it runs. The search tries what brute force finds. */
#include "machine.h"
#include "signature.h"

#include "kernel/world.h"

#include <piperig/search.h>

#include <stdlib.h>

enum { SIGNATURES_MAX = 4096, OTHERS_MAX = CHECK_RUNS_DIVISOR < 20 ? 2 : 1 };

struct runs {
    uint64_t signatures[SIGNATURES_MAX];
    size_t count;
    size_t repeated;
};

static int set_shared(void *argument)
{
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, argument);
    SetEvent(event);
    return 0;
}

static int pulse_own(void *argument)
{
    (void)argument;
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL);
    SetEvent(event);
    ResetEvent(event);
    return 0;
}

/* Somebody comes and does what others do too. */
static void let_guest_run(struct world *world, void *argument)
{
    struct program guest = { .name = "guest", .function = set_shared, .argument = argument };
    world_let_run(world, world_start(world, &guest, PROCESS_MUST_END, NULL));
}

/* One runs with a guest in its midst, and [others] are there. */
static void run_once(struct choice *choice, unsigned others, struct runs *runs)
{
    struct machine machine = { .world = world_open(choice) };
    world_set_footprints(machine.world, true);
    world_mock(machine.world, &(struct mock){ .call = CALL_RESET_EVENT,
                                              .who = "host",
                                              .then = MOCK_STEP,
                                              .step = let_guest_run,
                                              .argument = u"shared",
                                              .label = "a guest comes" });
    machine_start(&machine, "host", pulse_own, NULL);
    for (unsigned i = 0; i < others; i++)
        machine_start(&machine, "other", set_shared, u"shared");
    if (world_run(machine.world) != OUTCOME_REDUNDANT) {
        bool known = false;
        uint64_t signature = signature_of(machine.world);
        for (size_t i = 0; i < runs->count; i++)
            known |= runs->signatures[i] == signature;
        must_hold(known || runs->count < SIGNATURES_MAX);
        if (!known) runs->signatures[runs->count++] = signature;
        runs->repeated += known;
    }
    world_close(machine.world);
}

static struct runs *explore(struct search *search, unsigned others)
{
    struct runs *runs = calloc(1, sizeof *runs);
    struct choice *choice;
    must_hold(runs != NULL);
    while ((choice = search_next(search)) != NULL)
        run_once(choice, others, runs);
    search_close(search);
    return runs;
}

TEST_OUTSIDE(mock_runs, of_a_guest_that_does_what_others_do_are_those_that_brute_force_finds)
{
    for (unsigned others = 1; others <= OTHERS_MAX; others++) {
        struct runs *brute = explore(search_bounded(UINT32_MAX), others);
        struct runs *clever = explore(search_exhaustive(), others);
        must_equal(clever->count, brute->count);
        must_equal(clever->repeated, 0);
        must_hold(brute->count > others);
        free(brute);
        free(clever);
    }
}
