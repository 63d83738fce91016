/* The catalogue of rules, tried on the subjects: what came of the checks of each rule together. */
#ifndef PIPERIG_CATALOGUE_H
#define PIPERIG_CATALOGUE_H

#include "apart.h"

#include <stdbool.h>
#include <stdio.h>

/* A rule that was tried. */
struct finding {
    enum rule_id rule;
    unsigned checks;               // that were tried
    unsigned broken;               // of these, or died
    unsigned complete;             // of these hold in all runs
    struct check_result result;    // of all of them together: the worst verdict, and all their runs
    FILE *words;    // what was said of that verdict: the picture of a run that is broken; or NULL
};

/* How it is tried. */
struct catalogue_options {
    const bool *wanted;    // of RULES
    const char *const
        *excepted;    // of RULES: why it does not apply, as the user says, or NULL; or NULL
    struct check_limits limits;
    struct apart_options apart;
    const struct apart_client *others;    // who wants checks that are of no wanted rule; or NULL
};

/* Who hears of each wanted rule, in the catalogue's order; of other checks it is heard between them,
 * and of those of no rule behind them. */
typedef void catalogue_hear(const struct finding *finding, void *argument);

/* Try them. Nothing is heard of when the checkpoint is refused. */
struct apart_end catalogue_try(const struct catalogue_options *options, catalogue_hear *hear,
                               void *argument);

/* What was injected, and survived, there and there. */
void catalogue_add_faults(struct check_faults *faults, const struct check_faults *more);

/* A rule's row: id, verdict, runs, reach and sentence; below it why there is no verdict. */
void catalogue_print_row(const struct finding *finding, FILE *out);

/* What the words in the rows mean. */
void catalogue_print_legend(FILE *out);

/* Copy the words, if there are any, to [out]. */
void catalogue_repeat_words(const struct finding *finding, FILE *out);

#endif
