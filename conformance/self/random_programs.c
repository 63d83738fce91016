/* The exhaustive search tries what brute force finds, on random programs. */
#include "brute_force.h"

#include "must.h"
#include "outside.h"

#include <stdlib.h>

enum { PROGRAMS = 150 };

/* 3,000 and more on request: PIPERIG_PROGRAMS=3000. */
TEST_OUTSIDE(random_programs, have_just_the_runs_that_brute_force_finds)
{
    const char *wanted = getenv("PIPERIG_PROGRAMS");
    uint64_t count = wanted != NULL ? strtoull(wanted, NULL, 10) : PROGRAMS / CHECK_RUNS_DIVISOR;
    unsigned wrong = 0;
    for (uint64_t seed = 1; seed <= count && wrong < 3; seed++)
        wrong += brute_force_disagrees(seed, stderr) != NULL;
    must_equal(wrong, 0);
}
