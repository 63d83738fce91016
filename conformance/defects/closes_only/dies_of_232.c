/* A failure of ConnectNamedPipe that is not ERROR_PIPE_CONNECTED is taken for the end: the pipe
 * must be broken. A client that comes and goes before the call, as any program does that only
 * looks whether the pipe is there, ends the server by ERROR_NO_DATA. */
#include "server.h"

BOOL server_await(HANDLE pipe)
{
    DWORD error = ConnectNamedPipe(pipe, NULL) ? ERROR_SUCCESS : GetLastError();

    if (error == ERROR_PIPE_CONNECTED) error = ERROR_SUCCESS;
    if (error == ERROR_NO_DATA) ExitProcess(2);    // no server can be made of a broken pipe
    if (error != ERROR_SUCCESS) server_report("ConnectNamedPipe", error);
    return error == ERROR_SUCCESS;
}
