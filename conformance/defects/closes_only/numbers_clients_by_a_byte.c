/* Sessions are numbered, and 0 is the number of none. But the number is a byte: every 256th client
 * gets 0, is taken for nobody, and hung up on. */
#include "server.h"

static unsigned char last_number;

void session_start(HANDLE pipe)
{
    const unsigned char number = ++last_number;
    struct session *session = NULL;
    HANDLE thread = NULL;

    if (number != 0) session = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, sizeof *session);
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
        CloseHandle(thread);    // the thread runs on
    }
}
