/* Making a failing run as plain as it can be. */
#ifndef PIPERIG_MINIMISE_H
#define PIPERIG_MINIMISE_H

#include <piperig/choice.h>
#include <piperig/fault.h>

/* Run once with [choice] under [plan] and say whether the run still fails. */
typedef bool minimise_trial(struct choice *choice, const struct fault_plan *plan, void *argument);

/* The deviations from the calm run, and the faults, that a failure needs. */
struct plainest {
    struct fault_plan plan;
    struct choice_deviation *deviations;
    size_t count;
    unsigned trials;         // runs that it took
    unsigned preemptions;    // in the plainest run
};

/* Leave out as many deviations of a failing run as possible: halves, quarters, ... and then one by
 * one, as long as what is left still fails (delta debugging). A run in which a recorded answer no
 * longer fits goes on leniently. Then faults of its plan are left out one at a time, or strike once
 * instead of from then on; and when one could, deviations are tried again.
 *
 * Returns: the plainest failing run found, whose deviations replay it strictly under its plan; no
 *          single one of them and no fault can be left out.
 * Owns:    minimise_fini().
 * Source:  Zeller, Hildebrandt: Simplifying and Isolating Failure-Inducing Input, TSE 2002. */
struct plainest minimise(const struct fault_plan *plan, const struct choice_deviation *deviations,
                         size_t count, minimise_trial *trial, void *argument);
void minimise_fini(struct plainest *plainest);

#endif
