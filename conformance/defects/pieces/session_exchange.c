#include "server.h"

BOOL session_exchange(struct session *session)
{
    const DWORD size = session_read(session);

    return size > 0 && session_write(session, session_reply(session, size));
}
