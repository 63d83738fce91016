/* A close, without a flush and without a disconnect, leaves to the client what it has not read
 * yet. */
#include "server.h"

void session_hang_up(HANDLE pipe)
{
    if (!CloseHandle(pipe)) server_report("CloseHandle", GetLastError());
}
