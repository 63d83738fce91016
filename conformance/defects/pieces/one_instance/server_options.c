#include "../server.h"

const struct server_options server_options = {
    .first = FILE_FLAG_FIRST_PIPE_INSTANCE,
    .mode = PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE | PIPE_WAIT | PIPE_REJECT_REMOTE_CLIENTS,
    .instances = 1,
};
