#include "stop.h"

void session_flush(struct session *session)
{
    HANDLE limit = limit_open(session->thread);

    if (limit == NULL) return;
    if (!FlushFileBuffers(session->pipe)) server_report("FlushFileBuffers", GetLastError());
    limit_close(limit);
}
