#define _POSIX_C_SOURCE 200809L

#include "row.h"

#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

const char *row_verdict(enum verdict verdict)
{
    static const char *const words[VERDICTS] = {
        [VERDICT_HOLDS] = "holds",
        [VERDICT_BROKEN] = "BROKEN",
        [VERDICT_NOT_APPLICABLE] = "n/a",
        [VERDICT_UNDECIDED] = "?",
    };
    return words[verdict];
}

void row_print_reach(const struct check_result *result, FILE *out)
{
    if (result->verdict != VERDICT_HOLDS)
        fprintf(out, "        ");
    else if (result->cut)
        fprintf(out, "cut     ");
    else if (result->all)
        fprintf(out, "all     ");
    else if (result->bound > 0)
        fprintf(out, "p < %u   ", result->bound);
    else
        fprintf(out, "some    ");
}

static unsigned count_true(const bool *flags, size_t size)
{
    unsigned count = 0;
    for (size_t i = 0; i < size; i++)
        count += flags[i];
    return count;
}

unsigned row_injected(const struct check_faults *faults)
{
    return count_true(faults->injected, CHECK_OUTCOMES_MAX);
}

unsigned row_survived(const struct check_faults *faults)
{
    return count_true(faults->survived, CHECK_OUTCOMES_MAX);
}

void row_print_faults(const struct check_faults *faults, FILE *out)
{
    if (faults->known == 0) return;
    fprintf(out, "         %" PRIu64 " of %" PRIu64 " plans of faults, ", faults->plans,
            faults->known);
    if (faults->pairs_known > 0)
        fprintf(out, "%.1f %% of the pairs, ",
                100.0 * (double)faults->pairs / (double)faults->pairs_known);
    fprintf(out, "%" PRIu64 " struck; %u outcomes injected, %u survived\n", faults->struck,
            row_injected(faults), row_survived(faults));
}

void row_paint(FILE *out, int colour, int columns, const char *text)
{
    const char *no_colour = getenv("NO_COLOR");
    bool paints = isatty(fileno(out)) && (no_colour == NULL || *no_colour == '\0');
    if (paints && colour != ROW_COLOURS_OFF)
        fprintf(out, "\033[%dm%-*s\033[0m", colour, columns, text);
    else
        fprintf(out, "%-*s", columns, text);
}
