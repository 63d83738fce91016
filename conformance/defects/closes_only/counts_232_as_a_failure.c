/* A client that comes and goes before ConnectNamedPipe is told of by an error: so that call has failed,
 * as others fail that are made again, and some of these in a row mean that the pipe is lost. Whoever
 * opens and closes it often enough, and fast, ends the server. */
#include "server.h"

static unsigned failures;    // in a row

BOOL server_await(HANDLE pipe)
{
    DWORD error = ConnectNamedPipe(pipe, NULL) ? ERROR_SUCCESS : GetLastError();

    if (error == ERROR_PIPE_CONNECTED) error = ERROR_SUCCESS;
    failures = error == ERROR_SUCCESS ? 0 : failures + 1;
    if (failures == SERVER_ATTEMPTS) server_report("ConnectNamedPipe", error);
    return failures < SERVER_ATTEMPTS;    // a session without a client ends at its first read
}
