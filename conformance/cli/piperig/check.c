/* piperig check: the catalogue for one program. */
#define _POSIX_C_SOURCE 200809L

#include "catalogue.h"
#include "command.h"
#include "json.h"
#include "options.h"
#include "row.h"
#include "target.h"
#include "watch.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

const char command_check_help[] =
    "usage: piperig check PROGRAM [OPTION...] [-- ARGUMENT...]\n"
    "\n"
    "Tries the rules of a named-pipe server on a program: calmly, under random schedules, and\n"
    "then in every distinct run. PROGRAM is a .rig that piperig-cc made, or one or more .c\n"
    "files, which are built by it first; -D, -U and -I are passed on. What stands behind -- is\n"
    "the program's own. Nobody types at its console: who reads that waits.\n"
    "\n"
    "What the program is (all of it is found out where it is not told):\n"
    "  --pipe NAME             the pipe that it serves, if it creates several\n"
    "  --request TEXT          a request: the text and its terminator, in the program's\n"
    "                          character width; given twice, the second is another request\n"
    "  --reply TEXT            the reply to the request before it\n"
    "  --reply-pattern GLOB    the same with *, ? and [...]\n"
    "  --request-bytes HEX, --reply-bytes HEX\n"
    "                          the same as bytes, two digits each; of a reply in several\n"
    "                          messages those of all, one behind the other\n"
    "  --opening TEXT, --opening-reply TEXT\n"
    "                          what each session begins with, such as a login, before any\n"
    "                          request, and the reply to that; there are --opening-bytes,\n"
    "                          --opening-reply-bytes and --opening-reply-pattern, too\n"
    "  --sessions one|many     a session is one request and its reply, or has as many as the\n"
    "                          client likes\n"
    "  --stop ctrl-c|ctrl-break|none\n"
    "                          how it is asked to stop (ctrl-c); none: nobody asks it\n"
    "  --stop-request TEXT, --stop-request-bytes HEX\n"
    "                          a client asks it to stop by this request\n"
    "  --unicode               its texts are UTF-16 (as with -DUNICODE)\n"
    "\n"
    "What is tried, and how long:\n"
    "  --strict                strict rules too, not the core ones alone\n"
    "  --rule PATTERN          only rules of that id or theme, as CONNECT-1, 'LEAK-*' or fault;\n"
    "                          may be given again\n"
    "  --except RULE=REASON    what differs by design: such rules are not tried, and reported as\n"
    "                          not applicable, with that reason; may be given again\n"
    "  --budget TIME           90, 90s, 5m or 1h for all rules together\n"
    "  --runs N                give a space of more than N runs up (20000), and try all runs of\n"
    "                          0, 1, 2, ... preemptions instead, again up to N\n"
    "  --jobs N                keep N processors busy (all)\n"
    "  --seed N                begin the random schedules there (0)\n"
    "  --pct DEPTH             draw them by probabilistic concurrency testing, and say how likely\n"
    "                          a bug of that depth would have been met\n"
    "  --json FILE             write what came of it to a file too, which stays as it is until\n"
    "                          all is tried, and with exit code 2 or 3 for good; - is stdout,\n"
    "                          and then the rows go to stderr\n"
    "\n"
    "Exit codes: 0 all rules that were asked for hold or do not apply, 1 a rule is broken, 2\n"
    "wrong usage, 3 the program is not there, or cannot be built or run in the rig, 4 no\n"
    "verdict on a rule: cut short, or undecided, 5 what came of it could not be written.\n";

/* What was heard so far. */
struct report {
    const struct options *options;
    FILE *out;
    struct json_report *json;    // or NULL
    FILE *pictures;              // of what broke, for the end
    unsigned verdicts[VERDICTS];
    uint64_t runs;
    struct check_faults faults;
};

static void choose(const struct options *options, bool wanted[RULES])
{
    for (unsigned i = 0; i < options->pattern_count; i++)
        rule_pick(options->patterns[i], wanted);
    for (enum rule_id rule = RULE_NONE + 1; rule < RULES && options->pattern_count == 0; rule++)
        wanted[rule] = options->strict || rule_at(rule)->level == RULE_CORE;
}

/* What sampling is worth where not all runs were tried. */
static void print_chance(const struct report *report, const struct check_result *result)
{
    unsigned depth = report->options->pct_depth;
    if (depth == 0 || result->verdict != VERDICT_HOLDS || result->all || result->chance >= 1)
        return;
    fprintf(
        report->out,
        "                               PCT would have met a bug of depth %u with a probability of "
        "%.2g or more\n",
        depth, result->chance);
}

static void hear(const struct finding *finding, void *argument)
{
    struct report *report = argument;
    catalogue_print_row(finding, report->out);
    print_chance(report, &finding->result);
    catalogue_repeat_words(finding, report->pictures);
    report->verdicts[finding->result.verdict]++;
    report->runs += finding->result.runs;
    catalogue_add_faults(&report->faults, &finding->result.faults);
    if (report->json != NULL) json_add(report->json, finding);
}

static void repeat_pictures(const struct report *report)
{
    char piece[4096];
    size_t size;
    rewind(report->pictures);
    while ((size = fread(piece, 1, sizeof piece, report->pictures)) > 0)
        fwrite(piece, 1, size, report->out);
}

static void summarise(const struct report *report, double seconds)
{
    const unsigned *verdicts = report->verdicts;
    unsigned rules = 0;
    for (int i = 0; i < VERDICTS; i++)
        rules += verdicts[i];
    fputc('\n', report->out);
    catalogue_print_legend(report->out);
    repeat_pictures(report);
    fprintf(report->out,
            "\n%u rule%s: %u broken, %u undecided, %u not applicable, %u hold; %" PRIu64
            " runs, %u ways to fail injected, %.1f s\n",
            rules, rules == 1 ? "" : "s", verdicts[VERDICT_BROKEN], verdicts[VERDICT_UNDECIDED],
            verdicts[VERDICT_NOT_APPLICABLE], verdicts[VERDICT_HOLDS], report->runs,
            row_injected(&report->faults), seconds);
}

static enum command_end try_rules(const struct options *options, struct report *report)
{
    bool wanted[RULES] = { 0 };
    struct catalogue_options catalogue = {
        .wanted = wanted,
        .excepted = options->excepted,
        .limits = { .runs_max = options->runs_max,
                    .random_divisor = CHECK_RUNS_DIVISOR,
                    .pct_depth = options->pct_depth,
                    .seed = options->seed },
        .apart = { .jobs = options->jobs, .budget_s = options->budget_s },
    };
    double begun = watch_now_s();
    choose(options, wanted);
    check_set_replay_command(options->replay_before, options->replay_behind);
    target_describe(report->out);
    catalogue_try(&catalogue, hear, report);
    summarise(report, watch_now_s() - begun);
    return report->verdicts[VERDICT_BROKEN] > 0      ? COMMAND_BROKEN
           : report->verdicts[VERDICT_UNDECIDED] > 0 ? COMMAND_UNDECIDED
                                                     : COMMAND_HOLDS;
}

/* The report is opened first: who cannot have the answer need not wait for it. Where nothing is tried
 * there is none. */
static enum command_end check(const struct options *options)
{
    bool to_stdout = options->json != NULL && strcmp(options->json, "-") == 0;
    struct report report = { .options = options,
                             .out = to_stdout ? stderr : stdout,
                             .pictures = tmpfile() };
    if (report.pictures == NULL) return command_misused("check", "there is no room for pictures");
    if (options->json != NULL) {
        report.json = json_open(options->json, options->program);
        if (report.json == NULL) return COMMAND_UNWRITTEN;
    }
    enum command_end end = target_open(options);
    bool tried = end == COMMAND_HOLDS;
    if (tried) end = try_rules(options, &report);
    if (report.json != NULL && !tried) json_discard(report.json);
    if (report.json != NULL && tried && !json_close(report.json)) end = COMMAND_UNWRITTEN;
    fclose(report.pictures);
    return end;
}

int command_check(int count, char **arguments)
{
    struct options options;
    int end = COMMAND_USAGE;
    if (options_read(&options, OPTIONS_OF_CHECK, count, arguments)) end = check(&options);
    options_fini(&options);
    return end;
}
