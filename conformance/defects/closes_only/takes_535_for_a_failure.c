/* ConnectNamedPipe is taken at its word: FALSE means that it failed. So a client that comes
 * between CreateNamedPipe and ConnectNamedPipe, which is told by ERROR_PIPE_CONNECTED, is hung up
 * on, and the wait begins anew. */
#include "server.h"

BOOL server_await(HANDLE pipe)
{
    unsigned attempt = 0;
    DWORD error = ERROR_SUCCESS;

    do {
        error = ConnectNamedPipe(pipe, NULL) ? ERROR_SUCCESS : GetLastError();
        if (error == ERROR_NO_DATA) error = ERROR_SUCCESS;
        if (error != ERROR_SUCCESS) {
            server_report("ConnectNamedPipe", error);
            DisconnectNamedPipe(pipe);
        }
    } while (error != ERROR_SUCCESS && server_again(&attempt));
    return error == ERROR_SUCCESS;
}
