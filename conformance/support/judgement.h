/* How a test fared, read off the way in which its process ended: what both runners tell.
 *
 * Nothing is trusted but the exit code that test_run() hands out: see test.h. */
#ifndef PIPERIG_JUDGEMENT_H
#define PIPERIG_JUDGEMENT_H

#include "host.h"

enum judgement_verdict {
    JUDGEMENT_PASSED,
    JUDGEMENT_FAILED,
    JUDGEMENT_DEVIATED,
    JUDGEMENT_SKIPPED
};

struct judgement {
    enum judgement_verdict verdict;
    const char *why;            // it failed; NULL if it did not. In words of its own: a static text
    const char *announced;      // by WINE_DEVIATES or SKIP; NULL: nothing was. Static, too
    struct host_child child;    // its output, without what announced something
};

/* Run [test] in a process of its own, which may take [timeout_s], and judge how it ended. */
void judgement_run(struct judgement *judgement, const struct test *test, unsigned timeout_s);

#endif
