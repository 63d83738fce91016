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

enum { EXIT_HOLDS = 0, EXIT_BROKEN = 1, EXIT_USAGE = 2 };

static void print_usage(FILE *out)
{
    fputs("usage: conformance [SUITE | SUITE/CHECK]...\n"
          "       conformance --list\n"
          "       conformance replay [--lenient] TOKEN\n"
          "\n"
          "Tries the checks on the reference server: calmly, and under random schedules, on its ANSI and\n"
          "its UNICODE build. Without arguments all checks are tried. replay runs again what a token\n"
          "recorded and draws it; --lenient goes on where the run is no longer the recorded one.\n"
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
static bool try_apart(const struct check *check, struct check_result *result)
{
    int ends[2], status = 0;
    *result = (struct check_result){ 0 };
    fflush(stdout);
    if (pipe(ends) != 0) return false;

    pid_t child = fork();
    if (child == 0) {
        struct check_result own = check_try(check, stderr);
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

static void print_row(const struct check *check, const struct check_result *result, bool told)
{
    printf("  %-6s %9" PRIu64 "  ", !told ? "DIED" : result->holds ? "holds" : "BROKEN", result->runs);
    print_sentence(check->name);
    putchar('\n');
}

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static int try_all(char **filters, int filter_count)
{
    struct check_result all = { .holds = true };
    unsigned            tried = 0, broken = 0;
    const char         *suite = "";
    double              begun = now_s();

    for (const struct check *check = check_first(); check != NULL; check = check->next) {
        struct check_result result;
        if (!is_wanted(check, filters, filter_count)) continue;
        if (strcmp(suite, check->suite) != 0) printf("%s\n", check->suite);
        suite = check->suite;

        bool told = try_apart(check, &result);
        print_row(check, &result, told);
        tried++;
        if (!told || !result.holds) broken++;
        all.runs += result.runs;
        all.steps += result.steps;
    }
    if (tried == 0) {
        fputs("conformance: no check has that name; --list shows all\n", stderr);
        return EXIT_USAGE;
    }
    printf("\n%u checks, %u broken; %" PRIu64 " runs, none of them exhaustive, %" PRIu64
           " scheduling points, %.1f s\n",
           tried, broken, all.runs, all.steps, now_s() - begun);
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

int main(int count, char **arguments)
{
    if (count >= 2 && strcmp(arguments[1], "replay") == 0) return replay(count - 2, arguments + 2);
    if (count == 2 && strcmp(arguments[1], "--list") == 0) return list_all();
    if (count == 2 && strcmp(arguments[1], "--help") == 0) {
        print_usage(stdout);
        return EXIT_HOLDS;
    }
    for (int i = 1; i < count; i++) {
        if (arguments[i][0] != '-') continue;
        fprintf(stderr, "conformance: unknown option %s\n", arguments[i]);
        print_usage(stderr);
        return EXIT_USAGE;
    }
    return try_all(arguments + 1, count - 1);
}
