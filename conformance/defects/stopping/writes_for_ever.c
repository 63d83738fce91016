/* A write waits when the client has left so much unread that there is no room for more, which does
 * not take long. A client that goes on asking and never reads keeps the thread, and its instance,
 * for as long as it likes. */
#include "stopping/stop.h"

BOOL session_write(struct session *session, DWORD size)
{
    DWORD written = 0;
    DWORD error = ERROR_SUCCESS;

    if (!WriteFile(session->pipe, session->reply, size, &written, NULL))
        error = GetLastError();
    else if (written != size)
        error = ERROR_WRITE_FAULT;
    if (error != ERROR_SUCCESS) server_report("WriteFile", error);
    return error == ERROR_SUCCESS;
}
