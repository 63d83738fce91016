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

/* Run with these deviations. If it fails, what it did is the best so far: deviations that came
 * to nothing are gone from it. One that is not plainer than the best does not count. */
static bool attempt(struct job *job, const struct choice_deviation *deviations, size_t count)
{
    struct choice choice;
    choice_init_replay(&choice, deviations, count, true);
    bool fails = job->trial(&choice, job->argument);
    job->best.trials++;
    if (fails && choice.deviation_count < job->best.count) {
        for (size_t i = 0; i < choice.deviation_count; i++)
            job->best.deviations[i] = choice.deviations[i];
        job->best.count = choice.deviation_count;
        job->best.preemptions = choice.preemptions;
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
    struct choice_deviation *rest = copy(job->best.deviations, count);
    if (length > count - first) length = count - first;
    memmove(&rest[first], &rest[first + length], (count - first - length) * sizeof *rest);
    bool fails = attempt(job, rest, count - length);
    free(rest);
    return fails;
}

struct plainest minimise(const struct choice_deviation *deviations, size_t count,
                         minimise_trial *trial, void *argument)
{
    struct job job = { .best = { .deviations = copy(deviations, count), .count = count + 1 },
                       .trial = trial,
                       .argument = argument };
    if (!attempt(&job, deviations, count)) job.best.count = count;    // it fails only sometimes

    size_t before;
    do {    // leaving one out may make another superfluous
        before = job.best.count;
        for (size_t length = (before + 1) / 2; length > 0; length /= 2)
            for (size_t first = 0; first < job.best.count;)
                if (!without(&job, first, length)) first += length;
    } while (job.best.count < before);
    return job.best;
}

void minimise_fini(struct plainest *plainest)
{
    free(plainest->deviations);
    *plainest = (struct plainest){ 0 };
}
