/* Whatever came is made a string by a terminator after its last byte. A request that fills the
 * buffer leaves no room for it: one byte behind the block is overwritten. */
#include "server.h"

#include <string.h>

DWORD session_read(struct session *session)
{
    DWORD size = 0;
    DWORD length = 0;

    if (ReadFile(session->pipe, session->request, SERVER_BYTES, &size, NULL)) {
        session->request[size] = '\0';
        length = (DWORD)strlen(session->request);
    } else {
        server_report("ReadFile", GetLastError());
    }
    return size > 0 && length == size - 1 ? size : 0;
}
