/* On ERROR_NO_DATA what the client has left is read, as one is told to do, so that the instance is
 * clean for the next one. But nobody looks at it: a request that was sent has no effect. */
#include "server.h"

static BOOL drain(HANDLE pipe)
{
    char left[SERVER_BYTES];
    DWORD size = 0;

    while (ReadFile(pipe, left, sizeof left, &size, NULL))
        continue;
    return DisconnectNamedPipe(pipe);
}

BOOL server_await(HANDLE pipe)
{
    unsigned attempt = 0;
    DWORD error = ERROR_SUCCESS;

    do {
        error = ConnectNamedPipe(pipe, NULL) ? ERROR_SUCCESS : GetLastError();
        while (error == ERROR_NO_DATA && drain(pipe))
            error = ConnectNamedPipe(pipe, NULL) ? ERROR_SUCCESS : GetLastError();
        if (error == ERROR_PIPE_CONNECTED) error = ERROR_SUCCESS;
        if (error != ERROR_SUCCESS) server_report("ConnectNamedPipe", error);
    } while (error != ERROR_SUCCESS && server_again(&attempt));
    return error == ERROR_SUCCESS;
}
