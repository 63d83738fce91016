/* What piperig check and piperig replay are told on the command line. */
#ifndef PIPERIG_OPTIONS_H
#define PIPERIG_OPTIONS_H

#include "profile.h"
#include "rule.h"

#include <stdbool.h>
#include <stdint.h>

enum { OPTIONS_PATTERNS_MAX = 64 };

struct options {
    const char *command;    // "check" or "replay", for messages
    const char *token;      // of replay
    const char *program;    // the first that was named: a .rig or a .c
    char **build;           // for piperig-cc, NULL-terminated: sources, -D, -U, -I
    unsigned build_count;
    unsigned source_count;

    struct profile told;

    bool strict;
    const char *patterns[OPTIONS_PATTERNS_MAX];
    unsigned pattern_count;
    const char *excepted[RULES];    // why a rule does not apply by design, or NULL
    double budget_s;                // 0: as long as it takes
    uint64_t runs_max;
    unsigned jobs;
    uint64_t seed;
    unsigned pct_depth;    // 0: uniformly random schedules
    const char *json;      // a file, "-" for stdout, or NULL
    bool lenient;

    // The command line that replays a token: before it, and behind it.
    char *replay_before;
    char *replay_behind;
};

enum options_of { OPTIONS_OF_CHECK = 1, OPTIONS_OF_REPLAY = 2 };

/* Read the arguments behind the command's name.
 *
 * Returns: false when something is wrong with them, which was said. Owns: options_fini(), also then. */
bool options_read(struct options *options, enum options_of command, int count, char **arguments);
void options_fini(struct options *options);

/* How piperig was called, for the command line of a replay. Borrowed. */
void options_set_caller(const char *path);

#endif
