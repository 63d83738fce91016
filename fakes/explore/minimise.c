#include <piperig/minimise.h>

#include "reordering.h"

#include "kernel/invariant.h"

#include <stdlib.h>
#include <string.h>

struct job {
    struct plainest best;
    minimise_trial *trial;
    void *argument;
    unsigned moves;    // tried, of turns
};

enum { MOVES_MAX = 500 };

static struct choice_deviation *copy(const struct choice_deviation *deviations, size_t count)
{
    struct choice_deviation *copied = malloc((count + 1) * sizeof *copied);
    INVARIANT(copied != NULL);
    if (count > 0) memcpy(copied, deviations, count * sizeof *copied);
    return copied;
}

/* What a plan costs a reader: a fault that strikes once is plainer than one that goes on. */
static unsigned weight(const struct fault_plan *plan)
{
    unsigned weight = 0;
    for (unsigned i = 0; i < plan->count; i++)
        weight += 2u + plan->faults[i].onwards;
    return weight;
}

static bool is_plainer(const struct choice *choice, const struct fault_plan *plan,
                       const struct plainest *best)
{
    unsigned lighter = weight(plan), heavier = weight(&best->plan);
    if (lighter != heavier) return lighter < heavier;
    if (choice->preemptions != best->preemptions) return choice->preemptions < best->preemptions;
    if (choice->switches != best->switches) return choice->switches < best->switches;
    return choice->deviation_count < best->count;
}

static void keep(struct plainest *best, const struct choice *choice, const struct fault_plan *plan)
{
    free(best->deviations);
    best->deviations = copy(choice->deviations, choice->deviation_count);
    best->count = choice->deviation_count;
    best->preemptions = choice->preemptions;
    best->switches = choice->switches;
    best->plan = *plan;
}

/* Run with [choice] under this plan. If it fails and is plainer than the best so far, it is the
 * best: deviations that came to nothing are gone from it. */
static bool attempt(struct job *job, const struct fault_plan *plan, struct choice *choice)
{
    job->best.trials++;
    if (!job->trial(choice, plan, job->argument) || !is_plainer(choice, plan, &job->best))
        return false;
    keep(&job->best, choice, plan);
    return true;
}

/* The same with these deviations. */
static bool attempt_with(struct job *job, const struct fault_plan *plan,
                         const struct choice_deviation *deviations, size_t count)
{
    struct choice choice;
    choice_init_replay(&choice, deviations, count, true);
    bool plainer = attempt(job, plan, &choice);
    choice_fini(&choice);
    return plainer;
}

/* --- Context switches ------------------------------------------------------------------------- */

/* The best run once more, to be reordered. */
static void record(struct job *job, struct reordering *reordering)
{
    job->trial(reordering_record(reordering, job->best.deviations, job->best.count),
               &job->best.plan, job->argument);
    job->best.trials++;
}

/* The same steps in another order. */
static bool relinearise(struct job *job)
{
    if (job->best.switches < 2) return false;
    struct reordering *reordering = reordering_open();
    const struct fault_plan plan = job->best.plan;
    record(job, reordering);
    struct choice *choice = reordering_follow(reordering);
    bool plainer = choice != NULL && attempt(job, &plan, choice);
    reordering_close(reordering);
    return plainer;
}

/* What leaves no footprint, as memory does not, can matter for the failure, and then that other
 * order may not fail. So turns are brought together two by two. */
static bool bring_turns_together(struct job *job)
{
    if (job->best.preemptions == 0) return false;
    bool plainer = false;
    struct reordering *reordering = reordering_open();
    const struct fault_plan plan = job->best.plan;
    record(job, reordering);
    for (size_t nth = 0; nth < reordering_neighbours(reordering) && job->moves < MOVES_MAX; nth++) {
        struct choice *choice = reordering_follow_neighbour(reordering, nth);
        if (choice == NULL) continue;
        job->moves++;
        if (!attempt(job, &plan, choice)) continue;
        plainer = true;
        record(job, reordering);
    }
    reordering_close(reordering);
    return plainer;
}

/* --- Deviations ------------------------------------------------------------------------------- */

/* Leave out [length] deviations from [first] on. Questions move when earlier answers change, so
 * that those behind them may come to mean something else: whatever still fails is welcome. */
static bool without(struct job *job, size_t first, size_t length)
{
    size_t count = job->best.count;
    struct fault_plan plan = job->best.plan;
    struct choice_deviation *rest = copy(job->best.deviations, count);
    if (length > count - first) length = count - first;
    memmove(&rest[first], &rest[first + length], (count - first - length) * sizeof *rest);
    bool plainer = attempt_with(job, &plan, rest, count - length);
    free(rest);
    return plainer;
}

static void leave_out_deviations(struct job *job)
{
    size_t before;
    do {    // leaving one out may make another superfluous
        before = job->best.count;
        for (size_t length = (before + 1) / 2; length > 0; length /= 2)
            for (size_t first = 0; first < job->best.count;)
                if (!without(job, first, length)) first += length;
    } while (job->best.count < before);
}

/* --- Faults ----------------------------------------------------------------------------------- */

/* The best run so far under [plan] instead of its own. */
static bool instead(struct job *job, const struct fault_plan *plan)
{
    struct choice_deviation *same = copy(job->best.deviations, job->best.count);
    bool plainer = attempt_with(job, plan, same, job->best.count);
    free(same);
    return plainer;
}

static bool without_fault(struct job *job, unsigned index)
{
    struct fault_plan plan = job->best.plan;
    plan.count--;
    memmove(&plan.faults[index], &plan.faults[index + 1],
            (plan.count - index) * sizeof *plan.faults);
    return instead(job, &plan);
}

static bool once_only(struct job *job, unsigned index)
{
    struct fault_plan plan = job->best.plan;
    if (!plan.faults[index].onwards) return false;
    plan.faults[index].onwards = false;
    return instead(job, &plan);
}

static bool leave_out_a_fault(struct job *job)
{
    for (unsigned i = 0; i < job->best.plan.count; i++)
        if (without_fault(job, i) || once_only(job, i)) return true;
    return false;
}

/* The run as it is. One that fails only sometimes, and not now, keeps all its deviations. */
static void begin(struct job *job, const struct fault_plan *plan,
                  const struct choice_deviation *deviations, size_t count)
{
    struct choice choice;
    choice_init_replay(&choice, deviations, count, true);
    bool fails = job->trial(&choice, plan, job->argument);
    job->best.trials++;
    keep(&job->best, &choice, plan);
    choice_fini(&choice);
    if (fails) return;
    free(job->best.deviations);
    job->best.deviations = copy(deviations, count);
    job->best.count = count;
}

struct plainest minimise(const struct fault_plan *plan, const struct choice_deviation *deviations,
                         size_t count, minimise_trial *trial, void *argument)
{
    struct job job = { .trial = trial, .argument = argument };
    begin(&job, plan, deviations, count);
    do
        do
            leave_out_deviations(&job);
        while (relinearise(&job) || bring_turns_together(&job));
    while (leave_out_a_fault(&job));
    return job.best;
}

void minimise_fini(struct plainest *plainest)
{
    free(plainest->deviations);
    *plainest = (struct plainest){ 0 };
}
