#define _GNU_SOURCE    // MAP_ANONYMOUS
/* A search that is shared by processes does what one process does: the same runs, as often, and no
 * more of them begun in vain. No part of the space is lost between them, and none is tried by two. */
#include "client.h"
#include "litmus.h"
#include "machine.h"
#include "programs.h"
#include "signature.h"

#include "kernel/world.h"

#include <piperig/crew.h>

#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { SIGNATURES_MAX = 1 << 16, PROGRAMS = 150 };

/* ThreadSanitizer stops its own thread before a fork, which takes a tenth of a second and more: a build
 * that is to try much less gives parts away rarely. */
enum { TRIES_LESS = CHECK_RUNS_DIVISOR > 10, RUNS_BETWEEN = TRIES_LESS ? 500 : 1 };

/* Which runs were tried, by whatever process. */
struct ledger {
    atomic_size_t count;
    atomic_int processes;
    uint64_t redundant;    // runs begun in vain
    uint64_t signatures[SIGNATURES_MAX];
};

/* Sets a machine up. */
typedef void set_up(struct world *world, void *argument);

static void clear(void *data)
{
    *(uint64_t *)data = 0;
}

static void add(void *data, const void *helper)
{
    *(uint64_t *)data += *(const uint64_t *)helper;
}

/* Returns: whether the run was a whole one. */
static bool run_once(set_up *play, void *argument, struct choice *choice, struct ledger *ledger)
{
    struct world *world = world_open(choice);
    world_set_footprints(world, true);
    play(world, argument);
    bool whole = world_run(world) != OUTCOME_REDUNDANT;
    if (whole) {
        size_t at = atomic_fetch_add(&ledger->count, 1);
        must_hold(at < SIGNATURES_MAX);
        ledger->signatures[at] = signature_of(world);
    }
    world_close(world);
    return whole;
}

/* Try all with [helpers] more processes, that are asked for at each run. The ledger's entries are
 * sorted then. */
static struct ledger *exhaust(set_up *play, void *argument, unsigned helpers)
{
    struct ledger *ledger =
        mmap(NULL, sizeof *ledger, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    must_hold(ledger != MAP_FAILED);
    uint64_t runs = 0;
    struct crew *crew = crew_open(helpers);
    struct search *search = search_exhaustive();
    search_share(search, crew, RUNS_BETWEEN,
                 &(struct search_tally){ &runs, sizeof runs, clear, add });
    struct choice *choice;
    pid_t first = getpid(), last = 0;
    while ((choice = search_next(search)) != NULL) {
        if (last != getpid()) atomic_fetch_add(&ledger->processes, 1);
        last = getpid();
        runs += run_once(play, argument, choice, ledger);
    }
    must_equal(getpid(), first);
    must_hold(search_progress(search).exhausted);
    must_equal(search_progress(search).runs - search_progress(search).redundant, runs);
    must_equal(ledger->count, runs);
    ledger->redundant = search_progress(search).redundant;
    search_close(search);
    crew_close(crew);
    qsort(ledger->signatures, ledger->count, sizeof(uint64_t), signature_compare);
    return ledger;
}

/* With few processes, and with one whenever a part can be given away.
 *
 * Returns: how many processes there were in the latter case. */
static int must_try_the_same(set_up *play, void *argument)
{
    static const unsigned helpers[] = { 1, 2, 100 };
    struct ledger *alone = exhaust(play, argument, 0);
    int processes = 0;
    for (size_t i = 0; i < COUNT_OF(helpers); i++) {
        struct ledger *shared = exhaust(play, argument, helpers[i]);
        must_equal(shared->count, alone->count);
        must_equal(shared->redundant, alone->redundant);
        must_hold(memcmp(alone->signatures, shared->signatures, alone->count * sizeof(uint64_t)) ==
                  0);
        processes = shared->processes;
        munmap(shared, sizeof *shared);
    }
    munmap(alone, sizeof *alone);
    return processes;
}

/* --- Random programs -------------------------------------------------------------------------- */

static void start_program(struct world *world, void *argument)
{
    (void)argument;
    programs_start(world);
}

/* More on request: PIPERIG_PROGRAMS=3000. */
TEST_OUTSIDE(crew, tries_the_runs_of_random_programs_that_one_process_tries)
{
    const char *wanted = getenv("PIPERIG_PROGRAMS");
    uint64_t count = wanted != NULL ? strtoull(wanted, NULL, 10) : PROGRAMS / CHECK_RUNS_DIVISOR;
    int processes = 0;
    for (uint64_t seed = 1; seed <= count; seed++) {
        programs_pick(seed);
        processes += must_try_the_same(start_program, NULL);
    }
    must_hold(TRIES_LESS ||
              4 * (uint64_t)processes > 5 * count);    // some have nothing to give away
}

/* --- Litmus spaces ---------------------------------------------------------------------------- */

static struct litmus_result exhaust_litmus(const struct litmus *litmus, unsigned helpers)
{
    struct crew *crew = crew_open(helpers);
    struct search *search = search_exhaustive();
    struct litmus_result result = litmus_explore_together(litmus, search, crew, RUNS_BETWEEN);
    search_close(search);
    crew_close(crew);
    return result;
}

TEST_OUTSIDE(crew, does_in_litmus_spaces_what_one_process_does)
{
    static const struct {
        const char *row;
        struct litmus litmus;
    } rows[] = {
        { "locks", { 3, 3, litmus_locks } },
        { "reads and writes", { 3, 3, litmus_rw } },
        { "the last zero", { 8, 7, litmus_lastzero } },
        { "a deadlock", { 2, 2, litmus_crosswise } },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        ROW(rows[i].row);
        struct litmus_result alone = exhaust_litmus(&rows[i].litmus, 0);
        for (unsigned helpers = 1; helpers <= 100; helpers *= 10) {
            struct litmus_result together = exhaust_litmus(&rows[i].litmus, helpers);
            must_hold(together.exhausted);
            must_equal(together.complete, alone.complete);
            must_equal(together.redundant, alone.redundant);
            must_equal(together.steps, alone.steps);
            must_equal(together.deadlocks, alone.deadlocks);
        }
    }
    ROW(NULL);
}

/* --- The reference server --------------------------------------------------------------------- */

struct scene_of_two {
    struct program server;
    machine_main *client;
};

static void start_server_and_client(struct world *world, void *argument)
{
    const struct scene_of_two *scene = argument;
    struct program client = { .name = "client", .function = scene->client };
    world_start(world, &scene->server, PROCESS_SERVES, NULL);
    world_start(world, &client, PROCESS_MUST_END, NULL);
}

TEST_OUTSIDE(crew, tries_the_runs_of_the_reference_server_that_one_process_tries)
{
    static const struct {
        const char *row;
        machine_main *client;
    } rows[] = {
        { "a client that asks", client_asks },
        { "a client that leaves a request behind", client_leaves_a_request },
    };
    struct scene_of_two scene = { .server = machine_load("pipe-server") };
    struct profile profile = { .wide = false };
    char trouble[PROFILE_TROUBLE_MAX];
    must_hold(profile_learn(&profile, &scene.server, trouble));
    client_use(&profile);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        ROW(rows[i].row);
        scene.client = rows[i].client;
        must_hold(must_try_the_same(start_server_and_client, &scene) > (TRIES_LESS ? 0 : 10));
    }
    ROW(NULL);
    program_close(&scene.server);
}

/* --- Ends ------------------------------------------------------------------------------------- */

static int set_thrice(void *argument)
{
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, argument);
    for (int i = 0; i < 3; i++)
        SetEvent(event);
    return 0;
}

/* A search over the runs of so many programs, in which a process may give up. */
static struct search_progress abandon(int programs,
                                      bool (*gives_up)(struct search *search, uint64_t runs))
{
    uint64_t runs = 0;
    struct crew *crew = crew_open(2);
    struct search *search = search_exhaustive();
    struct choice *choice;
    search_share(search, crew, 1, &(struct search_tally){ &runs, sizeof runs, clear, add });
    while ((choice = search_next(search)) != NULL && !gives_up(search, runs)) {
        struct machine machine = { .world = world_open(choice) };
        for (int i = 0; i < programs; i++)
            machine_start(&machine, "app", set_thrice, u"shared");
        world_run(machine.world);
        world_close(machine.world);
        runs++;
    }
    struct search_progress progress = search_progress(search);
    search_close(search);
    crew_close(crew);
    return progress;
}

static pid_t first_process;

static bool call_off_in_a_helper(struct search *search, uint64_t runs)
{
    return getpid() != first_process && runs == 3 && search_call_off(search);
}

static bool die_in_a_helper(struct search *search, uint64_t runs)
{
    (void)search;
    if (getpid() != first_process && runs == 1) _exit(9);
    return false;
}

TEST_OUTSIDE(crew, stops_when_one_of_it_has_seen_enough)
{
    first_process = getpid();
    struct search_progress progress = abandon(3, call_off_in_a_helper);
    must_hold(!progress.exhausted);
    must_hold(!progress.lost);
}

TEST_OUTSIDE(crew, says_so_when_one_of_it_has_died)
{
    first_process = getpid();
    struct search_progress progress = abandon(2, die_in_a_helper);    // the others go on to the end
    must_hold(!progress.exhausted);
    must_hold(progress.lost);
}
