/* The main job: try every check on the reference server, and say in a table what was tried.
 *
 * Each check runs in a process of its own, so that a server that brings the rig down ends one check. */
#define _POSIX_C_SOURCE 200809L

#include "check.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { RUNS_MAX = 20000 };

enum { EXIT_HOLDS = 0, EXIT_BROKEN = 1, EXIT_USAGE = 2 };

static void print_usage(FILE *out)
{
    fputs("usage: conformance [--runs N] [SUITE | SUITE/CHECK]...\n"
          "       conformance --list\n"
          "       conformance replay [--lenient] TOKEN\n"
          "\n"
          "Tries the checks on the reference server, on its ANSI and its UNICODE build: calmly, under\n"
          "random schedules, and then in every distinct run. A space of more than N runs (20000) is given\n"
          "up, and all runs of 0, 1, 2, ... preemptions are tried instead, again up to N: the table says\n"
          "which. Without arguments all checks are tried. replay runs again what a token recorded and\n"
          "draws it; --lenient goes on where the run is no longer the recorded one.\n"
          "\n"
          "Exit codes: 0 all hold, 1 one is broken, 2 wrong usage or a token that cannot be replayed,\n"
          "3 the server cannot be loaded.\n",
          out);
}

static bool is_wanted(const struct check *check, char **filters, int count)
{
    if (count == 0) return true;
    for (int i = 0; i < count; i++) {
        size_t length = strlen(check->suite);
        if (strncmp(filters[i], check->suite, length) != 0) continue;
        const char *rest = filters[i] + length;
        if (*rest == '\0' || (*rest == '/' && strcmp(rest + 1, check->name) == 0)) return true;
    }
    return false;
}

/* A name as the sentence it is. */
static void print_sentence(const char *name)
{
    for (; *name != '\0'; name++)
        putchar(*name == '_' ? ' ' : *name);
}

/* Try the check in a child. Returns: false if it could not say what came of it. */
static bool try_apart(const struct check *check, uint64_t runs_max, struct check_result *result)
{
    int ends[2], status = 0;
    *result = (struct check_result){ 0 };
    fflush(stdout);
    if (pipe(ends) != 0) return false;

    pid_t child = fork();
    if (child == 0) {
        struct check_result own = check_try(check, runs_max, stderr);
        ssize_t             sent = write(ends[1], &own, sizeof own);
        exit(sent == (ssize_t)sizeof own ? 0 : 1);
    }
    close(ends[1]);
    bool told = read(ends[0], result, sizeof *result) == (ssize_t)sizeof *result;
    close(ends[0]);
    if (child < 0 || waitpid(child, &status, 0) != child) return false;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 3) exit(3);
    return told && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* What was tried: every distinct run, or every one with so few preemptions, and random ones. */
static void print_reach(const struct check_result *result)
{
    if (result->all) printf("all     ");
    else if (result->bound > 0) printf("p < %u   ", result->bound);
    else printf("some    ");
}

static void print_row(const struct check *check, const struct check_result *result, bool told)
{
    printf("  %-6s %9" PRIu64 "  ", !told ? "DIED" : result->holds ? "holds" : "BROKEN",
           result->runs);
    if (told && result->holds) print_reach(result);
    else printf("        ");
    print_sentence(check->name);
    putchar('\n');
}

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static int try_all(char **filters, int filter_count, uint64_t runs_max)
{
    struct check_result all = { .holds = true };
    unsigned            tried = 0, broken = 0, complete = 0;
    const char         *suite = "";
    double              begun = now_s();

    for (const struct check *check = check_first(); check != NULL; check = check->next) {
        struct check_result result;
        if (!is_wanted(check, filters, filter_count)) continue;
        if (strcmp(suite, check->suite) != 0) printf("%s\n", check->suite);
        suite = check->suite;

        bool told = try_apart(check, runs_max, &result);
        print_row(check, &result, told);
        tried++;
        if (!told || !result.holds) broken++;
        else complete += result.all;
        all.runs += result.runs;
        all.steps += result.steps;
    }
    if (tried == 0) {
        fputs("conformance: no check has that name; --list shows all\n", stderr);
        return EXIT_USAGE;
    }
    printf("\nall: in every distinct run; p < n: in every run of fewer than n preemptions, and random ones\n"
           "%u checks, %u broken, %u hold in all runs; %" PRIu64 " runs, %" PRIu64
           " scheduling points, %.1f s\n",
           tried, broken, complete, all.runs, all.steps, now_s() - begun);
    return broken == 0 ? EXIT_HOLDS : EXIT_BROKEN;
}

static int list_all(void)
{
    for (const struct check *check = check_first(); check != NULL; check = check->next)
        printf("%s/%s\n", check->suite, check->name);
    return EXIT_HOLDS;
}

static int replay(int count, char **arguments)
{
    bool lenient = count == 2 && strcmp(arguments[0], "--lenient") == 0;
    if (count != (lenient ? 2 : 1)) {
        print_usage(stderr);
        return EXIT_USAGE;
    }
    return check_replay(arguments[count - 1], lenient, stdout);
}

static bool read_number(const char *text, uint64_t *number)
{
    char *end;
    *number = strtoull(text, &end, 10);
    if (*text >= '0' && *text <= '9' && *end == '\0') return true;
    fprintf(stderr, "conformance: --runs %s: this is not a number of runs\n", text);
    return false;
}

int main(int count, char **arguments)
{
    if (count >= 2 && strcmp(arguments[1], "replay") == 0) return replay(count - 2, arguments + 2);
    if (count == 2 && strcmp(arguments[1], "--list") == 0) return list_all();
    if (count == 2 && strcmp(arguments[1], "--help") == 0) {
        print_usage(stdout);
        return EXIT_HOLDS;
    }
    uint64_t runs_max = RUNS_MAX;
    int      first = 1;
    if (count > 2 && strcmp(arguments[1], "--runs") == 0) {
        if (!read_number(arguments[2], &runs_max)) return EXIT_USAGE;
        first = 3;
    }
    for (int i = first; i < count; i++) {
        if (arguments[i][0] != '-') continue;
        fprintf(stderr, "conformance: unknown option %s\n", arguments[i]);
        print_usage(stderr);
        return EXIT_USAGE;
    }
    return try_all(arguments + first, count - first, runs_max);
}
