/* Checks: one sentence about a server, tried in many runs.
 *
 *     CHECK(connect_race, serves_a_client_that_comes_before_the_server_connects)
 *     {
 *         scene_step_before(scene, CALL_CONNECT_NAMED_PIPE, 1, "a client asks", ask_once);
 *         scene_start_server(scene);
 *         scene_run(scene);
 *         scene_must_be_idle(scene);
 *     }
 *
 * The body sets one run up and says what must be true of it. It is run calmly, then under random
 * schedules, and then in every distinct order, as far as the runs reach; where they do not, in all
 * orders of few preemptions. All that on the ANSI and on the UNICODE build of the server. A run
 * that breaks the check is drawn, with a token that replays it. Each check is also a test of the
 * runners.
 */
#ifndef PIPERIG_CHECK_H
#define PIPERIG_CHECK_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "outside.h"
#include "scene.h"

enum { CHECK_RANDOM_RUNS = 2000, CHECK_RUNS_MAX = 2000, CHECK_PREEMPTIONS_MAX = 3 };

/* As a test, a check makes only one in so many of its runs in builds where a run is slow
 * (ThreadSanitizer). */
#ifndef CHECK_RUNS_DIVISOR
#define CHECK_RUNS_DIVISOR 1
#endif

struct check {
    const char *suite;
    const char *name;
    void (*body)(struct scene *scene);
    unsigned random_runs;    // besides the calm one, for each build of the server
    struct check *next;
};

#define CHECK(SUITE, NAME) CHECK_WITH_RUNS(SUITE, NAME, CHECK_RANDOM_RUNS)

/* For what is forced whatever the schedule, or wants more runs. */
#define CHECK_WITH_RUNS(SUITE, NAME, RUNS)                                                         \
    static void SUITE##_##NAME##_scene(struct scene *scene);                                       \
    static struct check SUITE##_##NAME##_check = {                                                 \
        #SUITE, #NAME, SUITE##_##NAME##_scene, RUNS, 0,                                            \
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

/* What trying a check came to. */
struct check_result {
    bool holds;
    bool undetermined;    // if not: the same choices came to different runs, which proves nothing
    bool all;             // every distinct run was tried
    unsigned bound;       // if not: every run of less than that many preemptions was
    uint64_t runs;
    uint64_t steps;    // scheduling points
};

void check_enter(struct check *check);

/* All checks, in the order of suite and name. */
struct check *check_first(void);

/* Try the check on the builds of the server; the first run that breaks it is explained on [out].
 * A search for all runs is given up after [runs_max]. */
struct check_result check_try(const struct check *check, uint64_t runs_max, FILE *out);

/* Run again what [token] recorded, and draw it. [lenient] goes on after a divergence.
 *
 * Returns: 0 if the check holds in that run, 1 if it is broken, 2 if the token cannot be
 *          replayed. */
int check_replay(const char *token, bool lenient, FILE *out);

/* Fail the test unless the check holds. */
void check_must_hold(const struct check *check);

#endif
