/* The mocks of a run, and where they strike. */
#ifndef FAKES_KERNEL_MOCK_H
#define FAKES_KERNEL_MOCK_H

#include "status.h"

#include <piperig/mock.h>

#include <stddef.h>

struct world;
struct thread;

struct mock_entry {
    struct mock mock;
    unsigned seen;    // calls that matched
    unsigned struck;
};

struct mocks {
    struct mock_entry *entries;
    size_t count;
    size_t capacity;
};

/* [thread] is about to make its call, which is not in the trace yet: run the steps that are due. */
void mock_steps_before(struct thread *thread);

/* Find out whether the call's outcome is given.
 *
 * Returns: STATUS_SUCCESS if not; STATUS_MOCKED with the result in the thread's call; or the
 *          failure. */
NTSTATUS mock_outcome(struct thread *thread);

/* The call has acted: run the steps that follow it. */
void mock_steps_after(struct thread *thread);

#endif
