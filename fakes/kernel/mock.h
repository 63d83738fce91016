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
    unsigned    seen;      // calls that matched
    unsigned    struck;
};

struct mocks {
    struct mock_entry *entries;
    size_t             count;
    size_t             capacity;
};

/* [thread] is about to act on its call: run the steps that are due, and find out whether its outcome is given. */
NTSTATUS mock_strike(struct thread *thread);

/* The call has acted: run the steps that follow it. */
void mock_strike_after(struct thread *thread);

#endif
