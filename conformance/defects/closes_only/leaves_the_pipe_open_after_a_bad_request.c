/* A session ends when its client closes, and then the pipe is closed. When it ends because of a
 * request that is none, another way leads out of the thread, and it forgets the pipe: the client is
 * never hung up on, and the handle stays. */
#include "server.h"

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
    if (end != NULL && end == session->request + size - 1) return size;
    HeapFree(GetProcessHeap(), 0, session);
    ExitThread(1);
}
