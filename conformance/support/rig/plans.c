/* A check under each plan of faults: whatever can go wrong in a call that the server makes, goes
 * wrong there, once and from then on. The plans are enumerated outside of the searches, and each has
 * its own. */
#include "attempt.h"

#include "kernel/invariant.h"

enum {
    PREEMPTIONS_MAX = 1,
    SHARE = 20,    // a plan gets one in so many of the runs that a search for all may take
    BUDGET = 20    // all plans together get so many times those
};

/* The calm run, random ones, and those of few preemptions; from [search] on, if any. */
static void try_plan(struct trial *trial, const struct check_limits *limits, struct search *search)
{
    struct check_result *result = trial->result;
    uint64_t random_runs = trial->check->random_runs / limits->random_divisor + 1u;
    if (search == NULL || trial->phase == PHASE_CHANCE) {
        trial_enter(trial, PHASE_CHANCE, search);
        if (search == NULL) search = search_random(limits->seed, random_runs);
        trial_search(trial, search, random_runs);
        search = NULL;
    }
    if (result->cut) return;
    trial_enter(trial, PHASE_BOUNDED, search);
    if (search == NULL) search = search_bounded(PREEMPTIONS_MAX);
    struct search_progress progress = trial_search(trial, search, limits->runs_max / SHARE + 1u);
    unsigned bound = progress.waiting == 0 ? progress.bound + 1 : progress.bound;
    if (bound < result->bound) result->bound = bound;
}

/* What was injected has been survived, unless it was in the run that is broken. */
static void note_outcomes(const struct trial *trial, const struct fault_plans *plans)
{
    struct check_faults *faults = &trial->result->faults;
    INVARIANT(fault_outcome_count() <= CHECK_OUTCOMES_MAX);
    for (unsigned i = 0; i < fault_outcome_count(); i++) {
        if (!fault_plans_injected(plans, i)) continue;
        faults->survived[i] = !faults->injected[i] || faults->survived[i];
        faults->injected[i] = true;
    }
    if (trial->result->verdict == VERDICT_HOLDS) return;
    for (unsigned i = 0; i < trial->plan.count; i++)
        faults->survived[trial->plan.faults[i].outcome] = false;
}

static void note_progress(struct check_faults *faults, const struct fault_plans *plans)
{
    struct fault_progress progress = fault_plans_progress(plans);
    faults->plans += progress.done;
    faults->known += progress.known;
    faults->pairs += progress.two_done;
    faults->pairs_known += progress.two_known;
    faults->struck += progress.struck;
}

/* The next plan is the trial's, or, of one that goes on, the same once more. */
static bool next_plan(struct trial *trial, bool goes_on)
{
    const struct fault_plan *plan =
        goes_on ? fault_plans_current(trial->plans) : fault_plans_next(trial->plans);
    if (plan != NULL) trial->plan = *plan;
    return plan != NULL;
}

void trial_under_plans(struct trial *trial, const struct check_limits *limits,
                       struct search *search)
{
    struct check_result *result = trial->result;
    if (search == NULL) {
        trial->plans_begun = result->runs;
        trial->plans =
            fault_plans_open("server*", trial->check->faults_max, trial->check->fault_kinds);
    }
    uint64_t runs_end = trial->plans_begun + BUDGET * limits->runs_max;
    struct fault_plans *plans = trial->plans;
    result->all = false;
    while (result->verdict == VERDICT_HOLDS && !result->cut && result->runs < runs_end &&
           next_plan(trial, search != NULL)) {
        try_plan(trial, limits, search);
        search = NULL;
    }
    note_progress(&result->faults, plans);
    struct fault_progress progress = fault_plans_progress(plans);
    if (progress.done < progress.known) result->bound = 0;    // of some plans no run was tried
    note_outcomes(trial, plans);
    trial->plans = NULL;
    trial->plan = (struct fault_plan){ 0 };
    fault_plans_close(plans);
}
