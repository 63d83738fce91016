/* When a write fails, the pipe is closed at once; at the end of the session it is closed again. By
 * then its handle may be another session's, since Windows gives values away again. */
#include "server.h"

BOOL session_write(struct session *session, DWORD size)
{
    DWORD written = 0;

    if (WriteFile(session->pipe, session->reply, size, &written, NULL)) return written == size;
    server_report("WriteFile", GetLastError());
    CloseHandle(session->pipe);
    return FALSE;
}
