/* The core of a test run: the body, then the clean-up, then the verdict as an exit code.
 *
 * The verdict is "passed" only if the body came to its end. It is kept in this file's memory, not
 * in what the body returns or calls, so that no way out of a body can be mistaken for success. */
#include "test.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "given.h"
#include "host.h"

static const struct test *test_current;
static const char *test_current_row;
static const char *test_deviation;    // why Wine is expected to differ; NULL elsewhere
static char test_skipped[512];        // why; empty: it was not
static bool test_finished;
static bool test_quiet;
static char test_complaint[1024];    // the last one, be it printed or not

static void test_body(void);

int test_run(const struct test *test)
{
    test_current = test;
    bool well = test->run(test_body);
    if (test_skip_reason() != NULL) return TEST_SKIPPED;

    if (well && !test_finished) {
        fprintf(stderr, "%s:%d: the body never came to its end\n", test->file, test->line);
        well = false;
    }
    if (well && host_found_leaks()) {
        fprintf(stderr, "%s:%d: memory was leaked\n", test->file, test->line);
        well = false;
    }
    fflush(stdout);
    fflush(stderr);
    if (test_deviation) return well ? TEST_AGREED : TEST_DEVIATED;
    return well ? TEST_PASSED : TEST_FAILED;
}

int test_run_alone(const struct test *test, unsigned timeout_s)
{
    host_prepare_child(timeout_s);
    return test_run(test);
}

static void test_body(void)
{
    test_current->body();
    test_current_row = NULL;
    given_close_all();
    test_finished = true;
}

void test_complain(const char *format, va_list arguments)
{
    vsnprintf(test_complaint, sizeof test_complaint, format, arguments);
    if (!test_quiet) fputs(test_complaint, stderr);
}

const char *test_last_complaint(void)
{
    return test_complaint;
}

void test_fail(const char *file, int line, const char *format, ...)
{
    va_list arguments;
    if (!test_quiet) fprintf(stderr, "%s:%d: ", file, line);
    if (!test_quiet && test_current_row) fprintf(stderr, "row \"%s\": ", test_current_row);
    va_start(arguments, format);
    test_complain(format, arguments);
    va_end(arguments);
    if (!test_quiet) fputc('\n', stderr);

    fflush(stdout);
    fflush(stderr);
    host_abandon_body(test_deviation ? TEST_DEVIATED : TEST_FAILED);
}

void test_skip(const char *reason)
{
    snprintf(test_skipped, sizeof test_skipped, "%.*s", (int)strcspn(reason, "\r\n"), reason);
    printf(TEST_SKIPS "%s\n", test_skipped);    // the runner takes this line out and quotes it
    fflush(stdout);
    fflush(stderr);
    host_abandon_body(TEST_SKIPPED);
}

const char *test_skip_reason(void)
{
    return test_skipped[0] != '\0' ? test_skipped : NULL;
}

void test_set_quiet(bool quiet)
{
    test_quiet = quiet;
}

bool test_is_quiet(void)
{
    return test_quiet;
}

void test_wine_deviates(const char *reason)
{
    if (!host_is_wine()) return;
    test_deviation = reason;
    printf(TEST_DEVIATES "%s\n", reason);    // the runner takes this line out and quotes it
    fflush(stdout);
}

void test_row(const char *name)
{
    test_current_row = name;
}
