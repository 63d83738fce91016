/* What ConnectNamedPipe returned is not looked at, only the last error. After a success that is
 * whatever an earlier call has left there, and a client that came as it should can end the
 * server. */
#include "server.h"

BOOL server_await(HANDLE pipe)
{
    DWORD error = ERROR_SUCCESS;

    ConnectNamedPipe(pipe, NULL);
    error = GetLastError();
    if (error == ERROR_PIPE_CONNECTED || error == ERROR_NO_DATA) error = ERROR_SUCCESS;
    if (error != ERROR_SUCCESS) server_report("ConnectNamedPipe", error);
    return error == ERROR_SUCCESS;
}
