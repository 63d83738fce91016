/* A client that asks and asks and never reads makes a write wait, but not for ever. */
#include "stop.h"

BOOL session_write(struct session *session, DWORD size)
{
    DWORD written = 0;
    DWORD error = ERROR_SUCCESS;
    HANDLE limit = limit_open(session->thread);

    if (limit == NULL) return FALSE;
    if (!WriteFile(session->pipe, session->reply, size, &written, NULL))
        error = GetLastError();
    else if (written != size)
        error = ERROR_WRITE_FAULT;    // part of a reply is no reply
    limit_close(limit);
    if (error != ERROR_SUCCESS) server_report("WriteFile", error);
    return error == ERROR_SUCCESS;
}
