#include "server.h"

void session_end(struct session *session)
{
    session_hang_up(session->pipe);
    HeapFree(GetProcessHeap(), 0, session);
}
