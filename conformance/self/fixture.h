/* Programs whose parts check themselves (programs/check.h), and what a run of one part must come
 * to.
 *
 *     struct program program = machine_load("self-strings");
 *     fixture_must_pass(&program, &(struct fixture){ .part = "tokens" });
 *     fixture_must_crash(&program, &(struct fixture){ .part = "no_room" }, "does not fit");
 *     program_close(&program);
 */
#ifndef PIPERIG_FIXTURE_H
#define PIPERIG_FIXTURE_H

#include "machine.h"

/* One part of a program, and the world it runs in. What is left out is not there. */
struct fixture {
    const char *part;
    const char *input;
    struct mock mock;        // of no call: none
    const uint64_t *seed;    // NULL: nothing unusual happens
    bool race_watch;
};

/* What the run came to.  Owns: fixture_forget(). */
struct fixture_end {
    enum outcome outcome;
    enum crash crash;
    DWORD code;
    struct holdings left;
    char *output;
    char *why;
};

struct fixture_end fixture_run(const struct program *program, const struct fixture *fixture);
void fixture_forget(struct fixture_end *end);

/* Every check of the part holds, it prints nothing, and it leaves neither block nor handle nor
 * thread. */
void fixture_must_pass(const struct program *program, const struct fixture *fixture);

/* The same for a part that prints [expected]. */
void fixture_must_print(const struct program *program, const struct fixture *fixture,
                        const char *expected);

/* The part ends its program with a crash that says [words]. */
void fixture_must_crash(const struct program *program, const struct fixture *fixture,
                        const char *words);

/* The same for each name of a list, of the program NAME.rig. The list ends with NULL. */
void fixture_all_must_pass(const char *name, const char *const *parts);

#endif
