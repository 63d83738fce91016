/* One buffer is enough, the thought goes, since a request is answered as soon as it is read. But
 * between the read and the answer another session's read may fill it: a client gets the reply to
 * another's request. */
#include "server.h"

#include <string.h>

static char buffer[SERVER_BYTES];

BOOL session_exchange(struct session *session)
{
    DWORD size = 0;
    DWORD written = 0;
    char *end = NULL;

    if (ReadFile(session->pipe, buffer, SERVER_BYTES, &size, NULL))
        end = memchr(buffer, '\0', size);
    else
        server_report("ReadFile", GetLastError());
    if (end == NULL || end != buffer + size - 1) return FALSE;

    memcpy(session->request, buffer, size);
    size = session_reply(session, size);
    memcpy(buffer, session->reply, size);
    if (WriteFile(session->pipe, buffer, size, &written, NULL)) return written == size;
    server_report("WriteFile", GetLastError());
    return FALSE;
}
