/* ERROR_PIPE_NOT_CONNECTED sounds as if the client had not come yet, so the read is made again. It
 * means that whoever else holds this end has disconnected it, and every later read fails like that:
 * the session spins for ever. */
#include "server.h"

#include <string.h>

DWORD session_read(struct session *session)
{
    DWORD size = 0;
    DWORD error = ERROR_SUCCESS;
    char *end = NULL;

    do {
        error = ERROR_SUCCESS;
        if (!ReadFile(session->pipe, session->request, SERVER_BYTES, &size, NULL))
            error = GetLastError();
    } while (error == ERROR_PIPE_NOT_CONNECTED);
    if (error == ERROR_SUCCESS)
        end = memchr(session->request, '\0', size);
    else
        server_report("ReadFile", error);
    return end != NULL && end == session->request + size - 1 ? size : 0;
}
