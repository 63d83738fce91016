/* The client that is there comes first, then the next instance. If its session is over before
 * that, the last instance is closed, and for a moment there is no pipe: a client that comes then
 * is told ERROR_FILE_NOT_FOUND. */
#include "server.h"

int main(void)
{
    HANDLE pipe = INVALID_HANDLE_VALUE;

    if (server_prepare()) pipe = server_create(server_options.first);
    while (pipe != INVALID_HANDLE_VALUE && server_await(pipe)) {
        session_start(pipe);
        pipe = server_create(0);
    }
    if (pipe != INVALID_HANDLE_VALUE) CloseHandle(pipe);
    return 1;
}
