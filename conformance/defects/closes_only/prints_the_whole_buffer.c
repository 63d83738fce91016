/* A request is written to the log with the length of its buffer as the limit, since it may have no
 * terminator. Then what the buffer held before is printed behind it. */
#include "server.h"

#include <stdio.h>
#include <string.h>

DWORD session_read(struct session *session)
{
    char buffer[SERVER_BYTES];
    DWORD size = 0;
    char *end = NULL;

    if (ReadFile(session->pipe, buffer, SERVER_BYTES, &size, NULL))
        end = memchr(buffer, '\0', size);
    else
        server_report("ReadFile", GetLastError());
    if (size > 0) printf("request: %.*s\n", SERVER_BYTES, buffer);
    memcpy(session->request, buffer, size);
    return end != NULL && end == buffer + size - 1 ? size : 0;
}
