/* The session is freed, and then its pipe closed: the handle is read from freed memory, which as a
 * rule is still as it was. */
#include "server.h"

void session_end(struct session *session)
{
    HeapFree(GetProcessHeap(), 0, session);
    session_hang_up(session->pipe);
}
