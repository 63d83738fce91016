/* The servers under test: those that checks are tried on. */
#ifndef PIPERIG_SUBJECT_H
#define PIPERIG_SUBJECT_H

#include "profile.h"

#include <piperig/world.h>

enum { SUBJECTS_MAX = 8 };

struct subject {
    const char *name;           // in tokens and tables: "ansi", "unicode"
    const char *file;           // its path, or its name beside the executable when it has no slash
    const char *client_file;    // of the client that belongs to it, the same way; NULL: none does
    struct profile told;        // what its user said of it

    // Loaded and learned when first needed:
    struct program program;
    struct program client;
    struct profile profile;
    bool ready;
    char trouble[PROFILE_TROUBLE_MAX];    // why it cannot be tried; "": it can
};

/* Try other servers than the reference server's two builds: [count] subjects, borrowed. */
void subjects_set(struct subject *subjects, unsigned count);

/* The nth subject from 0, or NULL behind the last. */
struct subject *subject_at(unsigned nth);
struct subject *subject_find(const char *name);

/* Load the subject and learn its ways, if that has not been done.
 *
 * Returns: whether it can be tried; [trouble] says why not. Requires: no world is open. */
bool subject_prepare(struct subject *subject);

#endif
