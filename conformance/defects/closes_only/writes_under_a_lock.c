/* Replies are written under a lock, so that two of them cannot mix. They cannot anyway; but a write
 * waits when a client does not read, and with the lock in its hands it keeps all other sessions
 * waiting too. */
#include "server.h"

static CRITICAL_SECTION writing;

BOOL server_prepare(void)
{
    InitializeCriticalSection(&writing);
    return TRUE;
}

BOOL session_write(struct session *session, DWORD size)
{
    DWORD written = 0;
    DWORD error = ERROR_SUCCESS;

    EnterCriticalSection(&writing);
    if (!WriteFile(session->pipe, session->reply, size, &written, NULL))
        error = GetLastError();
    else if (written != size)
        error = ERROR_WRITE_FAULT;
    LeaveCriticalSection(&writing);
    if (error != ERROR_SUCCESS) server_report("WriteFile", error);
    return error == ERROR_SUCCESS;
}
