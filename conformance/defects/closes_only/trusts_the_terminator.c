/* A request is a string, so its length is what strlen says. If a client sends it without a
 * terminator, strlen goes on over what an earlier, longer request has left in the buffer, and the
 * reply is of that too. */
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
