/* While there is more of a message, it is read on: into the same place. What is left in the end is
 * the last part, and it is answered as if it had been the request. */
#include "server.h"

#include <string.h>

DWORD session_read(struct session *session)
{
    DWORD size = 0;
    DWORD error = ERROR_MORE_DATA;
    char *end = NULL;

    while (error == ERROR_MORE_DATA) {
        error = ERROR_SUCCESS;
        if (!ReadFile(session->pipe, session->request, SERVER_BYTES, &size, NULL))
            error = GetLastError();
    }
    if (error == ERROR_SUCCESS)
        end = memchr(session->request, '\0', size);
    else
        server_report("ReadFile", error);
    return end != NULL && end == session->request + size - 1 ? size : 0;
}
