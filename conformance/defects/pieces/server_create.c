#include "server.h"

HANDLE server_create(DWORD flags)
{
    unsigned attempt = 0;
    HANDLE pipe = INVALID_HANDLE_VALUE;

    do {
        pipe = CreateNamedPipeA(SERVER_PIPE, PIPE_ACCESS_DUPLEX | flags, server_options.mode,
                                server_options.instances, SERVER_BYTES, SERVER_BYTES, 0, NULL);
        if (pipe == INVALID_HANDLE_VALUE) server_report("CreateNamedPipe", GetLastError());
    } while (pipe == INVALID_HANDLE_VALUE && server_again(&attempt));
    return pipe;
}
