/* The proofs of the explorer are proved: with any one mistake seeded in it (explore/seeded.h),
 * one of them fails. */
#include "brute_force.h"
#include "litmus.h"
#include "machine.h"

#include "explore/seeded.h"

#include <piperig/token.h>

#include <stdio.h>
#include <stdlib.h>

/* --- Proofs: each returns what is wrong, or NULL ---------------------------------------------- */

static struct litmus_result exhaust(const struct litmus *litmus, uint64_t runs_max)
{
    struct search *search = search_exhaustive();
    struct litmus_result result = litmus_explore(litmus, search, runs_max, NULL, NULL);
    search_close(search);
    return result;
}

/* One writes and says so, the other waits to be told and reads. If one has gone before the other
 * comes, so has its event: the other waits for ever. */
static void tell(const struct litmus *litmus, int thread)
{
    (void)litmus;
    HANDLE told = CreateEventW(NULL, FALSE, FALSE, u"told");
    if (thread == 0) {
        litmus_write(0, 1);
        SetEvent(told);
    } else {
        WaitForSingleObject(told, INFINITE);
        litmus_read(0);
    }
}

/* What is known of some programs. */
static const char *count_known(void)
{
    static const struct {
        struct litmus litmus;
        uint64_t runs;
        uint64_t redundant;    // begun in vain
        uint64_t deadlocks;
    } known[] = {
        { { 6, 5, litmus_lastzero }, 64, 2, 0 },
        { { 3, 2, litmus_locks }, 36, 3, 0 },
        { { 2, 2, litmus_crosswise }, 3, 0, 1 },
        { { 2, 2, tell }, 16, 0, 1 },
    };
    for (size_t i = 0; i < COUNT_OF(known); i++) {
        struct litmus_result result = exhaust(&known[i].litmus, 1000);
        if (result.deadlocks != known[i].deadlocks) return "a known number of deadlocks";
        if (result.complete != known[i].runs) return "a known number of runs";
        if (result.redundant != known[i].redundant) return "a known number of runs begun in vain";
    }
    return NULL;
}

/* The same when processes share the programs, giving parts away wherever they can. */
static const char *count_together(void)
{
    static const struct litmus programs[] = { { 6, 5, litmus_lastzero }, { 3, 2, litmus_locks } };
    const char *why = NULL;
    for (size_t i = 0; i < COUNT_OF(programs) && why == NULL; i++) {
        struct litmus_result alone = exhaust(&programs[i], 1000);
        struct crew *crew = crew_open(100);
        struct search *search = search_exhaustive();
        struct litmus_result together = litmus_explore_together(&programs[i], search, crew, 1);
        search_close(search);
        crew_close(crew);
        if (together.complete != alone.complete) why = "the runs of processes together";
        if (together.redundant != alone.redundant) why = "what processes began in vain together";
    }
    return why;
}

static const char *try_programs(uint64_t count)
{
    static char text[100];
    for (uint64_t seed = 1; seed <= count; seed++) {
        const char *why = brute_force_disagrees(seed, NULL);
        if (why == NULL) continue;
        snprintf(text, sizeof text, "random program %u: %s", (unsigned)seed, why);
        return text;
    }
    return NULL;
}

static int take_turns(void *argument)
{
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, argument);
    for (int i = 0; i < 4; i++) {
        SetEvent(event);
        if (WaitForSingleObject(event, 0) == WAIT_OBJECT_0) ResetEvent(event);
    }
    return 0;
}

static char *play(struct choice *choice)
{
    struct machine machine = { .world = world_open(choice) };
    for (int i = 0; i < 3; i++)
        machine_start(&machine, "app", take_turns, u"shared");
    world_run(machine.world);
    char *listing = machine_list(&machine);
    world_close(machine.world);
    return listing;
}

/* Play a random run, and its token again. */
static bool replays(uint64_t seed)
{
    struct choice choice;
    struct token token;
    const char *why;
    choice_init_random(&choice, seed);
    char *recorded = play(&choice);
    char *text = token_write("self/seeded", 0, &(struct fault_plan){ 0 }, &choice);
    choice_fini(&choice);

    must_hold(token_read(&token, text, &why));
    choice_init_replay(&choice, token.deviations, token.deviation_count, false);
    char *replayed = play(&choice);
    bool same = strcmp(recorded, replayed) == 0;
    choice_fini(&choice);
    token_fini(&token);
    free(text);
    free(recorded);
    free(replayed);
    return same;
}

static const char *replay_tokens(void)
{
    for (uint64_t seed = 1; seed <= 5; seed++)
        if (!replays(seed)) return "the replay of a token";
    return NULL;
}

/* What the first proof that fails says. */
static const char *find_mistake(uint64_t programs)
{
    const char *why = count_known();
    if (why == NULL) why = count_together();
    if (why == NULL) why = replay_tokens();
    if (why == NULL) why = try_programs(programs);
    return why;
}

/* --- Faults ----------------------------------------------------------------------------------- */

static const struct {
    enum seeded_fault fault;
    const char *row;
} rows[] = {
    { SEEDED_PENDING_IGNORED, "pending operations ignored" },
    { SEEDED_CUT_IGNORED, "threads that were cut off ignored" },
    { SEEDED_ENABLER_IGNORED, "an enabler that comes before nothing" },
    { SEEDED_ENABLER_TOO_WIDE, "all steps so far taken for the enabler" },
    { SEEDED_RELEASE_RACES, "giving a lock back taken for a race" },
    { SEEDED_CLOCK_NOT_MERGED, "the clock of a race not merged" },
    { SEEDED_CLOCK_OF_OWN_ONLY, "the clock of a thread not inherited" },
    { SEEDED_PAIR_INDEPENDENT, "a dependent pair called independent" },
    { SEEDED_READ_HIDES_WRITE, "a write behind a read overlooked" },
    { SEEDED_WRITE_MISSING, "a footprint that misses a write" },
    { SEEDED_SLEEPER_NOT_WOKEN, "a sleep set never woken" },
    { SEEDED_SLEEPER_OVERSLEEPS, "a sleeper that does not hear of a lock" },
    { SEEDED_DONE_DO_NOT_SLEEP, "a sleep set without what was done" },
    { SEEDED_BACKTRACK_LOST, "a backtrack point lost" },
    { SEEDED_INITIALS_TOO_MANY, "too many initials" },
    { SEEDED_RACES_TOO_LATE, "races looked for one step too late" },
    { SEEDED_ANSWER_LEFT_OUT, "an answer left out" },
    { SEEDED_ASKS_NOT_MERGED, "what a helper asks for ignored" },
    { SEEDED_MARKS_NOT_MERGED, "what a helper's step touched ignored" },
    { SEEDED_REPLAY_OFF_BY_ONE, "a replay off by one" },
};

_Static_assert(COUNT_OF(rows) == SEEDED_FAULTS - 1, "each fault has a row");

TEST_OUTSIDE(seeded, faults_of_the_explorer_are_each_killed_by_a_proof)
{
    unsigned survivors = 0;
    if (!seeded_set(SEEDED_WRITE_MISSING)) SKIP("this build has no seeded faults");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        ROW(rows[i].row);
        seeded_set(rows[i].fault);
        const char *why = find_mistake(3000);
        seeded_set(SEEDED_NONE);
        fprintf(stderr, "%s: %s\n", rows[i].row, why != NULL ? why : "SURVIVES");
        survivors += why == NULL;
    }
    ROW(NULL);
    must_equal(survivors, 0);
}

TEST_OUTSIDE(seeded, faults_that_are_off_make_no_difference)
{
    if (!seeded_set(SEEDED_WRITE_MISSING)) SKIP("this build has no seeded faults");
    seeded_set(SEEDED_NONE);
    const char *why = find_mistake(100);
    if (why != NULL) test_fail(__FILE__, __LINE__, "without any fault fails %s", why);
}
