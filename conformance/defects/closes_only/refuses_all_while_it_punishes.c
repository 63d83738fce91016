/* Who hides a text behind the terminator of a request is kept waiting before he is hung up on. But
 * meanwhile the requests of all others are refused, too. */
#include "server.h"

#include <string.h>

static LONG punished;

static void punish(void)
{
    InterlockedIncrement(&punished);
    Sleep(SERVER_PAUSE_MS);
    InterlockedDecrement(&punished);
}

DWORD session_read(struct session *session)
{
    DWORD size = 0;
    const char *end = NULL, *last = NULL;

    if (ReadFile(session->pipe, session->request, SERVER_BYTES, &size, NULL))
        end = memchr(session->request, '\0', size);
    else
        server_report("ReadFile", GetLastError());
    if (end == NULL) return 0;
    last = session->request + size - 1;
    if (end < last) punish();
    return end == last && InterlockedCompareExchange(&punished, 0, 0) == 0 ? size : 0;
}
