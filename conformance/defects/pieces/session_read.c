/* A message is a request if its only terminator is its last byte. One that is too long shows as
 * ERROR_MORE_DATA: its rest is left alone, and goes with the session. */
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
