/* The end of a session takes the lock of the client list, and hangs up under it. The flush waits
 * for the client to read its last reply; if it never does, no other client is let in or out. */
#include "server.h"

static CRITICAL_SECTION list;
static int clients;

BOOL server_prepare(void)
{
    InitializeCriticalSection(&list);
    return TRUE;
}

DWORD WINAPI session_run(LPVOID session)
{
    EnterCriticalSection(&list);
    clients++;
    LeaveCriticalSection(&list);
    session_serve(session);
    EnterCriticalSection(&list);
    clients--;
    session_end(session);
    LeaveCriticalSection(&list);
    return 0;
}
