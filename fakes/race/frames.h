/* The frames on a thread's stack, as frame pointers link them: the host's functions and the
 * programs' keep them. What a program calls without them may break the chain; then less is
 * known. */
#ifndef FAKES_RACE_FRAMES_H
#define FAKES_RACE_FRAMES_H

#include <stdbool.h>
#include <stdint.h>

struct thread;

/* A function of the program that has not returned yet. */
struct frames_function {
    const void *site;    // where it will go on
    uintptr_t frame;     // its frame pointer
};

/* Where the program called what made us: the innermost return address on the stack of [thread], which
 * runs, that is the program's own. NULL if the program is one of the host's functions itself. */
const void *frames_site(const struct thread *thread);

/* Whose frame, on the stack of [thread], which runs, holds [address]. Returns: false if it is none
 * of the program's. */
bool frames_owner(const struct thread *thread, uintptr_t address, struct frames_function *owner);

#endif
