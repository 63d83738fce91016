#define _GNU_SOURCE    // sigabbrev_np

#include "catalogue.h"

#include "row.h"

#include <inttypes.h>
#include <string.h>

/* The trying of all rules. */
struct round {
    const struct catalogue_options *options;
    catalogue_hear *hear;
    void *argument;
    struct finding finding;    // of the rule whose checks are being heard of
    enum rule_id told;         // the rule that is told of next
};

/* --- One rule --------------------------------------------------------------------------------- */

static int badness(enum verdict verdict)
{
    switch (verdict) {
    case VERDICT_BROKEN: return 3;
    case VERDICT_UNDECIDED: return 2;
    case VERDICT_HOLDS: return 1;
    default: return 0;
    }
}

void catalogue_add_faults(struct check_faults *faults, const struct check_faults *more)
{
    faults->plans += more->plans;
    faults->known += more->known;
    faults->pairs += more->pairs;
    faults->pairs_known += more->pairs_known;
    faults->struck += more->struck;
    for (unsigned i = 0; i < CHECK_OUTCOMES_MAX; i++) {
        if (!more->injected[i]) continue;
        faults->survived[i] = (!faults->injected[i] || faults->survived[i]) && more->survived[i];
        faults->injected[i] = true;
    }
}

/* What a check came to says of its rule only if it was tried to a certain point. */
static void judge(struct apart *apart)
{
    struct check_result *result = &apart->result;
    if (!apart->told) {
        *result = (struct check_result){ .verdict = VERDICT_UNDECIDED };
        const char *name = apart->end_signal != 0 ? sigabbrev_np(apart->end_signal) : NULL;
        snprintf(result->why, sizeof result->why, "the process that tried it has died%s%s",
                 name != NULL ? " of SIG" : "", name != NULL ? name : "");
    } else if (result->verdict == VERDICT_HOLDS && result->cut &&
               (result->runs < apart->check->random_runs ||
                result->faults.plans < result->faults.known)) {
        result->verdict = VERDICT_UNDECIDED;
        snprintf(result->why, sizeof result->why, "cut short after %" PRIu64 " runs", result->runs);
    }
}

static void keep_words(struct finding *finding, const struct apart *apart)
{
    if (finding->words != NULL) fclose(finding->words);
    finding->words = tmpfile();
    if (finding->words != NULL) apart_repeat_words(apart, finding->words);
}

static void join(struct finding *finding, const struct apart *apart)
{
    struct check_result *result = &finding->result, before = *result;
    bool first = finding->checks++ == 0;
    finding->broken += !apart->told || apart->result.verdict == VERDICT_BROKEN;
    finding->complete += apart->result.verdict == VERDICT_HOLDS && apart->result.all;
    bool worse = first || badness(apart->result.verdict) > badness(before.verdict);
    bool was_said = !first && before.verdict != VERDICT_NOT_APPLICABLE;
    bool says = apart->result.verdict != VERDICT_NOT_APPLICABLE;

    if (worse) *result = apart->result;
    if (worse && badness(result->verdict) > badness(VERDICT_HOLDS)) keep_words(finding, apart);
    if (first) return;
    result->runs = before.runs + apart->result.runs;
    result->steps = before.steps + apart->result.steps;
    if (before.chance < result->chance) result->chance = before.chance;
    result->all = (!was_said || before.all) && (!says || apart->result.all);
    result->bound = !was_said || (says && apart->result.bound < before.bound) ? apart->result.bound
                                                                              : before.bound;
    result->faults = before.faults;
    catalogue_add_faults(&result->faults, &apart->result.faults);
}

/* --- All rules -------------------------------------------------------------------------------- */

static unsigned count_checks(enum rule_id rule)
{
    unsigned count = 0;
    for (const struct check *check = check_first(); check != NULL; check = check->next)
        count += check->rule == rule;
    return count;
}

/* A rule of which not all checks were begun has held in vain. */
static void complete(struct finding *finding)
{
    struct check_result *result = &finding->result;
    unsigned all = count_checks(finding->rule);
    const char *why = all == 0 ? "no check tries it" : "cut short before all of it was tried";
    if (finding->checks == all && all > 0) return;
    if (finding->checks > 0 && badness(result->verdict) > badness(VERDICT_HOLDS)) return;
    result->verdict = VERDICT_UNDECIDED;
    snprintf(result->why, sizeof result->why, "%s", why);
}

static const char *why_excepted(const struct round *round, enum rule_id rule)
{
    return round->options->excepted != NULL ? round->options->excepted[rule] : NULL;
}

/* Nothing was tried: it is its user's word, and no pass. */
static void except(struct finding *finding, const char *why)
{
    static const char by_design[] = "by design";
    bool says_so = strncmp(why, by_design, sizeof by_design - 1) == 0;
    finding->result.verdict = VERDICT_NOT_APPLICABLE;
    snprintf(finding->result.why, sizeof finding->result.why, "%s%s%s", says_so ? "" : by_design,
             says_so ? "" : ": ", why);
}

/* Tell of the wanted rules before [next]. */
static void tell_until(struct round *round, enum rule_id next)
{
    for (; round->told < next; round->told++) {
        struct finding *finding = &round->finding;
        if (!round->options->wanted[round->told]) continue;
        if (finding->rule != round->told) *finding = (struct finding){ .rule = round->told };
        const char *excepted = why_excepted(round, round->told);
        if (excepted != NULL)
            except(finding, excepted);
        else
            complete(finding);
        round->hear(finding, round->argument);
        if (finding->words != NULL) fclose(finding->words);
    }
    round->finding = (struct finding){ .rule = next };
}

static bool is_of_catalogue(const struct round *round, const struct check *check)
{
    return check->rule != RULE_NONE && round->options->wanted[check->rule] &&
           why_excepted(round, check->rule) == NULL;
}

static bool wants(const struct check *check, void *argument)
{
    const struct round *round = argument;
    const struct apart_client *others = round->options->others;
    return is_of_catalogue(round, check) ||
           (others != NULL && others->wants(check, others->argument));
}

static bool hear(struct apart *apart, void *argument)
{
    struct round *round = argument;
    enum rule_id rule = apart->check->rule;
    const struct apart_client *others = round->options->others;
    if (rule != round->finding.rule) tell_until(round, rule != RULE_NONE ? rule : RULES);
    if (!is_of_catalogue(round, apart->check)) return others->hear(apart, others->argument);
    judge(apart);
    join(&round->finding, apart);
    return true;
}

struct apart_end catalogue_try(const struct catalogue_options *options, catalogue_hear *told,
                               void *argument)
{
    struct round round = {
        .options = options, .hear = told, .argument = argument, .told = RULE_NONE + 1
    };
    const struct apart_client client = { .wants = wants, .hear = hear, .argument = &round };
    struct apart_end end = apart_try_within(&options->limits, &options->apart, &client);
    if (!end.refused) tell_until(&round, RULES);
    return end;
}

/* --- Rows ------------------------------------------------------------------------------------- */

void catalogue_print_row(const struct finding *finding, FILE *out)
{
    static const int colours[VERDICTS] = {
        [VERDICT_HOLDS] = ROW_GREEN,
        [VERDICT_BROKEN] = ROW_RED,
        [VERDICT_UNDECIDED] = ROW_YELLOW,
    };
    const struct check_result *result = &finding->result;
    const struct rule *rule = rule_at(finding->rule);
    bool was_tried = result->runs > 0 && result->verdict != VERDICT_NOT_APPLICABLE;
    fprintf(out, "%-12s ", rule->id);
    row_paint(out, colours[result->verdict], 6, row_verdict(result->verdict));
    if (was_tried)
        fprintf(out, " %9" PRIu64 "  ", result->runs);
    else
        fprintf(out, " %9s  ", "");
    row_print_reach(result, out);
    fprintf(out, "%s\n", rule->sentence);
    if (result->verdict == VERDICT_NOT_APPLICABLE)
        fprintf(out, "%31sdoes not apply: %s\n", "", result->why);
    else if (result->verdict == VERDICT_UNDECIDED)
        fprintf(out, "%31sundecided: %s\n", "", result->why);
    else
        row_print_faults(&result->faults, out);
    fflush(out);
}

void catalogue_print_legend(FILE *out)
{
    fputs("all    in every distinct run\n"
          "p < n  in every run of fewer than n preemptions, and in random runs\n"
          "some   in these runs\n"
          "cut    in these runs, before it was cut short\n",
          out);
}

void catalogue_repeat_words(const struct finding *finding, FILE *out)
{
    char piece[4096];
    size_t size;
    if (finding->words == NULL) return;
    rewind(finding->words);
    while ((size = fread(piece, 1, sizeof piece, finding->words)) > 0)
        fwrite(piece, 1, size, out);
    fflush(out);
}
