/* The mocks of a run, and where they strike. */
#ifndef FAKES_KERNEL_MOCK_H
#define FAKES_KERNEL_MOCK_H

#include "footprint.h"
#include "status.h"

#include <piperig/fault.h>
#include <piperig/mock.h>

#include <stddef.h>

struct file;
struct process;
struct thread;
struct world;

struct mock_entry {
    struct mock mock;
    unsigned seen;    // calls that matched
    unsigned struck;
    struct process *process;    // with nth_fallible: of the thread that came so far
    uint32_t event;             // the call that it struck first
    footprint_id id;            // of what calls of several threads look at: [seen], or [process]
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

/* Whether the current thread's call suffers [effect]: asked where it makes a difference, once. Then
 * the fault has struck. */
bool mock_suffers(enum fault_effect effect);

/* The same of the call of [thread], which another one completes. */
bool mock_thread_suffers(struct thread *thread, enum fault_effect effect);

/* The failure, if the current call suffers [effect], which is one of failures; else STATUS_SUCCESS. */
NTSTATUS mock_fails(enum fault_effect effect);

/* Whether the plan has said to the current thread's process that a pipe is busy, and does so from
 * then on: somebody else takes each instance that becomes free. The call shows that. */
bool mock_keeps_busy(void);

/* Kill the peer of [file] if the current call suffers [effect] and there is one to be killed. */
void mock_kill_peer(struct file *file, enum fault_effect effect);

/* Disconnect [file], a server's end, if the current call suffers that and there is a client to be cut
 * off. The call does not hold its lock yet. */
void mock_disconnect(struct file *file);

/* Whether [who], a lane's name or its beginning and `*`, is [lane]. NULL is anyone. */
bool mock_names(const char *who, const char *lane);

#endif
