/* Whether the client has gone is looked up in the last error, and not in what the read returned. After a
 * read that succeeded that is what any earlier call of the thread may have left there, such as the end of
 * another pipe. */
#include "server.h"

#include <string.h>

DWORD session_read(struct session *session)
{
    DWORD size = 0;
    char *end = NULL;

    ReadFile(session->pipe, session->request, SERVER_BYTES, &size, NULL);
    if (GetLastError() != ERROR_BROKEN_PIPE && size > 0) end = memchr(session->request, '\0', size);
    return end != NULL && end == session->request + size - 1 ? size : 0;
}
