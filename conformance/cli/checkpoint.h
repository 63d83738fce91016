/* A table that was cut short, in a file: what came of the checks that were tried to their end, and
 * where the others stand.
 *
 *     piperig checkpoint 1
 *     for KEY
 *     check SUITE/NAME LINES
 *     ...so many lines
 *     sum SIXTEEN-DIGITS
 *
 * The key says what the file is good for: the build of the rig and of the servers, and the limits
 * that the checks had. The sum is of all before it. */
#ifndef PIPERIG_CHECKPOINT_H
#define PIPERIG_CHECKPOINT_H

#include "check.h"

struct checkpoint;

/* The checkpoint in the file at [path], an empty one if there is no such file.
 *
 * Returns: NULL with the reason in [why] if the file is no checkpoint, was cut off or changed, or is
 *          for another [key]. It is left as it is.
 * Owns:    checkpoint_close(). */
struct checkpoint *checkpoint_open(const char *path, const char *key, const char **why);
void checkpoint_close(struct checkpoint *checkpoint);

/* Whether the check was tried to its end, and held: [result] is what it came to then; else it is left
 * alone. */
bool checkpoint_find_done(const struct checkpoint *checkpoint, const struct check *check,
                          struct check_result *result);

/* Where the check was cut short, or NULL.  Owns: the caller closes it. */
FILE *checkpoint_find_cut(const struct checkpoint *checkpoint, const struct check *check);

/* Keep what the check came to, or the lines in which it says where it was cut short. */
void checkpoint_keep_done(struct checkpoint *checkpoint, const struct check *check,
                          const struct check_result *result);
void checkpoint_keep_cut(struct checkpoint *checkpoint, const struct check *check, FILE *lines);

/* Replace the file at once, so that there is always a whole one. Returns: false with errno set. */
bool checkpoint_write(const struct checkpoint *checkpoint);

/* Nothing is left to go on with. */
void checkpoint_remove(const struct checkpoint *checkpoint);

/* A key from the program that runs, the subjects' files, and [runs_max].
 *
 * Returns: false if one of them cannot be read. */
bool checkpoint_key(char *key, size_t size, uint64_t runs_max);

#endif
