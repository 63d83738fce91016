/* Where a request ends, only its terminator says. A read may bring a part of one, or the end of
 * one and the beginning of the next, which is kept. */
#include "../server.h"

#include <string.h>

static char *find_end(struct session *session)
{
    return memchr(session->request, '\0', session->held);
}

DWORD session_read(struct session *session)
{
    DWORD count = 1;

    session->held -= session->taken;
    memmove(session->request, session->request + session->taken, session->held);
    while (find_end(session) == NULL && session->held < SERVER_BYTES && count > 0) {
        if (!ReadFile(session->pipe, session->request + session->held, SERVER_BYTES - session->held,
                      &count, NULL)) {
            server_report("ReadFile", GetLastError());
            count = 0;
        }
        session->held += count;
    }
    session->taken =
        find_end(session) != NULL ? (DWORD)(find_end(session) - session->request) + 1 : 0;
    return session->taken;
}
