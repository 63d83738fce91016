/* A read that fails for another reason than that its client has gone is a failure of the server, it is
 * thought, and is reported. But it may be one session's bad luck, such as a lack of memory that has
 * passed a moment later, and all other clients lose theirs for it. */
#include "server.h"

#include <string.h>

DWORD session_read(struct session *session)
{
    DWORD size = 0;
    char *end = NULL;

    if (ReadFile(session->pipe, session->request, SERVER_BYTES, &size, NULL)) {
        end = memchr(session->request, '\0', size);
    } else {
        const DWORD error = GetLastError();
        server_report("ReadFile", error);
        if (error != ERROR_BROKEN_PIPE && error != ERROR_PIPE_NOT_CONNECTED &&
            error != ERROR_MORE_DATA)
            ExitProcess(2);
    }
    return end != NULL && end == session->request + size - 1 ? size : 0;
}
