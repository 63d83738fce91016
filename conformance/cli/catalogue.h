/* The catalogue of rules, tried on the subjects: what came of the checks of each rule together. */
#ifndef PIPERIG_CATALOGUE_H
#define PIPERIG_CATALOGUE_H

#include "apart.h"

#include <stdbool.h>
#include <stdio.h>

/* A rule that was tried. */
struct finding {
    enum rule_id rule;
    unsigned checks;               // that try it; 0: nothing was tried
    struct check_result result;    // of all of them together: the worst verdict, and all their runs
    FILE *words;    // what was said of that verdict: the picture of a run that is broken; or NULL
};

/* How it is tried. */
struct catalogue_options {
    const bool *wanted;    // of RULES
    struct check_limits limits;
    struct apart_options apart;
};

/* Who hears of each wanted rule, in the catalogue's order. */
typedef void catalogue_hear(const struct finding *finding, void *argument);

/* Try them. Nothing is heard of when the checkpoint is refused. */
struct apart_end catalogue_try(const struct catalogue_options *options, catalogue_hear *hear,
                               void *argument);

/* A rule's row: id, verdict, runs, reach and sentence; below it why there is no verdict. */
void catalogue_print_row(const struct finding *finding, FILE *out);

/* What the words in the rows mean. */
void catalogue_print_legend(FILE *out);

/* Copy the words, if there are any, to [out]. */
void catalogue_repeat_words(const struct finding *finding, FILE *out);

#endif
