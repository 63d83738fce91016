/* A thread of the pool needs a handle of itself, for others to cancel what it waits for. */
#include "stop.h"

DWORD WINAPI pool_run(LPVOID argument)
{
    struct session *session = argument;
    BOOL usable = TRUE;

    session->thread = OpenThread(THREAD_TERMINATE, FALSE, GetCurrentThreadId());
    if (session->thread == NULL) {
        server_report("OpenThread", GetLastError());
        return 1;
    }
    while (usable && server_await(session->pipe)) {
        session_serve(session);
        usable = pool_recycle(session);
    }
    CloseHandle(session->thread);
    return 1;
}
