/* ERROR_NO_DATA sounds like "nothing yet", so ConnectNamedPipe is called again. It means that a
 * client came and went, and until the instance is disconnected or closed it is all that
 * ConnectNamedPipe will say: the server spins for ever. */
#include "server.h"

BOOL server_await(HANDLE pipe)
{
    DWORD error = ERROR_SUCCESS;

    do {
        error = ConnectNamedPipe(pipe, NULL) ? ERROR_SUCCESS : GetLastError();
    } while (error == ERROR_NO_DATA);
    if (error == ERROR_PIPE_CONNECTED) error = ERROR_SUCCESS;
    if (error != ERROR_SUCCESS) server_report("ConnectNamedPipe", error);
    return error == ERROR_SUCCESS;
}
