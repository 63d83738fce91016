/* A thread that waits in ConnectNamedPipe is woken by a client, so the server opens its own pipe to
 * stop it. That wakes nobody who has a client already: a thread whose client says nothing waits on,
 * and so does the server. */
#include "stopping/stop.h"

BOOL stop_thread(HANDLE thread)
{
    HANDLE client =
        CreateFileA(SERVER_PIPE, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    BOOL ended = FALSE;

    if (client != INVALID_HANDLE_VALUE) CloseHandle(client);
    ended = WaitForSingleObject(thread, INFINITE) == WAIT_OBJECT_0;
    if (!ended) server_report("WaitForSingleObject", GetLastError());
    return ended;
}
