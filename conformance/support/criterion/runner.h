/* A declaration for Criterion, which lists the tests and forks each of them. The exit code is the
 * handshake: Criterion passes a test that calls exit(0), or leaks, unless it expects another code.
 * So is the watchdog ours: Criterion's own time-out kills the test and then waits for it for
 * ever. */
#include <criterion/criterion.h>
#include <stdlib.h>

#define TEST_REGISTER(SUITE, NAME, RECORD)                                                         \
    Test(SUITE, NAME, .exit_code = TEST_PASSED)                                                    \
    {                                                                                              \
        exit(test_run_alone(&RECORD));                                                             \
    }
