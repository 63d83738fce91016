#include "attempt.h"

#include <piperig/search.h>

#include <string.h>

static struct check *checks;

/* --- The list of checks ----------------------------------------------------------------------- */

/* In the catalogue's order; behind it what is of no rule. */
static int compare(const struct check *a, const struct check *b)
{
    int order = strcmp(a->suite, b->suite);
    if (a->rule != b->rule)
        order = a->rule == RULE_NONE || (b->rule != RULE_NONE && a->rule > b->rule) ? 1 : -1;
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
    return (struct check_result){
        .verdict = VERDICT_HOLDS, .all = true, .chance = 1, .bound = CHECK_PREEMPTIONS_MAX + 1
    };
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
    result->cut = own.cut || other->cut;
    result->runs = own.runs + other->runs;
    result->steps = own.steps + other->steps;
    result->voids = own.voids + other->voids;
    result->sampled = own.sampled || other->sampled;
    if (own.chance < result->chance) result->chance = own.chance;
}

static void share(struct search *search, struct trial *trial)
{
    enum { RUNS_BETWEEN = 500 };
    struct search_tally tally = { trial->result, sizeof *trial->result, clear, add };
    struct crew *crew = trial->limits->crew;
    bool alone = trial->plans != NULL || trial->limits->save != NULL;    // as what is written down
    if (crew != NULL && !alone) search_share(search, crew, RUNS_BETWEEN, &tally);
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

static bool is_over(const struct trial *trial, const struct search *search)
{
    const struct check_limits *limits = trial->limits;
    if (limits->is_over == NULL || search_progress(search).exhausted) return false;
    struct search_progress progress = search_progress(search);
    double estimate = trial->phase == PHASE_ALL ? progress.estimate : -1;
    uint64_t runs = trial->before.runs + progress.runs - progress.redundant;
    trial->result->cut |= limits->is_over(limits->argument, runs, estimate);
    return trial->result->cut;
}

/* Nothing but runs that say nothing, and they may be long. */
static bool is_hopeless(const struct check_result *result)
{
    enum { ENOUGH = 20 };
    return result->voids >= ENOUGH && result->voids == result->runs;
}

struct search_progress trial_search(struct trial *trial, struct search *search, uint64_t runs_max)
{
    struct check_result *result = trial->result;
    struct choice *choice;
    test_set_quiet(true);
    share(search, trial);
    while (result->verdict == VERDICT_HOLDS && search_progress(search).runs < runs_max &&
           !is_hopeless(result) && !is_over(trial, search) &&
           (choice = search_next(search)) != NULL)
        try_run(trial, search, choice);
    test_set_quiet(false);
    struct search_progress progress = search_progress(search);
    if (result->cut) trial_save(trial, search);
    search_close(search);
    if (progress.lost) {    // its last words are out already
        result->verdict = VERDICT_BROKEN;
        snprintf(result->why, sizeof result->why, "a process that tried it has died");
    }
    return progress;
}

static bool goes_on(const struct trial *trial)
{
    return trial->result->verdict == VERDICT_HOLDS && !trial->result->cut &&
           !is_hopeless(trial->result);
}

void trial_enter(struct trial *trial, enum phase phase, const struct search *search)
{
    trial->phase = phase;
    trial->before = *trial->result;
    if (search == NULL) return;
    struct search_progress progress = search_progress(search);
    trial->before.runs -= progress.runs - progress.redundant;
}

/* Where all runs are few, there is no need for chance. Returns: whether they are. */
static bool try_few(struct trial *trial)
{
    enum { FEW = 300 };
    const struct check_limits *limits = trial->limits;
    const uint64_t few = FEW / limits->random_divisor + 2;
    const struct check_limits own = { .random_divisor = 1 };    // it is too short to be cut
    trial_enter(trial, PHASE_CHANCE, NULL);
    must_be_determined(trial);
    if (!goes_on(trial) || trial->check->faults_max > 0) return false;

    trial->limits = &own;
    bool all = trial_search(trial, search_exhaustive(), few).exhausted;
    trial->limits = limits;
    if (!all && goes_on(trial)) *trial->result = trial->before;    // they come again
    return all;
}

static struct search *begin_by_chance(const struct trial *trial, const struct check_limits *limits,
                                      uint64_t runs)
{
    return limits->pct_depth == 0 || trial->check->faults_max > 0
               ? search_random(limits->seed, runs)
               : search_pct(limits->seed, runs, limits->pct_depth, 0);
}

/* Then random runs: they are the quickest to break what is badly broken. */
static void try_by_chance(struct trial *trial, const struct check_limits *limits,
                          struct search *search)
{
    uint64_t runs = trial->check->random_runs / limits->random_divisor + 1u;
    trial_enter(trial, PHASE_CHANCE, search);
    if (search == NULL) search = begin_by_chance(trial, limits, runs);
    double chance = trial_search(trial, search, runs).chance;
    if (limits->pct_depth > 0 && chance < trial->result->chance) trial->result->chance = chance;
}

/* Returns: whether every run was tried. */
static bool try_all(struct trial *trial, const struct check_limits *limits, struct search *search)
{
    trial_enter(trial, PHASE_ALL, search);
    if (search == NULL) search = search_exhaustive();
    return trial_search(trial, search, limits->runs_max).exhausted;
}

static void try_by_cost(struct trial *trial, const struct check_limits *limits,
                        struct search *search)
{
    trial_enter(trial, PHASE_BOUNDED, search);
    if (search == NULL) search = search_bounded(CHECK_PREEMPTIONS_MAX);
    struct search_progress progress = trial_search(trial, search, limits->runs_max);
    if (progress.bound < trial->result->bound) trial->result->bound = progress.bound;
}

/* From the trial's phase on; [search] is the one that was cut short, or NULL. */
static void try_subject(struct trial *trial, const struct check_limits *limits,
                        struct search *search)
{
    enum phase phase = trial->phase;
    bool all = search == NULL && try_few(trial);
    if (all || !goes_on(trial)) return;
    if (trial->check->faults_max > 0) {
        trial_under_plans(trial, limits, search);
        return;
    }
    if (phase == PHASE_CHANCE) {
        try_by_chance(trial, limits, search);
        search = NULL;
    }
    if (phase != PHASE_BOUNDED && goes_on(trial)) {
        all = try_all(trial, limits, search);
        search = NULL;
    }
    if (!all && goes_on(trial)) try_by_cost(trial, limits, search);
    if (trial->result->cut && trial->phase != PHASE_BOUNDED) trial->result->bound = 0;
    trial->result->all &= all;
}

static void try_if_ready(struct trial *trial, const struct check_limits *limits,
                         struct search *search)
{
    if (subject_prepare(trial->subject)) {
        try_subject(trial, limits, search);
        return;
    }
    trial->result->verdict = VERDICT_UNDECIDED;
    snprintf(trial->result->why, sizeof trial->result->why, "%s", trial->subject->trouble);
}

/* Where all runs with a subject went wrong in another rule's matter, there is no verdict. */
static void must_have_said_something(const struct trial *trial)
{
    struct check_result *result = trial->result;
    const struct profile *profile = &trial->subject->profile;
    uint64_t runs = result->runs - trial->runs_of_others;
    if (result->verdict != VERDICT_HOLDS || result->cut || runs == 0) return;
    if (result->voids - trial->voids_of_others < runs) return;
    result->verdict = VERDICT_UNDECIDED;
    snprintf(result->why, sizeof result->why, "%s",
             profile->serves
                 ? "every run goes wrong before it comes to this: see the rules that are broken"
                 : "it does not even serve those who just ask, one after the other: see SESSION-1 "
                   "and AVAILABLE-6");
}

static void begin_subject(struct trial *trial, struct subject *subject)
{
    trial->subject = subject;
    trial->phase = PHASE_CHANCE;
    trial->runs_of_others = trial->result->runs;
    trial->voids_of_others = trial->result->voids;
}

struct check_result check_try(const struct check *check, const struct check_limits *limits,
                              FILE *out)
{
    struct check_result result = nothing_tried();
    struct trial trial = { .check = check, .result = &result, .limits = limits, .out = out };
    struct search *search = trial_resume(&trial);
    bool waits = trial.subject != NULL;    // for the one that was cut short
    for (unsigned i = 0; goes_on(&trial); i++) {
        struct subject *subject = subject_at(i);
        if (subject == NULL) break;
        if (waits && subject != trial.subject) continue;
        if (!waits) begin_subject(&trial, subject);
        waits = false;
        try_if_ready(&trial, limits, search);
        must_have_said_something(&trial);
        search = NULL;
    }
    if (result.voids > 0 || result.sampled) {
        result.all = false;
        result.bound = 0;
    }
    return result;
}

void check_must_hold(const struct check *check)
{
    enum { ONE_IN = 10 };    // of the random runs: the main job makes them all
    struct check_limits limits = { .runs_max = CHECK_RUNS_MAX / CHECK_RUNS_DIVISOR,
                                   .random_divisor = ONE_IN * CHECK_RUNS_DIVISOR };
    struct check_result result = check_try(check, &limits, stderr);
    if (result.verdict == VERDICT_UNDECIDED) fprintf(stderr, "undecided: %s\n", result.why);
    if (result.verdict == VERDICT_NOT_APPLICABLE) SKIP(result.why);
    if (result.verdict != VERDICT_HOLDS) outside_abandon();
}
