/* Clients are awaited by a thread, and the main thread sleeps. When a session's thread cannot be
 * had, the accepting thread reports it and ends; but the program lives on, with a pipe that
 * clients can open and nobody serves. */
#include "server.h"

static BOOL start(HANDLE pipe)
{
    struct session *session = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, sizeof *session);
    HANDLE thread = NULL;

    if (session == NULL) {
        server_report("HeapAlloc", ERROR_NOT_ENOUGH_MEMORY);
        session_hang_up(pipe);
        return FALSE;
    }
    session->pipe = pipe;
    thread = CreateThread(NULL, 0, session_run, session, 0, NULL);
    if (thread == NULL) {
        server_report("CreateThread", GetLastError());
        session_end(session);
        return FALSE;
    }
    CloseHandle(thread);
    return TRUE;
}

static DWORD WINAPI accept_clients(LPVOID first)
{
    HANDLE pipe = first;
    BOOL started = TRUE;

    while (started && pipe != INVALID_HANDLE_VALUE && server_await(pipe)) {
        HANDLE next = server_create(0);
        started = start(pipe);
        pipe = next;
    }
    return 1;
}

int main(void)
{
    HANDLE pipe = server_create(server_options.first);

    if (pipe == INVALID_HANDLE_VALUE) return 1;
    if (CreateThread(NULL, 0, accept_clients, pipe, 0, NULL) != NULL) Sleep(INFINITE);
    server_report("CreateThread", GetLastError());
    return 1;
}
