/* The table of the main job: every check that is wanted, tried in a process of its own, told in
 * order. */
#ifndef PIPERIG_TABLE_H
#define PIPERIG_TABLE_H

#include <stdint.h>

struct table_options {
    char **filters;    // SUITE or SUITE/CHECK; none: all
    int filter_count;
    uint64_t runs_max;    // after which the search for all runs of a check is given up
    unsigned jobs;        // checks tried at the same time
};

enum table_end { TABLE_HOLDS, TABLE_BROKEN, TABLE_NOTHING_WANTED, TABLE_NO_SERVER };

/* Try and tell on stdout; pictures of what broke come before its row, on stderr. */
enum table_end table_print(const struct table_options *options);

#endif
