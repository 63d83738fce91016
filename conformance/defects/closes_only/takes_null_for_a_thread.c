/* Handles are compared with INVALID_HANDLE_VALUE, as CreateNamedPipe's is. CreateThread says NULL
 * when it fails: that goes for a thread, and its client for one that is being served. It waits for
 * ever. */
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
    if (thread == INVALID_HANDLE_VALUE) {
        server_report("CreateThread", GetLastError());
        session_end(session);
    } else {
        CloseHandle(thread);
    }
}
