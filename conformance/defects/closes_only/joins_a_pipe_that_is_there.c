/* That the first instance is refused happens when the server is started again too soon, it was
 * found, and then it helps not to insist. It also happens when another program has taken the name:
 * the server shares it with a stranger now. */
#include "server.h"

HANDLE server_create(DWORD flags)
{
    unsigned attempt = 0;
    HANDLE pipe = INVALID_HANDLE_VALUE;

    do {
        pipe = CreateNamedPipeA(SERVER_PIPE, PIPE_ACCESS_DUPLEX | flags, server_options.mode,
                                server_options.instances, SERVER_BYTES, SERVER_BYTES, 0, NULL);
        if (pipe == INVALID_HANDLE_VALUE) {
            const DWORD error = GetLastError();
            if (error == ERROR_ACCESS_DENIED) flags &= ~FILE_FLAG_FIRST_PIPE_INSTANCE;
            server_report("CreateNamedPipe", error);
        }
    } while (pipe == INVALID_HANDLE_VALUE && server_again(&attempt));
    return pipe;
}
