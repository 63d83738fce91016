/* A declaration for Criterion, which lists the tests and tells how they fared. Each runs in a process
 * that its own one forks, since nothing else would do: Criterion passes a test that calls exit(0), or
 * leaks, unless it expects another exit code, and then it fails one that skips. So is the watchdog ours:
 * Criterion's own time-out kills the test and then waits for it for ever. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "judgement.h"

/* The environment variable PIPERIG_TEST_TIMEOUT_S gives a test another time, in seconds. */
static inline void criterion_run(const struct test *test)
{
    static struct judgement judgement;
    const char *wanted = getenv("PIPERIG_TEST_TIMEOUT_S");
    int timeout_s = wanted ? atoi(wanted) : 0;
    judgement_run(&judgement, test, timeout_s > 0 ? (unsigned)timeout_s : TEST_TIMEOUT_S);

    fputs(judgement.child.output, stderr);
    if (judgement.verdict == JUDGEMENT_PASSED) return;
    if (judgement.verdict == JUDGEMENT_SKIPPED) {
        fprintf(stderr, "%s/%s is skipped: %s\n", test->suite, test->name, judgement.announced);
        cr_skip_test("%s", judgement.announced);
    }
    fprintf(stderr, "%s/%s %s\n", test->suite, test->name, judgement.why);
    exit(TEST_FAILED);
}

#define TEST_REGISTER(SUITE, NAME, RECORD)                                                         \
    Test(SUITE, NAME)                                                                              \
    {                                                                                              \
        criterion_run(&RECORD);                                                                    \
    }
