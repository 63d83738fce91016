/* Our own runner: each test in a process of its own, results in the Test Anything Protocol.
 *
 * It exists because Criterion does not exist for Windows and does not run under TSan, MSan or
 * valgrind. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "judgement.h"
#include "test.h"

enum { TAP_USAGE = 2 };

struct tap_counts {
    unsigned number;
    unsigned passed;
    unsigned failed;
    unsigned deviated;
    unsigned skipped;
};

static struct test *tap_first;

static int tap_run_here(const char *wanted);
static unsigned tap_keep(int filter_count, char **filters, unsigned half);
static int tap_list(void);
static int tap_run_all(unsigned count, unsigned timeout_s);

static const char tap_usage[] =
    "usage: %s [--list] [--timeout SECONDS] [--half 1|2] [FILTER...]\n"
    "       %s --run SUITE/NAME\n"
    "A FILTER is a whole SUITE/NAME, or a part of either. A half is every other test of those.\n";

int main(int argc, char **argv)
{
    bool list = false;
    unsigned timeout_s = TEST_TIMEOUT_S, half = 0;
    int index = 1;

    for (; index < argc && argv[index][0] == '-'; index++) {
        if (strcmp(argv[index], "--list") == 0) {
            list = true;
        } else if (strcmp(argv[index], "--run") == 0 && index + 2 == argc) {
            return tap_run_here(argv[index + 1]);
        } else if (strcmp(argv[index], "--timeout") == 0 && index + 1 < argc &&
                   atoi(argv[index + 1]) > 0) {
            timeout_s = (unsigned)atoi(argv[++index]);
        } else if (strcmp(argv[index], "--half") == 0 && index + 1 < argc &&
                   (strcmp(argv[index + 1], "1") == 0 || strcmp(argv[index + 1], "2") == 0)) {
            half = (unsigned)atoi(argv[++index]);
        } else {
            fprintf(stderr, tap_usage, argv[0], argv[0]);
            return TAP_USAGE;
        }
    }
    unsigned count = tap_keep(argc - index, argv + index, half);
    if (count == 0) {
        fprintf(stderr, "no test matches\n");
        return TAP_USAGE;
    }
    return list ? tap_list() : tap_run_all(count, timeout_s);
}

/* Keep the list in the order of file and line: constructors run in no order worth relying on. */
void tap_register(struct test *test)
{
    struct test **place = &tap_first;
    for (; *place; place = &(*place)->next) {
        int order = strcmp((*place)->file, test->file);
        if (order > 0 || (order == 0 && (*place)->line > test->line)) break;
    }
    test->next = *place;
    *place = test;
}

static bool tap_matches(const struct test *test, int filter_count, char **filters)
{
    char full[512];
    snprintf(full, sizeof(full), "%s/%s", test->suite, test->name);
    for (int i = 0; i < filter_count; i++) {
        bool whole = strchr(filters[i], '/') != NULL;
        if (whole ? strcmp(full, filters[i]) == 0 : strstr(full, filters[i]) != NULL) return true;
    }
    return filter_count == 0;
}

/* Forget all other tests. [half] is 0 for both. Returns: how many are left. */
static unsigned tap_keep(int filter_count, char **filters, unsigned half)
{
    unsigned matched = 0, kept = 0;
    for (struct test **place = &tap_first; *place;) {
        bool wanted = tap_matches(*place, filter_count, filters);
        if (wanted && half != 0) wanted = matched++ % 2 == half - 1;
        kept += wanted;
        if (wanted)
            place = &(*place)->next;
        else
            *place = (*place)->next;
    }
    return kept;
}

static int tap_list(void)
{
    for (struct test *test = tap_first; test; test = test->next)
        printf("%s/%s\n", test->suite, test->name);
    return 0;
}

/* The inner half of a run: this process is the test's own. */
static int tap_run_here(const char *wanted)
{
    char full[512];
    for (struct test *test = tap_first; test; test = test->next) {
        snprintf(full, sizeof(full), "%s/%s", test->suite, test->name);
        if (strcmp(full, wanted) == 0) {
            return test_run_alone(test, TEST_TIMEOUT_S);
        }
    }
    fprintf(stderr, "no test is named %s\n", wanted);
    return TAP_USAGE;
}

static void tap_run_one(const struct test *test, unsigned timeout_s, struct tap_counts *counts);

static int tap_run_all(unsigned count, unsigned timeout_s)
{
    struct tap_counts counts = { 0 };

    printf("TAP version 13\n1..%u\n", count);
    for (struct test *test = tap_first; test; test = test->next)
        tap_run_one(test, timeout_s, &counts);

    printf("%u passed, %u failed", counts.passed, counts.failed);
    if (counts.deviated) printf(", %u deviated", counts.deviated);
    if (counts.skipped) printf(", %u skipped", counts.skipped);
    printf("\n");
    return counts.failed == 0 ? 0 : 1;
}

static void tap_print_output(const char *output)
{
    while (*output) {
        size_t length = strcspn(output, "\r\n");
        printf("# %.*s\n", (int)length, output);
        output += length;
        if (*output == '\r') output++;
        if (*output == '\n') output++;
    }
}

static void tap_run_one(const struct test *test, unsigned timeout_s, struct tap_counts *counts)
{
    static struct judgement judgement;
    judgement_run(&judgement, test, timeout_s);
    bool failed = judgement.verdict == JUDGEMENT_FAILED;
    bool deviated = judgement.verdict == JUDGEMENT_DEVIATED;
    bool skipped = judgement.verdict == JUDGEMENT_SKIPPED;

    char sentence[256];
    snprintf(sentence, sizeof(sentence), "%s", test->name);
    for (char *at = sentence; *at; at++) {
        if (*at == '_') *at = ' ';
    }
    printf("%s %u - %s: %s", judgement.why ? "not ok" : "ok", ++counts->number, test->suite,
           sentence);
    if (deviated) printf(" # %s%s", TEST_DEVIATES, judgement.announced);
    if (skipped) printf(" # %s%s", TEST_SKIPS, judgement.announced);
    printf("\n");

    if (failed) {
        printf("# %s/%s %s\n", test->suite, test->name, judgement.why);
        if (judgement.announced) printf("# announced deviation: %s\n", judgement.announced);
        printf("# %s:%d\n", test->file, test->line);
        tap_print_output(judgement.child.output);
    }
    counts->passed += judgement.verdict == JUDGEMENT_PASSED;
    counts->failed += failed;
    counts->deviated += deviated;
    counts->skipped += skipped;
    fflush(stdout);
}
