/* When no thread can be had, the client is hung up on. The session's block, of no use to anybody
 * by then, is forgotten. */
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
        session_hang_up(pipe);
    } else {
        CloseHandle(thread);
    }
}
