/* The table of the main job: every check that is wanted, tried in a process of its own, told in
 * order. */
#ifndef PIPERIG_TABLE_H
#define PIPERIG_TABLE_H

#include "apart.h"

#include <stdint.h>

struct table_options {
    char **filters;    // RULE, SUITE or SUITE/CHECK; none: all
    int filter_count;
    uint64_t runs_max;    // after which the search for all runs of a check is given up
    struct apart_options apart;
};

enum table_end {
    TABLE_HOLDS,
    TABLE_BROKEN,    // or, without being cut short, undecided: no check tries it, say
    TABLE_CUT,       // short, by the budget or a signal, before anything was found broken
    TABLE_NOTHING_WANTED,
    TABLE_NO_SERVER,
    TABLE_NO_CHECKPOINT    // it cannot be gone on from, or written; it has been said why
};

/* Try and tell on stdout; pictures of what broke come before its row, on stderr. */
enum table_end table_print(const struct table_options *options);

#endif
