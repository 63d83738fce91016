#define _POSIX_C_SOURCE 200809L

#include "table.h"

#include "apart.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

struct tally {
    unsigned checks;
    unsigned broken;
    unsigned complete;    // hold in all runs
    uint64_t runs;
    uint64_t steps;
};

static bool is_wanted(const struct check *check, const struct table_options *options)
{
    if (options->filter_count == 0) return true;
    for (int i = 0; i < options->filter_count; i++) {
        size_t length = strlen(check->suite);
        if (strncmp(options->filters[i], check->suite, length) != 0) continue;
        const char *rest = options->filters[i] + length;
        if (*rest == '\0' || (*rest == '/' && strcmp(rest + 1, check->name) == 0)) return true;
    }
    return false;
}

/* --- Telling ---------------------------------------------------------------------------------- */

/* What was tried: every distinct run, or every one of so few preemptions, and random ones. */
static void print_reach(const struct check_result *result)
{
    if (result->verdict != VERDICT_HOLDS)
        printf("        ");
    else if (result->cut)
        printf("cut     ");
    else if (result->all)
        printf("all     ");
    else if (result->bound > 0)
        printf("p < %u   ", result->bound);
    else
        printf("some    ");
}

/* The check's name, as the sentence it is. */
static void print_sentence(const char *name)
{
    for (; *name != '\0'; name++)
        putchar(*name == '_' ? ' ' : *name);
    putchar('\n');
}

static const char *const verdict_words[VERDICTS] = {
    [VERDICT_HOLDS] = "holds",
    [VERDICT_BROKEN] = "BROKEN",
    [VERDICT_NOT_APPLICABLE] = "n/a",
    [VERDICT_UNDECIDED] = "?",
};

static unsigned count_true(const bool *flags, size_t size)
{
    unsigned count = 0;
    for (size_t i = 0; i < size; i++)
        count += flags[i];
    return count;
}

/* Under how many plans, and what they did to how many outcomes of calls. */
static void print_faults(const struct check_faults *faults)
{
    if (faults->known == 0) return;
    printf("         %" PRIu64 " of %" PRIu64 " plans of faults, ", faults->plans, faults->known);
    if (faults->pairs_known > 0)
        printf("%.1f %% of the pairs, ",
               100.0 * (double)faults->pairs / (double)faults->pairs_known);
    printf("%" PRIu64 " struck; %u outcomes injected, %u survived\n", faults->struck,
           count_true(faults->injected, CHECK_OUTCOMES_MAX),
           count_true(faults->survived, CHECK_OUTCOMES_MAX));
}

static void print_row(const struct apart *apart)
{
    const char *verdict = !apart->told ? "DIED" : verdict_words[apart->result.verdict];
    printf("  %-6s %9" PRIu64 "  ", verdict, apart->result.runs);
    print_reach(&apart->result);
    print_sentence(apart->check->name);
    print_faults(&apart->result.faults);
    fflush(stdout);
}

/* What the table tells of, and to whom. */
struct telling {
    const struct table_options *options;
    const char *suite;    // the last one that was told of
    struct tally tally;
    bool no_server;
};

static bool wants(const struct check *check, void *telling)
{
    return is_wanted(check, ((const struct telling *)telling)->options);
}

static void add(struct tally *tally, const struct apart *apart)
{
    bool holds = apart->told && apart->result.verdict == VERDICT_HOLDS;
    tally->checks++;
    tally->broken += !apart->told || apart->result.verdict == VERDICT_BROKEN;
    tally->complete += holds && apart->result.all;
    tally->runs += apart->result.runs;
    tally->steps += apart->result.steps;
}

static bool hear(struct apart *apart, void *argument)
{
    struct telling *telling = argument;
    fflush(stdout);
    telling->no_server |= apart->told && apart->result.verdict == VERDICT_UNDECIDED;
    if (telling->no_server) fprintf(stderr, "%s\n", apart->result.why);
    apart_repeat_words(apart, stderr);
    if (telling->no_server) return false;
    if (strcmp(telling->suite, apart->check->suite) != 0) printf("%s\n", apart->check->suite);
    telling->suite = apart->check->suite;
    print_row(apart);
    add(&telling->tally, apart);
    return true;
}

/* --- The table -------------------------------------------------------------------------------- */

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void print_foot(const struct telling *telling, const struct apart_end *end, double seconds)
{
    const struct tally *tally = &telling->tally;
    printf("\nall    in every distinct run\n"
           "p < n  in every run of fewer than n preemptions, and in random runs\n"
           "some   in these runs, of which 2,000 a build are random\n");
    if (end->cut > 0) printf("cut    in these runs, before it was cut short\n");
    printf("\n%u checks, %u broken, %u hold in all runs; %" PRIu64 " runs, %" PRIu64
           " scheduling points, %.1f s\n",
           tally->checks, tally->broken, tally->complete, tally->runs, tally->steps, seconds);
    if (end->cut + end->left == 0) return;
    printf("cut short: %u checks were not tried to their end, %u were not begun\n", end->cut,
           end->left);
    if (telling->options->apart.checkpoint != NULL && !end->unwritable)
        printf("to go on: the same command, which finds %s\n", telling->options->apart.checkpoint);
}

enum table_end table_print(const struct table_options *options)
{
    struct telling telling = { .options = options, .suite = "" };
    const struct apart_client client = { wants, hear, &telling };
    const struct check_limits limits = { .runs_max = options->runs_max, .random_divisor = 1 };
    const struct tally *tally = &telling.tally;
    double begun = now_s();
    struct apart_end end = apart_try_within(&limits, &options->apart, &client);
    if (end.refused) return TABLE_NO_CHECKPOINT;
    if (telling.no_server) return TABLE_NO_SERVER;
    if (tally->checks + end.left == 0) return TABLE_NOTHING_WANTED;
    print_foot(&telling, &end, now_s() - begun);
    if (tally->broken > 0) return TABLE_BROKEN;
    if (end.unwritable) return TABLE_NO_CHECKPOINT;
    return end.cut + end.left > 0 ? TABLE_CUT : TABLE_HOLDS;
}
