/* The main job's command: try every check on the reference server, or run one run again. */
#define _POSIX_C_SOURCE 200809L

#include "apart.h"
#include "table.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { RUNS_MAX = 50000 };

enum { EXIT_HOLDS = 0, EXIT_BROKEN = 1, EXIT_USAGE = 2, EXIT_NO_SERVER = 3 };

static const char usage[] =
    "usage: conformance [--runs N] [--jobs N] [SUITE | SUITE/CHECK]...\n"
    "       conformance --list\n"
    "       conformance replay [--lenient] TOKEN\n"
    "\n"
    "Tries the checks on the reference server, on its ANSI and its UNICODE build: calmly, under\n"
    "random schedules, and then in every distinct run. Without arguments all checks are tried.\n"
    "\n"
    "  --runs N   give a space of more than N runs up (50000), and try all runs of 0, 1, 2, ...\n"
    "             preemptions instead, again up to N: the table says how far that went\n"
    "  --jobs N   keep N processors busy (all): with a check each, or with parts of one check\n"
    "\n"
    "replay runs again what a token recorded, and draws it; --lenient goes on where the run is no\n"
    "longer the recorded one.\n"
    "\n"
    "Exit codes: 0 all hold, 1 one is broken, 2 wrong usage or a token that cannot be replayed,\n"
    "3 the server cannot be loaded.\n";

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

static int try_all(int count, char **arguments)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    uint64_t runs = RUNS_MAX, jobs = processors < 1 ? 1 : (uint64_t)processors;
    if (jobs > APART_JOBS_MAX) jobs = APART_JOBS_MAX;

    int first = 0;
    for (; first < count && arguments[first][0] == '-'; first += 2) {
        const char *value = first + 1 < count ? arguments[first + 1] : NULL;
        bool is_runs = strcmp(arguments[first], "--runs") == 0;
        bool is_jobs = strcmp(arguments[first], "--jobs") == 0;
        if (!is_runs && !is_jobs) return misuse("unknown option ", arguments[first]);
        if (is_runs && !read_number(value, UINT64_MAX, &runs))
            return misuse("--runs takes a number, not ", value != NULL ? value : "nothing");
        if (is_jobs && !read_number(value, APART_JOBS_MAX, &jobs))
            return misuse("--jobs takes a number up to 64, not ",
                          value != NULL ? value : "nothing");
    }
    struct table_options options = { arguments + first, count - first, runs, (unsigned)jobs };
    switch (table_print(&options)) {
    case TABLE_HOLDS: return EXIT_HOLDS;
    case TABLE_BROKEN: return EXIT_BROKEN;
    case TABLE_NO_SERVER: return EXIT_NO_SERVER;
    default: return misuse("no check has that name: --list shows all", "");
    }
}

int main(int count, char **arguments)
{
    if (count >= 2 && strcmp(arguments[1], "replay") == 0) return replay(count - 2, arguments + 2);
    if (count == 2 && strcmp(arguments[1], "--list") == 0) return list_all();
    if (count == 2 && strcmp(arguments[1], "--help") == 0) return fputs(usage, stdout) < 0;
    return try_all(count - 1, arguments + 1);
}
