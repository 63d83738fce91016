/* An instance that cannot be created now can be created later, so it is tried until it works. If
 * it never does, the server neither serves nor ends, and takes a whole processor for it. */
#include "server.h"

HANDLE server_create(DWORD flags)
{
    HANDLE pipe = INVALID_HANDLE_VALUE;

    while (pipe == INVALID_HANDLE_VALUE)
        pipe = CreateNamedPipeA(SERVER_PIPE, PIPE_ACCESS_DUPLEX | flags, server_options.mode,
                                server_options.instances, SERVER_BYTES, SERVER_BYTES, 0, NULL);
    return pipe;
}
