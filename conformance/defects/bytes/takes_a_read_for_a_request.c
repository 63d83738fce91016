/* What is written at once is read at once, and so it was whenever it was tried. But a pipe of bytes
 * knows no requests: when a client sends one in two parts, the first read brings half of it, and
 * the session ends over a request that is none. */
#include "server.h"

#include <string.h>

DWORD session_read(struct session *session)
{
    DWORD size = 0;
    char *end = NULL;

    if (ReadFile(session->pipe, session->request, SERVER_BYTES, &size, NULL))
        end = memchr(session->request, '\0', size);
    else
        server_report("ReadFile", GetLastError());
    return end != NULL && end == session->request + size - 1 ? size : 0;
}
