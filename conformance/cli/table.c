#include "table.h"

#include "catalogue.h"
#include "row.h"
#include "watch.h"

#include <inttypes.h>
#include <string.h>

struct tally {
    unsigned rules;
    unsigned verdicts[VERDICTS];    // of rules
    unsigned checks;
    unsigned broken;
    unsigned complete;    // hold in all runs
    uint64_t runs;
    uint64_t steps;
    struct check_faults faults;
};

/* SUITE or SUITE/CHECK; none: the checks of no rule. */
static bool is_wanted(const struct check *check, const struct table_options *options)
{
    if (options->filter_count == 0) return check->rule == RULE_NONE;
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
};

static bool wants(const struct check *check, void *telling)
{
    return is_wanted(check, ((const struct telling *)telling)->options);
}

static void add(struct tally *tally, const struct check_result *result)
{
    tally->runs += result->runs;
    tally->steps += result->steps;
    catalogue_add_faults(&tally->faults, &result->faults);
}

static bool hear(struct apart *apart, void *argument)
{
    struct telling *telling = argument;
    struct tally *tally = &telling->tally;
    bool holds = apart->told && apart->result.verdict == VERDICT_HOLDS;
    fflush(stdout);
    apart_repeat_words(apart, stderr);
    if (strcmp(telling->suite, apart->check->suite) != 0) printf("%s\n", apart->check->suite);
    telling->suite = apart->check->suite;
    print_row(apart);
    add(tally, &apart->result);
    tally->checks++;
    tally->broken += !apart->told || apart->result.verdict == VERDICT_BROKEN ||
                     apart->result.verdict == VERDICT_UNDECIDED;
    tally->complete += holds && apart->result.all;
    return true;
}

static void hear_rule(const struct finding *finding, void *argument)
{
    struct tally *tally = &((struct telling *)argument)->tally;
    fflush(stdout);
    catalogue_repeat_words(finding, stderr);
    catalogue_print_row(finding, stdout);
    add(tally, &finding->result);
    tally->rules++;
    tally->verdicts[finding->result.verdict]++;
    tally->checks += finding->checks;
    tally->broken += finding->broken;
    tally->complete += finding->complete;
}

/* --- The table -------------------------------------------------------------------------------- */

static void print_catalogue_foot(const struct tally *tally)
{
    if (tally->rules == 0) return;
    printf("\n%u rules: %u broken, %u undecided, %u not applicable, %u hold\n", tally->rules,
           tally->verdicts[VERDICT_BROKEN], tally->verdicts[VERDICT_UNDECIDED],
           tally->verdicts[VERDICT_NOT_APPLICABLE], tally->verdicts[VERDICT_HOLDS]);
    if (row_injected(&tally->faults) > 0)
        printf("%u ways for a call to fail were injected, %u were survived\n",
               row_injected(&tally->faults), row_survived(&tally->faults));
}

static void print_foot(const struct telling *telling, const struct apart_end *end, double seconds)
{
    const struct tally *tally = &telling->tally;
    printf("\nall    in every distinct run\n"
           "p < n  in every run of fewer than n preemptions, and in random runs\n"
           "some   in these runs, of which 2,000 a build are random\n");
    if (end->cut > 0) printf("cut    in these runs, before it was cut short\n");
    print_catalogue_foot(tally);
    printf("\n%u checks, %u broken, %u hold in all runs; %" PRIu64 " runs, %" PRIu64
           " scheduling points, %.1f s\n",
           tally->checks, tally->broken, tally->complete, tally->runs, tally->steps, seconds);
    if (end->cut + end->left == 0) return;
    printf("cut short: %u checks were not tried to their end, %u were not begun\n", end->cut,
           end->left);
    if (telling->options->apart.checkpoint != NULL && !end->unwritable)
        printf("to go on: the same command, which finds %s\n", telling->options->apart.checkpoint);
}

/* Got to know here, for all those who try it. */
static bool server_is_ready(void)
{
    struct subject *subject;
    for (unsigned i = 0; (subject = subject_at(i)) != NULL; i++) {
        if (subject_prepare(subject)) continue;
        fprintf(stderr, "%s: %s\n", subject->file, subject->trouble);
        return false;
    }
    return true;
}

/* Rules that are named, or all where nothing is. */
static void choose_rules(const struct table_options *options, bool wanted[RULES])
{
    if (options->filter_count == 0) rule_pick("*", wanted);
    for (int i = 0; i < options->filter_count; i++)
        rule_pick(options->filters[i], wanted);
}

enum table_end table_print(const struct table_options *options)
{
    struct telling telling = { .options = options, .suite = "" };
    const struct apart_client others = { .wants = wants, .hear = hear, .argument = &telling };
    bool wanted[RULES] = { 0 };
    const struct catalogue_options catalogue = {
        .wanted = wanted,
        .limits = { .runs_max = options->runs_max, .random_divisor = 1 },
        .apart = options->apart,
        .others = &others,
    };
    const struct tally *tally = &telling.tally;
    double begun = watch_now_s();
    if (!server_is_ready()) return TABLE_NO_SERVER;
    choose_rules(options, wanted);
    struct apart_end end = catalogue_try(&catalogue, hear_rule, &telling);
    if (end.refused) return TABLE_NO_CHECKPOINT;
    if (tally->checks + end.left == 0) return TABLE_NOTHING_WANTED;
    print_foot(&telling, &end, watch_now_s() - begun);
    bool cut = end.cut + end.left > 0, undecided = tally->verdicts[VERDICT_UNDECIDED] > 0;
    if (tally->broken > 0 || (undecided && !cut)) return TABLE_BROKEN;
    if (end.unwritable) return TABLE_NO_CHECKPOINT;
    return cut ? TABLE_CUT : TABLE_HOLDS;
}
