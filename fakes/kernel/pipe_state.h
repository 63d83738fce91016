/* What each operation meets in each state of a pipe end: one table. */
#ifndef FAKES_KERNEL_PIPE_STATE_H
#define FAKES_KERNEL_PIPE_STATE_H

#include "pipe.h"

enum pipe_operation {
    PIPE_READ,
    PIPE_WRITE,
    PIPE_PEEK,
    PIPE_TRANSACT,
    PIPE_FLUSH,
    PIPE_LISTEN,
    PIPE_DISCONNECT,
    PIPE_QUERY,    // information and modes
    PIPE_CLOSE,    // is allowed always
    PIPE_OPERATIONS = PIPE_CLOSE
};

/* Leave the footprints of [operation] on everything that it may look at or change.
 *
 * They must not depend on how far the call gets: one that waits in line for its handle, or comes
 * too late and is refused, would have touched more if it had come earlier, and an exploration
 * must see that. */
void pipe_touch(const struct file *file, enum pipe_operation operation);

/* STATUS_SUCCESS if [side] may do [operation] in [state], else why not. A client is DISCONNECTED
 * when the server has disconnected it, and never LISTENING. */
NTSTATUS pipe_state_allows(enum pipe_side side, enum pipe_state state,
                           enum pipe_operation operation);

#endif
