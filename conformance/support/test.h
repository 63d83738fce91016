/* One declaration, two runners.
 *
 * A test is declared once, with TEST(suite, name), and carries the ids of the facts that it proves:
 *
 *     TEST(connect_named_pipe, reports_pipe_connected_when_the_client_came_first)
 *     {
 *         FACT("E2");
 *         ...
 *     }
 *
 * The header "runner.h", which the include path picks from criterion/ or tap/, says what a
 * declaration expands to. Either way the body runs in a process of its own, and that process has to
 * end with TEST_PASSED, which nothing but test_run() returns, and only after the body came to its
 * end. A body that calls exit(0), crashes, hangs, leaks or upsets a sanitizer ends otherwise, and
 * so it fails in both runners. One that has nothing to try says so by SKIP(), and is not counted as
 * passed by either.
 */
#ifndef PIPERIG_TEST_H
#define PIPERIG_TEST_H

#include <stdarg.h>
#include <stdbool.h>

#include "host.h"

struct test {
    const char *suite;
    const char *name;
    const char *file;
    int line;
    void (*body)(void);
    bool (*run)(void (*body)(void));    // where the body runs
    struct test *next;    // the own runner chains its tests, in the order of their places
};

enum { TEST_TIMEOUT_S = 30 };

/* How the process of one test ends. Values that nobody gets by accident. */
enum test_end {
    TEST_FAILED = 1,
    TEST_PASSED = 42,
    TEST_DEVIATED = 43,    // failed under Wine, as WINE_DEVIATES announced
    TEST_AGREED = 44,      // passed under Wine, although WINE_DEVIATES announced otherwise
    TEST_SKIPPED = 45,     // tried nothing, as SKIP said
};

/* The lines by which the process of a test tells why, before the reason. TAP's own words. */
#define TEST_SKIPS    "SKIP "
#define TEST_DEVIATES "TODO Wine: "

#include "runner.h"

/* Declare a test. The body follows in braces. */
#define TEST(SUITE, NAME) TEST_RUN_BY(host_run_body, SUITE, NAME)

/* The same with the function that runs the body. */
#define TEST_RUN_BY(RUN, SUITE, NAME)                                                              \
    static void SUITE##_##NAME##_body(void);                                                       \
    static struct test SUITE##_##NAME##_test = {                                                   \
        #SUITE, #NAME, __FILE__, __LINE__, SUITE##_##NAME##_body, RUN, 0,                          \
    };                                                                                             \
    TEST_REGISTER(SUITE, NAME, SUITE##_##NAME##_test)                                              \
    static void SUITE##_##NAME##_body(void)

/* Name the facts that a test proves. Read by the check that holds every fact against its tests;
 * does nothing at run time. */
#define FACT(...) ((void)sizeof((const char *[]){ __VA_ARGS__ }))

/* Say, as first statement, that Wine is known to differ here, and how. Under Wine the test is then
 * expected to fail, and a pass is reported as unexpected. It changes nothing anywhere else. */
#define WINE_DEVIATES(reason) test_wine_deviates(reason)

/* Leave the body: in this build, or on this machine, it has nothing to try, and [reason] says why.
 * It comes before anything is opened or demanded. */
#define SKIP(reason) test_skip(reason)

/* Say which row of a table the following statements are about: failures name it. */
#define ROW(name) test_row(name)

/* Run the body of [test] where it wants to run.
 * Returns: one of enum test_end, as exit code for this process. */
int test_run(const struct test *test);

/* The same in a process that was started for it alone, and may take [timeout_s]. */
int test_run_alone(const struct test *test, unsigned timeout_s);

/* End the test as failed, with a message that says where and why. Any thread may call it. */
__attribute__((noreturn, format(printf, 3, 4)))    //
void test_fail(const char *file, int line, const char *format, ...);

__attribute__((noreturn)) void test_skip(const char *reason);

/* Returns: why the test was skipped, or NULL if it was not. */
const char *test_skip_reason(void);

/* Say what is wrong, unless it is to be kept quiet, and keep it. No line ends. */
void test_complain(const char *format, va_list arguments);

/* The last complaint, printed or not, without the place that it came from. */
const char *test_last_complaint(void);

/* Keep the messages of demands that are not met to ourselves, or not: while runs are tried whose
 * failures are no news. */
void test_set_quiet(bool quiet);
bool test_is_quiet(void);

void test_wine_deviates(const char *reason);
void test_row(const char *name);

#endif
