/* Checks tried apart: each in a process of its own, so that a server that brings the rig down ends
 * one check; told of in order. */
#ifndef PIPERIG_APART_H
#define PIPERIG_APART_H

#include "check.h"

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

enum { APART_JOBS_MAX = 64 };

/* A check on its way. */
struct apart {
    const struct check *check;
    pid_t child;
    int answer;     // where the result comes from
    FILE *words;    // what the child said; NULL: it could not be written down
    FILE *left;     // where it was cut short; NULL: that is not wanted
    struct watch_slot *slot;
    struct check_result result;
    bool goes_on;      // the child is at it
    bool told;         // the child came to its end and said what came of it
    int end_signal;    // if it did not: what ended it, or 0
};

/* How long, and from where. */
struct apart_options {
    unsigned jobs;      // processors to keep busy, APART_JOBS_MAX at most
    double budget_s;    // for all checks together, of which each gets a fair share; 0: no end
    const char *checkpoint;    // a file to go on from, and to leave when cut short; NULL: none
};

/* What came of it, beside what the client heard. */
struct apart_end {
    unsigned cut;       // checks that hold so far and were stopped before their time
    unsigned left;      // checks that were not begun
    bool refused;       // nothing was tried: the checkpoint is no good; it was said why on stderr
    bool unwritable;    // a checkpoint could not be written; it was said why on stderr
};

/* Who wants checks to be tried. */
struct apart_client {
    bool (*wants)(const struct check *check, void *argument);
    /* Hear of a check that is over. Returns: false when no other is to be begun. */
    bool (*hear)(struct apart *apart, void *argument);
    void *argument;
};

/* Try the checks that [client] wants, with [limits] but for the crew, which is made here: [jobs]
 * processors are kept busy, APART_JOBS_MAX at most. */
void apart_try(const struct check_limits *limits, unsigned jobs, const struct apart_client *client);

/* The same, until the budget is used up, or SIGINT or SIGTERM comes. Checks that were cut short go on
 * with what the others left of the budget. A check that the checkpoint has done with is heard of again
 * without being tried. With a checkpoint each check has one process.
 * When all that was wanted was tried and nothing was found, the checkpoint is removed. */
struct apart_end apart_try_within(const struct check_limits *limits,
                                  const struct apart_options *options,
                                  const struct apart_client *client);

/* Copy what the child said to [out]. */
void apart_repeat_words(const struct apart *apart, FILE *out);

#endif
