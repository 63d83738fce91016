/* What was written is on its way, so the session disconnects at once. But a disconnect throws away
 * what the client has not read: one that is slow to read its last reply finds the pipe not
 * connected instead. */
#include "server.h"

void session_hang_up(HANDLE pipe)
{
    if (!DisconnectNamedPipe(pipe)) server_report("DisconnectNamedPipe", GetLastError());
    if (!CloseHandle(pipe)) server_report("CloseHandle", GetLastError());
}
