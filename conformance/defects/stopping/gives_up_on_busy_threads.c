/* Threads that await a client are woken by a client of the server's own, and each thread is waited for
 * a second. One that has a client already is not woken, and is not to hold up the end, which will end
 * it, too. It ends in the middle of a session, with its pipe open. */
#include "stopping/stop.h"

BOOL stop_thread(HANDLE thread)
{
    enum { PATIENCE_MS = 1000 };
    HANDLE client =
        CreateFileA(SERVER_PIPE, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);

    if (client != INVALID_HANDLE_VALUE) CloseHandle(client);
    return WaitForSingleObject(thread, PATIENCE_MS) == WAIT_OBJECT_0;
}
