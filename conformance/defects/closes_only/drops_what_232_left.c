/* On ERROR_NO_DATA the instance is disconnected and awaits the next client, as one is told to do.
 * But a client that has left may have left a request: it is thrown away unread, though the client
 * was told that it was sent. */
#include "server.h"

BOOL server_await(HANDLE pipe)
{
    unsigned attempt = 0;
    DWORD error = ERROR_SUCCESS;

    do {
        error = ConnectNamedPipe(pipe, NULL) ? ERROR_SUCCESS : GetLastError();
        while (error == ERROR_NO_DATA && DisconnectNamedPipe(pipe))
            error = ConnectNamedPipe(pipe, NULL) ? ERROR_SUCCESS : GetLastError();
        if (error == ERROR_PIPE_CONNECTED) error = ERROR_SUCCESS;
        if (error != ERROR_SUCCESS) server_report("ConnectNamedPipe", error);
    } while (error != ERROR_SUCCESS && server_again(&attempt));
    return error == ERROR_SUCCESS;
}
