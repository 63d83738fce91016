/* What makes the replies is not made for two threads, so there is a lock around it. It was drawn
 * too wide, around the read too: a client that says nothing keeps the lock, and nobody else is
 * answered. */
#include "server.h"

static CRITICAL_SECTION exchanging;

BOOL server_prepare(void)
{
    InitializeCriticalSection(&exchanging);
    return TRUE;
}

BOOL session_exchange(struct session *session)
{
    DWORD size = 0;
    BOOL more = FALSE;

    EnterCriticalSection(&exchanging);
    size = session_read(session);
    more = size > 0 && session_write(session, session_reply(session, size));
    LeaveCriticalSection(&exchanging);
    return more;
}
