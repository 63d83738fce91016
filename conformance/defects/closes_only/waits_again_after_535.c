/* ConnectNamedPipe has said that it failed, so it is called until it does not. On an instance that
 * has its client already it fails each time, by ERROR_PIPE_CONNECTED: the server spins, and the
 * client that came early is never served. */
#include "server.h"

BOOL server_await(HANDLE pipe)
{
    DWORD error = ERROR_SUCCESS;

    do {
        error = ConnectNamedPipe(pipe, NULL) ? ERROR_SUCCESS : GetLastError();
        if (error == ERROR_NO_DATA) error = ERROR_SUCCESS;
    } while (error != ERROR_SUCCESS);
    return TRUE;
}
