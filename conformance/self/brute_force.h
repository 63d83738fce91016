/* The exhaustive search against brute force: on a small program, the distinct runs among all
 * interleavings are exactly those that it tries, each once, with the same outcomes and the same
 * deadlocks. */
#ifndef PIPERIG_BRUTE_FORCE_H
#define PIPERIG_BRUTE_FORCE_H

#include <stdint.h>
#include <stdio.h>

/* Try the program of [seed] (programs.h) both ways.
 *
 * Returns: NULL if they agree, else the first thing in which they do not; [out], if any, gets
 *          program and numbers. */
const char *brute_force_disagrees(uint64_t seed, FILE *out);

#endif
