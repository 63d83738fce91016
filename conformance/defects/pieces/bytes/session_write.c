/* A write may take less than it was given. */
#include "../server.h"

BOOL session_write(struct session *session, DWORD size)
{
    DWORD written = 0;
    DWORD count = 1;

    while (written < size && count > 0) {
        if (!WriteFile(session->pipe, session->reply + written, size - written, &count, NULL)) {
            server_report("WriteFile", GetLastError());
            count = 0;
        }
        written += count;
    }
    return written == size;
}
