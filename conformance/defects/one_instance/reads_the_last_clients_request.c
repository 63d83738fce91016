/* A request is a string, so its length is what strlen says. The buffer is the instance's, and it is
 * used again: what one client has sent is still there for the next, whose request, if it lacks a
 * terminator, goes on with it. */
#include "server.h"

#include <string.h>

DWORD session_read(struct session *session)
{
    DWORD size = 0;
    DWORD length = 0;

    if (ReadFile(session->pipe, session->request, SERVER_BYTES, &size, NULL))
        length = (DWORD)strnlen(session->request, SERVER_BYTES) + 1;
    else
        server_report("ReadFile", GetLastError());
    return size > 0 && length <= SERVER_BYTES && length >= size ? length : 0;
}
