/* Tests that steer: their bodies run on the host, beside the world that they open. */
#ifndef PIPERIG_OUTSIDE_H
#define PIPERIG_OUTSIDE_H

#include <stdbool.h>

#include "test.h"

/* Declare a test whose body runs outside of any simulated machine. The body follows in braces. */
#define TEST_OUTSIDE(SUITE, NAME) TEST_RUN_BY(outside_run, SUITE, NAME)

/* Run [body]. Returns: false if it gave up. */
bool outside_run(void (*body)(void));

/* The same with an argument; calls nest. */
bool outside_try(void (*body)(void *argument), void *argument);

/* Give up the innermost body. */
__attribute__((noreturn)) void outside_abandon(void);

#endif
