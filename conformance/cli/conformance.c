/* The main job's command: try every check on the reference server, or run one run again. */
#define _POSIX_C_SOURCE 200809L

#include "apart.h"
#include "connect_counts.h"
#include "table.h"
#include "written.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { RUNS_MAX = 20000, RACE_RUNS_MAX = 1200000 };

enum {
    EXIT_HOLDS = 0,
    EXIT_BROKEN = 1,
    EXIT_USAGE = 2,
    EXIT_NO_SERVER = 3,
    EXIT_CUT = 4,
    EXIT_UNWRITTEN = 5
};

static const char usage[] =
    "usage: conformance [--runs N] [--jobs N] [--budget TIME] [--checkpoint FILE]\n"
    "                   [RULE | SUITE | SUITE/CHECK]...\n"
    "       conformance --connect-race [--runs N] [--jobs N]\n"
    "       conformance --list\n"
    "       conformance replay [--lenient] TOKEN\n"
    "\n"
    "Tries the rules, and the checks of its own promises, on the reference server, on its ANSI\n"
    "and its UNICODE build: calmly, under random schedules, and then in every distinct run.\n"
    "RULE is an id, a theme, or a pattern of these, as 'LEAK-*' or fault. Without arguments all\n"
    "is tried.\n"
    "\n"
    "  --runs N   give a space of more than N runs up (20000), and try all runs of 0, 1, 2, ...\n"
    "             preemptions instead, again up to N: the table says how far that went\n"
    "  --jobs N   keep N processors busy (all): with a check each, or with parts of one check\n"
    "  --budget TIME\n"
    "             stop after TIME, e.g. 30s, 5m or 2h; each check gets a fair share of it\n"
    "  --checkpoint FILE\n"
    "             when cut short, by the budget or by Ctrl-C, leave FILE, from which the same\n"
    "             command goes on; a check then has one process. FILE is removed at the end\n"
    "\n"
    "--connect-race counts what ConnectNamedPipe returned in all runs of a few clients.\n"
    "\n"
    "replay runs again what a token recorded, and draws it; --lenient goes on where the run is\n"
    "no longer the recorded one.\n"
    "\n"
    "Exit codes: 0 all hold, 1 one is broken, 2 wrong usage, or a checkpoint that cannot be\n"
    "gone on from, 3 the server cannot be loaded, 4 cut short, or a replay that is not the\n"
    "recorded run, 5 what came of it could not be written.\n";

static int misuse(const char *what, const char *value)
{
    fprintf(stderr, "conformance: %s%s\n\n%s", what, value, usage);
    return EXIT_USAGE;
}

static int list_all(void)
{
    for (const struct check *check = check_first(); check != NULL; check = check->next)
        printf("%s/%s\n", check->suite, check->name);
    return EXIT_HOLDS;
}

static int replay(int count, char **arguments)
{
    bool lenient = count > 0 && strcmp(arguments[0], "--lenient") == 0;
    if (count != (lenient ? 2 : 1)) return misuse("replay takes one token", "");
    return check_replay(arguments[count - 1], lenient, stdout);
}

/* Returns: false unless [text] is a number from 1 to [most]. */
static bool read_number(const char *text, uint64_t most, uint64_t *number)
{
    char *end = NULL;
    if (text == NULL || *text < '0' || *text > '9') return false;
    *number = strtoull(text, &end, 10);
    return *end == '\0' && *number >= 1 && *number <= most;
}

/* "90s", "5m", "2h"; a number alone is seconds. Returns: false unless it is that. */
static bool read_time(const char *text, double *seconds)
{
    char *end = NULL;
    if (text == NULL || *text < '0' || *text > '9') return false;
    *seconds = strtod(text, &end);
    if (strcmp(end, "m") == 0) *seconds *= 60;
    if (strcmp(end, "h") == 0) *seconds *= 3600;
    bool unit = *end == '\0' || (strchr("smh", *end) != NULL && end[1] == '\0');
    return unit && *seconds > 0 && *seconds < 1e9;
}

/* Returns: what is wrong with the option and its value, or NULL. */
static const char *read_option(const char *option, const char *value, struct table_options *options)
{
    uint64_t jobs;
    if (strcmp(option, "--runs") == 0)
        return read_number(value, UINT64_MAX, &options->runs_max) ? NULL
                                                                  : "--runs takes a number, not ";
    if (strcmp(option, "--jobs") == 0) {
        if (!read_number(value, APART_JOBS_MAX, &jobs))
            return "--jobs takes a number up to 64, not ";
        options->apart.jobs = (unsigned)jobs;
        return NULL;
    }
    if (strcmp(option, "--budget") == 0)
        return read_time(value, &options->apart.budget_s)
                   ? NULL
                   : "--budget takes a time such as 5m, not ";
    if (strcmp(option, "--checkpoint") == 0) {
        options->apart.checkpoint = value;
        return value != NULL ? NULL : "--checkpoint takes a file, not ";
    }
    return "unknown option ";
}

static int count_connects(const struct table_options *options)
{
    if (options->filter_count > 0) return misuse("--connect-race takes no ", options->filters[0]);
    switch (connect_counts_print(options->runs_max, options->apart.jobs)) {
    case CONNECT_COUNTS_DONE: return EXIT_HOLDS;
    case CONNECT_COUNTS_LOST: return EXIT_BROKEN;
    default: return EXIT_NO_SERVER;
    }
}

static int try_all(int count, char **arguments)
{
    bool race = count > 0 && strcmp(arguments[0], "--connect-race") == 0;
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    struct table_options options = { .runs_max = RUNS_MAX,
                                     .apart.jobs = processors < 1 ? 1 : (unsigned)processors };
    if (options.apart.jobs > APART_JOBS_MAX) options.apart.jobs = APART_JOBS_MAX;

    int first = race ? 1 : 0;
    if (race) options.runs_max = RACE_RUNS_MAX;
    for (; first < count && arguments[first][0] == '-'; first += 2) {
        const char *value = first + 1 < count ? arguments[first + 1] : NULL;
        const char *wrong = read_option(arguments[first], value, &options);
        bool unknown = wrong != NULL && strncmp(wrong, "unknown", 7) == 0;
        if (wrong != NULL)
            return misuse(wrong, unknown ? arguments[first] : value != NULL ? value : "nothing");
    }
    options.filters = arguments + first;
    options.filter_count = count > first ? count - first : 0;
    if (race) return count_connects(&options);
    switch (table_print(&options)) {
    case TABLE_HOLDS: return EXIT_HOLDS;
    case TABLE_BROKEN: return EXIT_BROKEN;
    case TABLE_CUT: return EXIT_CUT;
    case TABLE_NO_SERVER: return EXIT_NO_SERVER;
    case TABLE_NO_CHECKPOINT: return EXIT_USAGE;
    default: return misuse("no check has that name: --list shows all", "");
    }
}

static int run(int count, char **arguments)
{
    if (count >= 2 && strcmp(arguments[1], "replay") == 0) return replay(count - 2, arguments + 2);
    if (count == 2 && strcmp(arguments[1], "--list") == 0) return list_all();
    if (count == 2 && strcmp(arguments[1], "--help") == 0) {
        fputs(usage, stdout);
        return EXIT_HOLDS;
    }
    return try_all(count - 1, arguments + 1);
}

int main(int count, char **arguments)
{
    world_set_computing_bound(CHECK_COMPUTING_S);
    return written_code("conformance", run(count, arguments), EXIT_UNWRITTEN);
}
