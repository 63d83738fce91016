/* ERROR_MORE_DATA is met by cutting the request off where the buffer ends. But the rest of the
 * message is still in the pipe, and the next read takes it for a request of its own: one message,
 * two replies. */
#include "server.h"

#include <string.h>

DWORD session_read(struct session *session)
{
    DWORD size = 0;
    DWORD error = ERROR_SUCCESS;
    char *end = NULL;

    if (!ReadFile(session->pipe, session->request, SERVER_BYTES, &size, NULL))
        error = GetLastError();
    if (error == ERROR_MORE_DATA) {
        session->request[SERVER_BYTES - 1] = '\0';
        error = ERROR_SUCCESS;
    }
    if (error == ERROR_SUCCESS)
        end = memchr(session->request, '\0', size);
    else
        server_report("ReadFile", error);
    return end != NULL && end == session->request + size - 1 ? size : 0;
}
