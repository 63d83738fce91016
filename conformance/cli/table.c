#include "table.h"

#include "apart.h"
#include "row.h"
#include "watch.h"

#include <inttypes.h>
#include <string.h>

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

/* The check's name, as the sentence it is. */
static void print_sentence(const char *name)
{
    for (; *name != '\0'; name++)
        putchar(*name == '_' ? ' ' : *name);
    putchar('\n');
}

static void print_row(const struct apart *apart)
{
    const char *verdict = !apart->told ? "DIED" : row_verdict(apart->result.verdict);
    printf("  %-6s %9" PRIu64 "  ", verdict, apart->result.runs);
    row_print_reach(&apart->result, stdout);
    print_sentence(apart->check->name);
    row_print_faults(&apart->result.faults, stdout);
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
    double begun = watch_now_s();
    struct apart_end end = apart_try_within(&limits, &options->apart, &client);
    if (end.refused) return TABLE_NO_CHECKPOINT;
    if (telling.no_server) return TABLE_NO_SERVER;
    if (tally->checks + end.left == 0) return TABLE_NOTHING_WANTED;
    print_foot(&telling, &end, watch_now_s() - begun);
    if (tally->broken > 0) return TABLE_BROKEN;
    if (end.unwritable) return TABLE_NO_CHECKPOINT;
    return end.cut + end.left > 0 ? TABLE_CUT : TABLE_HOLDS;
}
