/* A reply is put together in a block of its own, which is freed after it was written. If it cannot
 * be written, because the client has gone, it is not freed. */
#include "server.h"

#include <string.h>

BOOL session_write(struct session *session, DWORD size)
{
    DWORD written = 0;
    char *frame = HeapAlloc(GetProcessHeap(), 0, size);

    if (frame == NULL) {
        server_report("HeapAlloc", ERROR_NOT_ENOUGH_MEMORY);
        return FALSE;
    }
    memcpy(frame, session->reply, size);
    if (!WriteFile(session->pipe, frame, size, &written, NULL)) {
        server_report("WriteFile", GetLastError());
        return FALSE;
    }
    HeapFree(GetProcessHeap(), 0, frame);
    return written == size;
}
