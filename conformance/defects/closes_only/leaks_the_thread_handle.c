/* The thread ends by itself, so what is there to close? Its handle: each session leaves one. */
#include "server.h"

void session_start(HANDLE pipe)
{
    struct session *session = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, sizeof *session);

    if (session == NULL) {
        server_report("HeapAlloc", ERROR_NOT_ENOUGH_MEMORY);
        session_hang_up(pipe);
        return;
    }
    session->pipe = pipe;
    if (CreateThread(NULL, 0, session_run, session, 0, NULL) == NULL) {
        server_report("CreateThread", GetLastError());
        session_end(session);
    }
}
