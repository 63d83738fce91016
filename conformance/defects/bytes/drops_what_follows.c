/* Reads are put together until there is a terminator, and all that has been read by then is the
 * request. If a client sends two at once, one read brings both: the second is thrown away, and its
 * client waits for a reply. */
#include "server.h"

#include <string.h>

DWORD session_read(struct session *session)
{
    DWORD size = 0;
    DWORD count = 1;
    char *end = NULL;

    while (end == NULL && size < SERVER_BYTES && count > 0) {
        if (!ReadFile(session->pipe, session->request + size, SERVER_BYTES - size, &count, NULL)) {
            server_report("ReadFile", GetLastError());
            count = 0;
        }
        size += count;
        end = memchr(session->request, '\0', size);
    }
    return end != NULL ? (DWORD)(end - session->request) + 1 : 0;
}
