/* Making a failing run as plain as it can be. */
#ifndef PIPERIG_MINIMISE_H
#define PIPERIG_MINIMISE_H

#include <piperig/choice.h>
#include <piperig/fault.h>

/* Run once with [choice] under [plan] and say whether the run still fails. */
typedef bool minimise_trial(struct choice *choice, const struct fault_plan *plan, void *argument);

/* The deviations from the calm run, and the faults, that are left of a failure. */
struct plainest {
    struct fault_plan plan;
    struct choice_deviation *deviations;
    size_t count;
    unsigned trials;         // runs that it took
    unsigned preemptions;    // in the plainest run
    unsigned switches;       // from one thread to another, preemptions among them
};

/* Make a failing run plainer as long as it still fails. A run is plainer when it needs fewer faults;
 * then fewer preemptions; then fewer context switches; then fewer deviations.
 *
 *   - Deviations are left out: halves, quarters, ... and then one by one (delta debugging). A run in
 *     which a recorded answer no longer fits goes on leniently.
 *   - The run is linearised anew: its steps are taken in the order that keeps happens-before and has
 *     the fewest context switches.
 *   - Where a preemption is left, a turn of a thread is brought together with its next one, at the
 *     place of either, whatever happens-before says: memory leaves no footprints. Of these moves no
 *     more than 500 are tried.
 *   - Faults of the plan are left out one at a time, or strike once instead of from then on.
 *
 * When one of these could be done the others are tried again.
 *
 * Returns: the plainest failing run found, whose deviations replay it strictly under its plan; no
 *          run with a single one of them or a fault left out fails and is plainer.
 * Owns:    minimise_fini().
 * Source:  Zeller, Hildebrandt: Simplifying and Isolating Failure-Inducing Input, TSE 2002. */
struct plainest minimise(const struct fault_plan *plan, const struct choice_deviation *deviations,
                         size_t count, minimise_trial *trial, void *argument);
void minimise_fini(struct plainest *plainest);

#endif
