/* On ERROR_NO_DATA the instance is of no use any more: it is closed, and the loop goes on. But it
 * goes on with the same handle, since only a session makes it take a new one: no client is
 * served any more. */
#include "server.h"

BOOL server_await(HANDLE pipe)
{
    DWORD error = ERROR_SUCCESS;

    for (;;) {
        error = ConnectNamedPipe(pipe, NULL) ? ERROR_SUCCESS : GetLastError();
        if (error == ERROR_SUCCESS || error == ERROR_PIPE_CONNECTED) return TRUE;
        if (error == ERROR_NO_DATA)
            CloseHandle(pipe);
        else
            server_report("ConnectNamedPipe", error);
        Sleep(SERVER_PAUSE_MS);
    }
}
