/* A client that is there before it is awaited has sent its request already, the thought goes: one
 * exchange on the spot saves a thread. So a session that begins by ERROR_PIPE_CONNECTED ends after
 * one reply, and the client's next request finds the pipe closed. */
#include "server.h"

static BOOL early;

BOOL server_await(HANDLE pipe)
{
    unsigned attempt = 0;
    DWORD error = ERROR_SUCCESS;

    do {
        error = ConnectNamedPipe(pipe, NULL) ? ERROR_SUCCESS : GetLastError();
        early = error == ERROR_PIPE_CONNECTED;
        if (error == ERROR_PIPE_CONNECTED || error == ERROR_NO_DATA) error = ERROR_SUCCESS;
        if (error != ERROR_SUCCESS) server_report("ConnectNamedPipe", error);
    } while (error != ERROR_SUCCESS && server_again(&attempt));
    return error == ERROR_SUCCESS;
}

static DWORD WINAPI run_once(LPVOID session)
{
    session_exchange(session);
    session_end(session);
    return 0;
}

void session_start(HANDLE pipe)
{
    struct session *session = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, sizeof *session);
    HANDLE thread = NULL;

    if (session == NULL) {
        server_report("HeapAlloc", ERROR_NOT_ENOUGH_MEMORY);
        session_hang_up(pipe);
        return;
    }
    session->pipe = pipe;
    thread = CreateThread(NULL, 0, early ? run_once : session_run, session, 0, NULL);
    if (thread == NULL) {
        server_report("CreateThread", GetLastError());
        session_end(session);
    } else {
        CloseHandle(thread);
    }
}
