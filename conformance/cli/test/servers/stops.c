/* A server that stops at the request "quit", and by Ctrl-Break, but leaves Ctrl-C to Windows.
 *
 * STOP=1 makes it answer "quit" and go on; STOP=2 leaves its pipe open at the end. FAILURE is the exit
 * code with which it ends over an error. */
#include <stdio.h>
#include <string.h>
#include <windows.h>

#ifndef STOP
#define STOP 0
#endif
#ifndef FAILURE
#define FAILURE 1
#endif

static HANDLE server, done;
static LONG stops;

static BOOL is_to_stop(void)
{
    return InterlockedCompareExchange(&stops, 0, 0) != 0;
}

/* The server may not have come to its next call yet: it is called off until it has ended. */
static BOOL WINAPI handle_event(DWORD event)
{
    if (event != CTRL_BREAK_EVENT) return FALSE;
    InterlockedExchange(&stops, 1);
    do
        CancelSynchronousIo(server);
    while (WaitForSingleObject(done, 10) == WAIT_TIMEOUT);
    return TRUE;
}

static void serve(HANDLE pipe)
{
    char text[64];
    DWORD count, written;
    while (!is_to_stop() && ReadFile(pipe, text, sizeof text, &count, NULL)) {
        if (STOP != 1 && count == 5 && memcmp(text, "quit", 5) == 0) InterlockedExchange(&stops, 1);
        if (!WriteFile(pipe, text, count, &written, NULL)) return;
    }
    FlushFileBuffers(pipe);
}

int main(void)
{
    HANDLE pipe = CreateNamedPipeA(
        "\\\\.\\pipe\\stops", PIPE_ACCESS_DUPLEX | FILE_FLAG_FIRST_PIPE_INSTANCE,
        PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE | PIPE_REJECT_REMOTE_CLIENTS, 1, 64, 64, 0, NULL);
    done = CreateEventA(NULL, TRUE, FALSE, NULL);
    server = OpenThread(THREAD_TERMINATE, FALSE, GetCurrentThreadId());
    if (pipe == INVALID_HANDLE_VALUE || done == NULL || server == NULL) {
        fprintf(stderr, "error %u\n", (unsigned)GetLastError());
        return FAILURE;
    }
    SetConsoleCtrlHandler(handle_event, TRUE);
    while (!is_to_stop()) {
        if (ConnectNamedPipe(pipe, NULL) || GetLastError() == ERROR_PIPE_CONNECTED) serve(pipe);
        DisconnectNamedPipe(pipe);
    }
    if (STOP != 2) CloseHandle(pipe);
    SetEvent(done);
    return 0;
}
