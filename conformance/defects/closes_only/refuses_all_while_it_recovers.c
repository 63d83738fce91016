/* A client that was served before it went, in the midst of its requests, is taken for a sign that
 * something is wrong: to be safe, the server refuses all requests for a while. */
#include "server.h"

static LONG recovering;

BOOL session_exchange(struct session *session)
{
    const DWORD size = session_read(session);
    BOOL done = size > 0 && InterlockedCompareExchange(&recovering, 0, 0) == 0;

    if (!done) return FALSE;
    done = session_write(session, session_reply(session, size));
    if (!done && session->held > 0) {
        InterlockedIncrement(&recovering);
        Sleep(SERVER_PAUSE_MS);
        InterlockedDecrement(&recovering);
    }
    session->held++;    // requests that were answered
    return done;
}
