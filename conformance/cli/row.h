/* What stands in the row of a check or of a rule. */
#ifndef PIPERIG_ROW_H
#define PIPERIG_ROW_H

#include "check.h"

#include <stdio.h>

enum { ROW_COLOURS_OFF, ROW_GREEN = 32, ROW_RED = 31, ROW_YELLOW = 33, ROW_BOLD = 1 };

/* A verdict in at most 6 columns: "holds", "BROKEN", "n/a", "?". */
const char *row_verdict(enum verdict verdict);

/* What was tried, in 8 columns: every distinct run, or every one of so few preemptions, and random
 * ones, or those before it was cut short. */
void row_print_reach(const struct check_result *result, FILE *out);

/* A line about the plans of faults and what they did to how many outcomes of calls; nothing if there
 * were none. */
void row_print_faults(const struct check_faults *faults, FILE *out);

/* How many outcomes of calls were injected, and how many of these were survived. */
unsigned row_injected(const struct check_faults *faults);
unsigned row_survived(const struct check_faults *faults);

/* Write [text], padded to [columns], in that colour if [out] is a terminal and NO_COLOR is not set. */
void row_paint(FILE *out, int colour, int columns, const char *text);

#endif
