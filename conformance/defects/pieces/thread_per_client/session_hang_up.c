/* As in Microsoft's example: a disconnect discards what the client has not read, so the flush
 * waits for it first. */
#include "../server.h"

void session_hang_up(HANDLE pipe)
{
    if (!FlushFileBuffers(pipe)) server_report("FlushFileBuffers", GetLastError());
    if (!DisconnectNamedPipe(pipe)) server_report("DisconnectNamedPipe", GetLastError());
    if (!CloseHandle(pipe)) server_report("CloseHandle", GetLastError());
}
