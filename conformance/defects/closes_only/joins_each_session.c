/* Before a thread's handle is closed, the thread is waited for, as one does with threads. So the
 * accept loop stands still as long as a session lasts: the next instance is there, but whoever
 * opens it is not served before the one ahead has left. */
#include "server.h"

void session_start(HANDLE pipe)
{
    struct session *session = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, sizeof *session);
    HANDLE thread = NULL;

    if (session == NULL) {
        server_report("HeapAlloc", ERROR_NOT_ENOUGH_MEMORY);
        session_hang_up(pipe);
        return;
    }
    session->pipe = pipe;
    thread = CreateThread(NULL, 0, session_run, session, 0, NULL);
    if (thread == NULL) {
        server_report("CreateThread", GetLastError());
        session_end(session);
    } else {
        WaitForSingleObject(thread, INFINITE);
        CloseHandle(thread);
    }
}
