/* One thread awaits clients. The next instance exists before the last one is handed over: once it
 * is there, the name never vanishes. */
#include "server.h"

int main(void)
{
    HANDLE pipe = INVALID_HANDLE_VALUE;

    if (server_prepare()) pipe = server_create(server_options.first);
    while (pipe != INVALID_HANDLE_VALUE && server_await(pipe)) {
        HANDLE next = server_create(0);
        session_start(pipe);
        pipe = next;
    }
    if (pipe != INVALID_HANDLE_VALUE) CloseHandle(pipe);
    return 1;
}
