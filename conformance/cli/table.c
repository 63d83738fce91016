#define _POSIX_C_SOURCE 200809L

#include "table.h"

#include "check.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* A check on its way, in a process of its own: a server that brings the rig down ends one check. */
struct trial {
    const struct check *check;
    pid_t child;
    int answer;     // where the result comes from
    FILE *words;    // what the child said
    struct check_result result;
    bool told;    // the child came to its end and said what came of it
    bool no_server;
};

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

static const struct check *next_wanted(const struct check *check,
                                       const struct table_options *options)
{
    while (check != NULL && !is_wanted(check, options))
        check = check->next;
    return check;
}

/* --- One check -------------------------------------------------------------------------------- */

static _Noreturn void be_child(const struct trial *trial, const struct check_limits *limits,
                               int answer)
{
    dup2(fileno(trial->words), STDERR_FILENO);
    struct check_result result = check_try(trial->check, limits, stderr);
    crew_rest(limits->crew);
    ssize_t sent = write(answer, &result, sizeof result);
    exit(sent == (ssize_t)sizeof result ? 0 : 1);
}

/* Without the means for a child the trial tells nothing, which is told as such. */
static void start(struct trial *trial, const struct check *check, const struct check_limits *limits)
{
    int ends[2];
    *trial = (struct trial){ .check = check, .child = -1, .answer = -1, .words = tmpfile() };
    if (trial->words == NULL || pipe(ends) != 0) return;

    fflush(stdout);
    trial->child = fork();
    if (trial->child == 0) be_child(trial, limits, ends[1]);
    close(ends[1]);
    trial->answer = ends[0];
}

static void finish(struct trial *trial, struct crew *crew)
{
    int status = 0;
    if (trial->child < 0) return;
    bool answered =
        read(trial->answer, &trial->result, sizeof trial->result) == (ssize_t)sizeof trial->result;
    close(trial->answer);
    bool ended = waitpid(trial->child, &status, 0) == trial->child && WIFEXITED(status);
    trial->told = answered && ended && WEXITSTATUS(status) == 0;
    if (!answered) crew_rest(crew);    // it died before it could say so
    trial->no_server = trial->told && trial->result.verdict == VERDICT_UNDECIDED;
    if (trial->no_server) fprintf(stderr, "%s\n", trial->result.why);
}

/* --- Telling ---------------------------------------------------------------------------------- */

static void repeat_words(struct trial *trial)
{
    char piece[4096];
    size_t size;
    if (trial->words == NULL) return;
    fflush(stdout);
    rewind(trial->words);
    while ((size = fread(piece, 1, sizeof piece, trial->words)) > 0)
        fwrite(piece, 1, size, stderr);
    fflush(stderr);
    fclose(trial->words);
}

/* What was tried: every distinct run, or every one of so few preemptions, and random ones. */
static void print_reach(const struct check_result *result)
{
    if (result->verdict != VERDICT_HOLDS)
        printf("        ");
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

static void print_row(const struct trial *trial)
{
    const char *verdict = !trial->told ? "DIED" : verdict_words[trial->result.verdict];
    printf("  %-6s %9" PRIu64 "  ", verdict, trial->result.runs);
    print_reach(&trial->result);
    print_sentence(trial->check->name);
    print_faults(&trial->result.faults);
    fflush(stdout);
}

static void tell(struct trial *trial, struct crew *crew, const char **suite, struct tally *tally)
{
    finish(trial, crew);
    repeat_words(trial);
    if (trial->no_server) return;
    if (strcmp(*suite, trial->check->suite) != 0) printf("%s\n", trial->check->suite);
    *suite = trial->check->suite;
    print_row(trial);

    bool holds = trial->told && trial->result.verdict == VERDICT_HOLDS;
    tally->checks++;
    tally->broken += !trial->told || trial->result.verdict == VERDICT_BROKEN;
    tally->complete += holds && trial->result.all;
    tally->runs += trial->result.runs;
    tally->steps += trial->result.steps;
}

/* --- The table -------------------------------------------------------------------------------- */

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* Keep [jobs] processors busy: with a check each, and where there is none left to begin, or a
 * finished one has yet to be told of, with helpers of those that are still being tried. Told are
 * they in the order in which they were started.
 * Returns: false when there is no server to try. */
static bool try_all(const struct table_options *options, struct tally *tally)
{
    struct trial trials[TABLE_JOBS_MAX];
    const struct check *next = next_wanted(check_first(), options);
    const struct check_limits limits = { .runs_max = options->runs_max,
                                         .random_divisor = 1,
                                         .crew = crew_open(options->jobs) };
    const char *suite = "";
    unsigned started = 0, told = 0;
    bool no_server = false;

    while (told < started || (next != NULL && !no_server)) {
        while (next != NULL && !no_server && started - told < options->jobs) {
            crew_resume(limits.crew);
            start(&trials[started++ % options->jobs], next, &limits);
            next = next_wanted(next->next, options);
        }
        struct trial *oldest = &trials[told++ % options->jobs];
        tell(oldest, limits.crew, &suite, tally);
        no_server |= oldest->no_server;
    }
    crew_close(limits.crew);
    return !no_server;
}

enum table_end table_print(const struct table_options *options)
{
    struct tally tally = { 0 };
    double begun = now_s();
    if (!try_all(options, &tally)) return TABLE_NO_SERVER;
    if (tally.checks == 0) return TABLE_NOTHING_WANTED;
    printf("\nall    in every distinct run\n"
           "p < n  in every run of fewer than n preemptions, and in random runs\n"
           "some   in these runs, of which 2,000 a build are random\n"
           "\n%u checks, %u broken, %u hold in all runs; %" PRIu64 " runs, %" PRIu64
           " scheduling points, %.1f s\n",
           tally.checks, tally.broken, tally.complete, tally.runs, tally.steps, now_s() - begun);
    return tally.broken == 0 ? TABLE_HOLDS : TABLE_BROKEN;
}
