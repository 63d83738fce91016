/* The failure is reported first, and then looked into. But the last error is that of the last call,
 * and printing makes calls of its own: a client that came early is taken for a failure then, and
 * ends the server. */
#include "server.h"

#include <stdio.h>

BOOL server_await(HANDLE pipe)
{
    DWORD error = ERROR_SUCCESS;

    if (!ConnectNamedPipe(pipe, NULL)) {
        fprintf(stderr, "ConnectNamedPipe has not waited\n");
        error = GetLastError();
    }
    if (error == ERROR_PIPE_CONNECTED || error == ERROR_NO_DATA) error = ERROR_SUCCESS;
    if (error != ERROR_SUCCESS) server_report("ConnectNamedPipe", error);
    return error == ERROR_SUCCESS;
}
