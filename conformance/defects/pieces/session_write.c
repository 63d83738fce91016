#include "server.h"

BOOL session_write(struct session *session, DWORD size)
{
    DWORD written = 0;
    DWORD error = ERROR_SUCCESS;

    if (!WriteFile(session->pipe, session->reply, size, &written, NULL))
        error = GetLastError();
    else if (written != size)
        error = ERROR_WRITE_FAULT;    // part of a reply is no reply
    if (error != ERROR_SUCCESS) server_report("WriteFile", error);
    return error == ERROR_SUCCESS;
}
