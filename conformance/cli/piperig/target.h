/* The program that piperig tries: built if need be, looked at from a safe distance, got to know. */
#ifndef PIPERIG_TARGET_H
#define PIPERIG_TARGET_H

#include "command.h"
#include "options.h"

/* Make the program of [options] the one subject of all checks. When it cannot be, why not is said on
 * stderr.
 *
 * Returns: COMMAND_HOLDS, or COMMAND_NO_PROGRAM. */
enum command_end target_open(const struct options *options);

/* Say in a few lines what is known of it. */
void target_describe(FILE *out);

#endif
