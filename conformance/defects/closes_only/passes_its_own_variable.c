/* The thread gets the address of the loop's variable. By the time that it looks, the loop may have
 * put the next instance there: the thread serves, and closes, the wrong one, and the client
 * waits. */
#include "server.h"

static DWORD WINAPI run(LPVOID pipe)
{
    struct session *session = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, sizeof *session);

    if (session == NULL) {
        server_report("HeapAlloc", ERROR_NOT_ENOUGH_MEMORY);
        session_hang_up(*(HANDLE *)pipe);
        return 0;
    }
    session->pipe = *(HANDLE *)pipe;
    return session_run(session);
}

int main(void)
{
    HANDLE pipe = server_create(server_options.first);

    while (pipe != INVALID_HANDLE_VALUE && server_await(pipe)) {
        HANDLE next = server_create(0);
        HANDLE thread = CreateThread(NULL, 0, run, &pipe, 0, NULL);
        if (thread == NULL) {
            server_report("CreateThread", GetLastError());
            session_hang_up(pipe);
        } else {
            CloseHandle(thread);
        }
        pipe = next;
    }
    if (pipe != INVALID_HANDLE_VALUE) CloseHandle(pipe);
    return 1;
}
