/* What ConnectNamedPipe returned is not looked at, only the last error. After a success that is
 * whatever an earlier call has left there. */
#include "server.h"

BOOL server_await(HANDLE pipe)
{
    unsigned attempt = 0;
    DWORD error = ERROR_SUCCESS;

    do {
        ConnectNamedPipe(pipe, NULL);
        error = GetLastError();
        if (error == ERROR_PIPE_CONNECTED || error == ERROR_NO_DATA) error = ERROR_SUCCESS;
        if (error != ERROR_SUCCESS) server_report("ConnectNamedPipe", error);
    } while (error != ERROR_SUCCESS && server_again(&attempt));
    return error == ERROR_SUCCESS;
}
