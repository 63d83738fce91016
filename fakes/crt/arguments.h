/* A command line for wmain: main's arguments as UTF-16. */
#ifndef FAKES_CRT_ARGUMENTS_H
#define FAKES_CRT_ARGUMENTS_H

#include <stdint.h>

/* [argc] arguments as UTF-16, and a NULL behind them. What is not UTF-8 becomes U+FFFD, a byte at a
 * time.
 *
 * Returns: NULL when memory is short.
 * Owns:    arguments_free() frees them; NULL is welcome. */
uint16_t **arguments_widen(int argc, char **argv);
void arguments_free(uint16_t **arguments);

#endif
