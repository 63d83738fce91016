/* Checks: one sentence about a server, tried in many runs.
 *
 *     RULE_CHECK(CONNECT, 1, serves_a_client_that_comes_just_before_connect)
 *     {
 *         scene_step_before(scene, CALL_CONNECT_NAMED_PIPE, 1, "a client asks", client_asks);
 *         scene_start_server(scene);
 *         scene_run(scene);
 *         scene_must_serve_on(scene);
 *     }
 *
 * The body sets one run up and says what must be true of it. It is run calmly, then under random
 * schedules, and then in every distinct order, as far as the runs reach; where they do not, in all
 * orders of few preemptions. All that on each subject (subject.h). A run that breaks the check is
 * drawn, with a token that replays it. Each check is also a test of the runners.
 */
#ifndef PIPERIG_CHECK_H
#define PIPERIG_CHECK_H

#include <piperig/fault.h>

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <piperig/crew.h>

#include "outside.h"
#include "rule.h"
#include "scene.h"

enum {
    CHECK_RANDOM_RUNS = 2000,
    CHECK_FAULT_RUNS = 5,    // random, under each plan
    CHECK_RUNS_MAX = 500,    // as a test
    CHECK_PREEMPTIONS_MAX = 3,
    CHECK_OUTCOMES_MAX = 256,
    CHECK_COMPUTING_S = 2,    // world_set_computing_bound(), for commands
    CHECK_WHY_MAX = 600,
    CHECK_TOKEN_MAX = 1024
};

/* As a test, a check makes only one in so many of its runs in builds where a run is slow
 * (ThreadSanitizer). */
#ifndef CHECK_RUNS_DIVISOR
#define CHECK_RUNS_DIVISOR 1
#endif

struct check {
    const char *suite;    // of a rule's check: its id, "CONNECT_1"
    const char *name;
    void (*body)(struct scene *scene);
    unsigned random_runs;    // besides the calm one, for each subject
    enum rule_id rule;       // that it tries, or RULE_NONE
    unsigned faults_max;     // that its runs suffer at once: it is tried under each plan of them
    unsigned fault_kinds;    // enum fault_kinds
    struct check *next;
};

/* A promise of the reference server's own. */
#define CHECK(SUITE, NAME) CHECK_DECLARE(SUITE, NAME, CHECK_RANDOM_RUNS, RULE_NONE, 0, 0)

/* For what is forced whatever the schedule, or wants more runs. */
#define CHECK_WITH_RUNS(SUITE, NAME, RUNS) CHECK_DECLARE(SUITE, NAME, RUNS, RULE_NONE, 0, 0)

/* What a rule asks of every server. */
#define RULE_CHECK(THEME, NUMBER, NAME) RULE_CHECK_WITH_RUNS(THEME, NUMBER, NAME, CHECK_RANDOM_RUNS)
#define RULE_CHECK_WITH_RUNS(THEME, NUMBER, NAME, RUNS)                                            \
    CHECK_DECLARE(THEME##_##NUMBER, NAME, RUNS, RULE_##THEME##_##NUMBER, 0, 0)

/* The same under each plan of up to FAULTS faults that strike the server, of these KINDS (fault.h;
 * both, and of any evidence, where there is none to say): the body runs calmly, under a few random
 * schedules and with up to one preemption under each of them. Whatever must work afterwards, it asks
 * for after world_lift_plan(). */
#define CHECK_WITH_FAULTS(SUITE, NAME, FAULTS)                                                     \
    CHECK_DECLARE(SUITE, NAME, CHECK_FAULT_RUNS, RULE_NONE, FAULTS, FAULT_ONCE | FAULT_ONWARDS)
#define RULE_CHECK_WITH_FAULTS(THEME, NUMBER, NAME, FAULTS, KINDS)                                 \
    CHECK_DECLARE(THEME##_##NUMBER, NAME, CHECK_FAULT_RUNS, RULE_##THEME##_##NUMBER, FAULTS, KINDS)

#define CHECK_DECLARE(SUITE, NAME, RUNS, RULE, FAULTS, KINDS)                                      \
    static void SUITE##_##NAME##_scene(struct scene *scene);                                       \
    static struct check SUITE##_##NAME##_check = {                                                 \
        #SUITE, #NAME, SUITE##_##NAME##_scene, RUNS, RULE, FAULTS, KINDS, 0,                       \
    };                                                                                             \
    __attribute__((constructor)) static void SUITE##_##NAME##_enter(void)                          \
    {                                                                                              \
        check_enter(&SUITE##_##NAME##_check);                                                      \
    }                                                                                              \
    TEST_OUTSIDE(SUITE, NAME)                                                                      \
    {                                                                                              \
        check_must_hold(&SUITE##_##NAME##_check);                                                  \
    }                                                                                              \
    static void SUITE##_##NAME##_scene(struct scene *scene)

enum verdict {
    VERDICT_HOLDS,
    VERDICT_BROKEN,
    VERDICT_NOT_APPLICABLE,    // to such a server; [why] says why
    VERDICT_UNDECIDED,    // it could not be tried, or not to the end of one run; [why] says why
    VERDICTS
};

/* "holds", "broken", "not-applicable", "undecided". */
const char *verdict_name(enum verdict verdict);

/* How far the plans of a check under faults were tried. An outcome is a line of faults.def. */
struct check_faults {
    uint64_t plans;    // tried
    uint64_t known;    // of so many that were reached
    uint64_t pairs;    // the same of plans of two faults
    uint64_t pairs_known;
    uint64_t struck;                      // plans all of whose faults struck
    bool injected[CHECK_OUTCOMES_MAX];    // by number of the outcome
    bool survived[CHECK_OUTCOMES_MAX];    // of these, no run that suffered them was broken
};

/* What trying a check came to, on all subjects together. */
struct check_result {
    enum verdict verdict;
    bool all;          // every distinct run was tried, and said something
    bool cut;          // it was stopped before its time, by [is_over]
    unsigned bound;    // if not: every run of less than that many preemptions was
    uint64_t runs;
    bool sampled;      // a run was as calm as can be, and others were not looked for: world_hush()
    uint64_t voids;    // runs that went wrong in what is another rule's matter: they say nothing
    double chance;     // PCT: at least so likely a bug of its depth was met, on each subject
    uint64_t steps;    // scheduling points
    struct check_faults faults;
    // Of the plainest broken run:
    uint64_t runs_to_failure;
    unsigned preemptions;
    char token[CHECK_TOKEN_MAX];
    char why[CHECK_WHY_MAX];    // the demand that was not met; or why there is no verdict
};

/* Write down in lines of text what a check that was not broken has come to so far.
 *
 * Returns: of reading, false if these are no such lines; [result] is as it was then. */
void check_result_save(const struct check_result *result, FILE *out);
bool check_result_read(struct check_result *result, FILE *in);

/* How much may be tried. */
struct check_limits {
    uint64_t runs_max;          // a search for all runs is given up after so many
    unsigned random_divisor;    // one in so many of a check's random runs is made; not 0
    unsigned pct_depth;         // these are drawn by PCT of that depth; 0: uniformly
    uint64_t seed;              // of the first of these; the others follow
    struct crew *crew;          // processors that may help, or NULL: piperig/crew.h
    // Asked before each run: whether to stop. [estimate] is the share of the space that is done, below
    // 0 when nobody knows. NULL: no.
    bool (*is_over)(void *argument, uint64_t runs, double estimate);
    void *argument;
    FILE *resume;    // what [save] got when the same check was cut short, or NULL
    // Where to write down what is left when it is cut short, or NULL. The crew does not help then.
    FILE *save;
};

void check_enter(struct check *check);

/* All checks, in the order of suite and name. */
struct check *check_first(void);

/* Try the check on the subjects; the first run that breaks it is explained on [out]. */
struct check_result check_try(const struct check *check, const struct check_limits *limits,
                              FILE *out);

/* What replays a token, up to the token and from there on: printed with each failure. Borrowed. */
void check_set_replay_command(const char *before, const char *behind);

/* How a replay ends: the exit codes of the commands. */
enum replay_end {
    REPLAY_HOLDS = 0,         // in that run, or does not apply
    REPLAY_BROKEN = 1,        // in that run
    REPLAY_NO_TOKEN = 2,      // what was given is no token, or of a check that is not here
    REPLAY_NO_SUBJECT = 3,    // the program cannot be tried
    REPLAY_UNDECIDED = 4      // the run is not the recorded one, or the rig cannot make it
};

/* Run again what [token] recorded, and draw it. Where the run is another than the recorded one it is no
 * verdict; with [lenient] the verdict is of that other run. */
enum replay_end check_replay(const char *token, bool lenient, FILE *out);

/* Fail the test unless the check holds, or skip it: the check does not apply. */
void check_must_hold(const struct check *check);

#endif
