/* A request without its terminator is an attack, and whoever sends it is cut off at once. What he was
 * answered before, and has not read yet, is cut off with him. */
#include "server.h"

#include <string.h>

DWORD session_read(struct session *session)
{
    DWORD size = 0;
    char *end = NULL;
    const BOOL done = ReadFile(session->pipe, session->request, SERVER_BYTES, &size, NULL);

    if (!done) server_report("ReadFile", GetLastError());
    if (done) end = memchr(session->request, '\0', size);
    if (done && end == NULL && !DisconnectNamedPipe(session->pipe))
        server_report("DisconnectNamedPipe", GetLastError());
    return end != NULL && end == session->request + size - 1 ? size : 0;
}
