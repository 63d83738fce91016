#include "attempt.h"

#include <piperig/search.h>

#include <string.h>

static struct check *checks;

/* --- The list of checks ----------------------------------------------------------------------- */

static int compare(const struct check *a, const struct check *b)
{
    int order = strcmp(a->suite, b->suite);
    if (a->rule != b->rule) order = (int)a->rule - (int)b->rule;    // in the catalogue's order
    return order != 0 ? order : strcmp(a->name, b->name);
}

void check_enter(struct check *check)
{
    struct check **place = &checks;
    while (*place != NULL && compare(*place, check) < 0)
        place = &(*place)->next;
    check->next = *place;
    *place = check;
}

struct check *check_first(void)
{
    return checks;
}

const char *verdict_name(enum verdict verdict)
{
    static const char *const names[VERDICTS] = {
        [VERDICT_HOLDS] = "holds",
        [VERDICT_BROKEN] = "broken",
        [VERDICT_NOT_APPLICABLE] = "not-applicable",
        [VERDICT_UNDECIDED] = "undecided",
    };
    return names[verdict];
}

/* --- Several processes ------------------------------------------------------------------------ */

static struct check_result nothing_tried(void)
{
    return (struct check_result){ .verdict = VERDICT_HOLDS,
                                  .all = true,
                                  .bound = CHECK_PREEMPTIONS_MAX + 1 };
}

static void clear(void *data)
{
    *(struct check_result *)data = nothing_tried();
}

static void add(void *data, const void *helper)
{
    struct check_result *result = data, own = *result;
    const struct check_result *other = helper;
    if (other->verdict != VERDICT_HOLDS) *result = *other;
    result->runs = own.runs + other->runs;
    result->steps = own.steps + other->steps;
}

static void share(struct search *search, struct trial *trial)
{
    enum { RUNS_BETWEEN = 500 };
    struct search_tally tally = { trial->result, sizeof *trial->result, clear, add };
    if (trial->crew != NULL && trial->plans == NULL)    // those are of one process
        search_share(search, trial->crew, RUNS_BETWEEN, &tally);
}

/* --- Many runs -------------------------------------------------------------------------------- */

static void explain(struct trial *trial, const struct choice *choice, bool diverged)
{
    trial->result->runs_to_failure = trial->result->runs;
    trial->plans = NULL;    // what follows are no runs of its plan
    if (diverged)
        tell_divergence(trial, choice->divergence);
    else
        explain_broken(trial, choice);
}

static void try_run(struct trial *trial, struct search *search, struct choice *choice)
{
    struct check_result *result = trial->result;
    struct attempt attempt;
    attempt_begin(&attempt, trial, choice);
    bool diverged = attempt.scene.outcome == OUTCOME_DIVERGED;
    attempt_end(&attempt, result);
    if (result->verdict == VERDICT_HOLDS) return;
    if (!search_call_off(search))
        result->verdict = VERDICT_HOLDS;    // another process was first, and tells of its own
    else if (result->verdict == VERDICT_BROKEN)
        explain(trial, choice, diverged);
}

struct search_progress trial_search(struct trial *trial, struct search *search, uint64_t runs_max)
{
    struct check_result *result = trial->result;
    struct choice *choice;
    test_set_quiet(true);
    share(search, trial);
    while (result->verdict == VERDICT_HOLDS && search_progress(search).runs < runs_max &&
           (choice = search_next(search)) != NULL)
        try_run(trial, search, choice);
    test_set_quiet(false);
    struct search_progress progress = search_progress(search);
    search_close(search);
    if (progress.lost) {    // its last words are out already
        result->verdict = VERDICT_BROKEN;
        snprintf(result->why, sizeof result->why, "a process that tried it has died");
    }
    return progress;
}

/* Random runs first: they are the quickest to break what is badly broken. */
static void try_subject(struct trial *trial, const struct check_limits *limits)
{
    struct check_result *result = trial->result;
    must_be_determined(trial);
    if (trial->check->faults_max > 0) {
        trial_under_plans(trial, limits);
        return;
    }
    uint64_t random_runs = trial->check->random_runs / limits->random_divisor + 1u;
    trial_search(trial, search_random(0, random_runs), random_runs);
    if (result->verdict != VERDICT_HOLDS) return;
    struct search_progress whole = trial_search(trial, search_exhaustive(), limits->runs_max);
    if (whole.exhausted || result->verdict != VERDICT_HOLDS) return;

    struct search *search = search_bounded(CHECK_PREEMPTIONS_MAX);
    struct search_progress progress = trial_search(trial, search, limits->runs_max);
    result->all = false;
    if (progress.bound < result->bound) result->bound = progress.bound;
}

static void try_if_ready(struct trial *trial, const struct check_limits *limits)
{
    if (subject_prepare(trial->subject)) {
        try_subject(trial, limits);
        return;
    }
    trial->result->verdict = VERDICT_UNDECIDED;
    snprintf(trial->result->why, sizeof trial->result->why, "%s", trial->subject->trouble);
}

struct check_result check_try(const struct check *check, const struct check_limits *limits,
                              FILE *out)
{
    struct check_result result = nothing_tried();
    struct trial trial = { .check = check, .result = &result, .crew = limits->crew, .out = out };
    for (unsigned i = 0; result.verdict == VERDICT_HOLDS; i++) {
        trial.subject = subject_at(i);
        if (trial.subject == NULL) break;
        try_if_ready(&trial, limits);
    }
    return result;
}

void check_must_hold(const struct check *check)
{
    struct check_limits limits = { .runs_max = CHECK_RUNS_MAX / CHECK_RUNS_DIVISOR,
                                   .random_divisor = CHECK_RUNS_DIVISOR };
    struct check_result result = check_try(check, &limits, stderr);
    if (result.verdict == VERDICT_UNDECIDED) fprintf(stderr, "undecided: %s\n", result.why);
    if (result.verdict != VERDICT_HOLDS && result.verdict != VERDICT_NOT_APPLICABLE)
        outside_abandon();
}
