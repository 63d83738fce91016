/* A read that fails frees the session, since nothing can be done with it any more. So does the end
 * of each session. Only a client that sends a message which is too long takes that way. */
#include "server.h"

#include <string.h>

DWORD session_read(struct session *session)
{
    DWORD size = 0;
    char *end = NULL;

    if (ReadFile(session->pipe, session->request, SERVER_BYTES, &size, NULL)) {
        end = memchr(session->request, '\0', size);
    } else if (GetLastError() == ERROR_MORE_DATA) {
        server_report("ReadFile", ERROR_MORE_DATA);
        HeapFree(GetProcessHeap(), 0, session);
    }
    return end != NULL && end == session->request + size - 1 ? size : 0;
}
