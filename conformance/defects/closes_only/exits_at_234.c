/* A read that fails and does not say that the client has gone is something that must not happen,
 * and ends the program. ERROR_MORE_DATA does happen: any client can send a message that is longer
 * than the server's buffer. */
#include "server.h"

#include <string.h>

DWORD session_read(struct session *session)
{
    DWORD size = 0;
    char *end = NULL;

    if (ReadFile(session->pipe, session->request, SERVER_BYTES, &size, NULL)) {
        end = memchr(session->request, '\0', size);
    } else {
        const DWORD error = GetLastError();
        server_report("ReadFile", error);
        if (error != ERROR_BROKEN_PIPE && error != ERROR_PIPE_NOT_CONNECTED) ExitProcess(2);
    }
    return end != NULL && end == session->request + size - 1 ? size : 0;
}
