/* Flush, disconnect and close are all there, but the flush comes second: after the disconnect there
 * is nothing left to wait for. */
#include "server.h"

void session_hang_up(HANDLE pipe)
{
    if (!DisconnectNamedPipe(pipe)) server_report("DisconnectNamedPipe", GetLastError());
    if (!FlushFileBuffers(pipe)) server_report("FlushFileBuffers", GetLastError());
    if (!CloseHandle(pipe)) server_report("CloseHandle", GetLastError());
}
