/* Clients are quick, so why a thread for each? Any number of instances may exist, but one thread
 * serves them: a client that connects and says nothing keeps all others waiting. */
#include "server.h"

void session_start(HANDLE pipe)
{
    struct session *session = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, sizeof *session);

    if (session == NULL) {
        server_report("HeapAlloc", ERROR_NOT_ENOUGH_MEMORY);
        session_hang_up(pipe);
    } else {
        session->pipe = pipe;
        session_run(session);
    }
}
