#include <piperig/minimise.h>

#include "kernel/invariant.h"

#include <stdlib.h>
#include <string.h>

struct job {
    struct plainest best;
    minimise_trial *trial;
    void *argument;
};

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
    return lighter != heavier ? lighter < heavier : choice->deviation_count < best->count;
}

/* Run with these deviations under this plan. If it fails, what it did is the best so far:
 * deviations that came to nothing are gone from it. One that is not plainer than the best does not
 * count. */
static bool attempt(struct job *job, const struct fault_plan *plan,
                    const struct choice_deviation *deviations, size_t count)
{
    struct choice choice;
    choice_init_replay(&choice, deviations, count, true);
    bool fails = job->trial(&choice, plan, job->argument);
    job->best.trials++;
    if (fails && is_plainer(&choice, plan, &job->best)) {
        for (size_t i = 0; i < choice.deviation_count; i++)
            job->best.deviations[i] = choice.deviations[i];
        job->best.count = choice.deviation_count;
        job->best.preemptions = choice.preemptions;
        job->best.plan = *plan;
    } else {
        fails = false;
    }
    choice_fini(&choice);
    return fails;
}

/* Leave out [length] deviations from [first] on. Questions move when earlier answers change, so
 * that those behind them may come to mean something else: whatever still fails is welcome. */
static bool without(struct job *job, size_t first, size_t length)
{
    size_t count = job->best.count;
    struct fault_plan plan = job->best.plan;
    struct choice_deviation *rest = copy(job->best.deviations, count);
    if (length > count - first) length = count - first;
    memmove(&rest[first], &rest[first + length], (count - first - length) * sizeof *rest);
    bool fails = attempt(job, &plan, rest, count - length);
    free(rest);
    return fails;
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

/* The best run so far under [plan] instead of its own. */
static bool instead(struct job *job, const struct fault_plan *plan)
{
    struct choice_deviation *same = copy(job->best.deviations, job->best.count);
    bool fails = attempt(job, plan, same, job->best.count);
    free(same);
    return fails;
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

struct plainest minimise(const struct fault_plan *plan, const struct choice_deviation *deviations,
                         size_t count, minimise_trial *trial, void *argument)
{
    struct job job = {
        .best = { .plan = *plan, .deviations = copy(deviations, count), .count = count + 1 },
        .trial = trial,
        .argument = argument,
    };
    if (!attempt(&job, plan, deviations, count)) job.best.count = count;    // fails only sometimes

    do
        leave_out_deviations(&job);
    while (leave_out_a_fault(&job));
    return job.best;
}

void minimise_fini(struct plainest *plainest)
{
    free(plainest->deviations);
    *plainest = (struct plainest){ 0 };
}
