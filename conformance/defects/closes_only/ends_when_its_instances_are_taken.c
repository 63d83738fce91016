/* No more than eight clients at a time, and Windows is to see to that. But the next instance is created
 * before the last one is handed over: with the eighth client there, that fails with
 * ERROR_PIPE_BUSY, which is taken for a failure as any other, and the server ends. */
#include "server.h"

const struct server_options server_options = {
    .first = FILE_FLAG_FIRST_PIPE_INSTANCE,
    .mode = PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE | PIPE_WAIT | PIPE_REJECT_REMOTE_CLIENTS,
    .instances = 8,
};
