/* The first instance is created like any other. If another program has the name already, the two
 * share it, and clients get to one or the other. */
#include "server.h"

const struct server_options server_options = {
    .first = 0,
    .mode = PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE | PIPE_WAIT | PIPE_REJECT_REMOTE_CLIENTS,
    .instances = PIPE_UNLIMITED_INSTANCES,
};
