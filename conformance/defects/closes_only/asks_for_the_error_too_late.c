/* A read has failed; before it is asked why, the last reply is flushed, so that it is not lost. But
 * the last error is that of the last call, and the flush may have set it: a client that has closed,
 * as all do, is taken for a failure then, and ends the server. */
#include "server.h"

#include <string.h>

DWORD session_read(struct session *session)
{
    DWORD size = 0;
    char *end = NULL;

    if (ReadFile(session->pipe, session->request, SERVER_BYTES, &size, NULL)) {
        end = memchr(session->request, '\0', size);
    } else {
        FlushFileBuffers(session->pipe);
        const DWORD error = GetLastError();
        if (error != ERROR_BROKEN_PIPE && error != ERROR_PIPE_NOT_CONNECTED &&
            error != ERROR_MORE_DATA) {
            server_report("ReadFile", error);
            ExitProcess(2);
        }
    }
    return end != NULL && end == session->request + size - 1 ? size : 0;
}
