/* A message may hold several texts, each with its terminator, and each gets a reply. The protocol
 * knows no such thing: a client that sends one message waits for one reply, and takes the second
 * for that to its next request. */
#include "server.h"

#include <string.h>

BOOL session_exchange(struct session *session)
{
    DWORD size = 0;
    DWORD done = 0;
    BOOL more = TRUE;

    if (!ReadFile(session->pipe, session->request, SERVER_BYTES, &size, NULL)) {
        server_report("ReadFile", GetLastError());
        return FALSE;
    }
    if (size == 0 || session->request[size - 1] != '\0') return FALSE;
    while (more && done < size) {
        const DWORD length = (DWORD)strlen(session->request) + 1;
        more = session_write(session, session_reply(session, length));
        memmove(session->request, session->request + length, size - length);
        done += length;
    }
    return more;
}
