/* One run of a check, and what is done with runs: tried, explained, held against each other. */
#ifndef PIPERIG_ATTEMPT_H
#define PIPERIG_ATTEMPT_H

#include "check.h"

#include <piperig/fault.h>
#include <piperig/search.h>

/* How far a check has come with a subject. */
enum phase { PHASE_CHANCE, PHASE_ALL, PHASE_BOUNDED, PHASES };

/* What a check is tried on, and what came of it so far. */
struct trial {
    const struct check *check;
    struct subject *subject;
    struct fault_plan plan;       // that each run suffers
    struct fault_plans *plans;    // that learn from each run; NULL: none
    uint64_t plans_begun;         // after how many runs
    struct check_result *result;
    const struct check_limits *limits;
    uint64_t runs_of_others;    // of the subjects before this one, and of these
    uint64_t voids_of_others;
    enum phase phase;
    struct check_result
        before;         // as it was when the phase began; without what the subject was tried
                        // on by chance, until it is tried on all runs
    FILE *out;          // where failures are explained
    bool is_control;    // its runs are the controls of others
};

struct attempt {
    const struct trial *trial;
    struct scene scene;
    struct choice *choice;
    bool broken;
    bool is_void;    // it went wrong in what is another rule's matter
};

enum { PICTURE_ROWS = 60 };

/* Set the machine up, play, and leave it on for whoever wants to look. */
void attempt_begin(struct attempt *attempt, const struct trial *trial, struct choice *choice);

/* Switch it off, and count the run in [result]. */
void attempt_end(struct attempt *attempt, struct check_result *result);

/* Run with [choice] under [plan] and see whether the check is broken: a minimise_trial of a struct
 * trial. */
bool attempt_breaks(struct choice *choice, const struct fault_plan *plan, void *trial);

/* The run's token (the caller frees it), and how to replay it, on a line of [out]. */
char *attempt_token(const struct attempt *attempt);
void attempt_explain_token(const struct attempt *attempt, FILE *out);

/* Try the runs of [search], which is closed, but no more than [runs_max]: the first run that is
 * broken is the last, and so is one that gives no verdict.
 *
 * Returns: where the search stood. */
struct search_progress trial_search(struct trial *trial, struct search *search, uint64_t runs_max);

/* Try the check under each plan of faults, as far as [limits] go. [search] is the one that was cut
 * short, under one of the trial's plans, or NULL. */
void trial_under_plans(struct trial *trial, const struct check_limits *limits,
                       struct search *search);

/* The trial comes to its next phase, or goes on in it with [search], if any. */
void trial_enter(struct trial *trial, enum phase phase, const struct search *search);

/* Where the trial is, in lines of text, with the search that it is at: written to its limits' [save],
 * and read from their [resume].
 *
 * Returns: the search that was saved with it, or NULL. What cannot be read is a beginning. */
void trial_save(const struct trial *trial, const struct search *search);
struct search *trial_resume(struct trial *trial);

/* Say on the trial's [out] which check was broken and how, in the plainest run that is like
 * [broken]; keep it in the result. */
void explain_broken(struct trial *trial, const struct choice *broken);

/* Whether runs of the trial come to the same when they are run again. If not, it is undecided, and
 * the trial's [out] is told of the difference. */
void must_be_determined(struct trial *trial);

/* The trial is undecided, since the same choices came to another question: [divergence]. */
void tell_divergence(struct trial *trial, const char *divergence);

#endif
