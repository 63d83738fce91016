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
    struct check_result result;
    bool told;         // the child came to its end and said what came of it
    int end_signal;    // if it did not: what ended it, or 0
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

/* Copy what the child said to [out]. */
void apart_repeat_words(const struct apart *apart, FILE *out);

#endif
