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
    PIPE_OPERATIONS
};

/* STATUS_SUCCESS if [side] may do [operation] in [state], else why not. A client is DISCONNECTED when the server has
 * disconnected it, and never LISTENING. */
NTSTATUS pipe_state_allows(enum pipe_side side, enum pipe_state state,
                           enum pipe_operation operation);

#endif
