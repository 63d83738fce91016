#include "../server.h"

const struct server_options server_options = {
    .first = FILE_FLAG_FIRST_PIPE_INSTANCE,
    .mode = PIPE_TYPE_BYTE | PIPE_READMODE_BYTE | PIPE_WAIT | PIPE_REJECT_REMOTE_CLIENTS,
    .instances = PIPE_UNLIMITED_INSTANCES,
};
