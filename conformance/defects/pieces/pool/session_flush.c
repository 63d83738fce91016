#include "pool.h"

void session_flush(struct session *session)
{
    if (!FlushFileBuffers(session->pipe)) server_report("FlushFileBuffers", GetLastError());
}
