/* On ERROR_NO_DATA the instance is of no use any more: it is closed, and the wait goes on. But it
 * goes on with the same handle, since only a session makes the loop take a new one: no client is
 * served any more. */
#include "server.h"

BOOL server_await(HANDLE pipe)
{
    unsigned attempt = 0;
    DWORD error = ERROR_SUCCESS;

    do {
        error = ConnectNamedPipe(pipe, NULL) ? ERROR_SUCCESS : GetLastError();
        if (error == ERROR_PIPE_CONNECTED) error = ERROR_SUCCESS;
        if (error == ERROR_NO_DATA)
            CloseHandle(pipe);
        else if (error != ERROR_SUCCESS)
            server_report("ConnectNamedPipe", error);
    } while (error != ERROR_SUCCESS && server_again(&attempt));
    return error == ERROR_SUCCESS;
}
