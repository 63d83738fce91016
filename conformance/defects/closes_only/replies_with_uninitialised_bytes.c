/* Replies are records of one size, so that clients find it easy to read them. A record is a new
 * block in which the text is put, and the rest of it is whatever was in that memory before: other
 * clients' replies, for one. */
#include "server.h"

#include <string.h>

BOOL session_write(struct session *session, DWORD size)
{
    DWORD written = 0;
    DWORD error = ERROR_SUCCESS;
    char *record = HeapAlloc(GetProcessHeap(), 0, SERVER_BYTES);

    if (record == NULL) {
        server_report("HeapAlloc", ERROR_NOT_ENOUGH_MEMORY);
        return FALSE;
    }
    memcpy(record, session->reply, size);
    if (!WriteFile(session->pipe, record, SERVER_BYTES, &written, NULL))
        error = GetLastError();
    else if (written != SERVER_BYTES)
        error = ERROR_WRITE_FAULT;
    HeapFree(GetProcessHeap(), 0, record);
    if (error != ERROR_SUCCESS) server_report("WriteFile", error);
    return error == ERROR_SUCCESS;
}
