/* The pipe is for programs of this machine, but nothing says so: without
 * PIPE_REJECT_REMOTE_CLIENTS the whole network can open it. */
#include "server.h"

const struct server_options server_options = {
    .first = FILE_FLAG_FIRST_PIPE_INSTANCE,
    .mode = PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE | PIPE_WAIT,
    .instances = PIPE_UNLIMITED_INSTANCES,
};
