/* Serves until somebody presses Enter. With -DHANDLES Ctrl-C does the same, if it waits for that already. */
#include <stdio.h>
#include <windows.h>

static DWORD WINAPI session(void *parameter)
{
    HANDLE pipe = parameter;
    char buffer[64];
    DWORD read, written;
    while (ReadFile(pipe, buffer, sizeof buffer, &read, NULL))
        if (!WriteFile(pipe, buffer, read, &written, NULL)) break;
    CloseHandle(pipe);
    return 0;
}

static HANDLE create(void)
{
    return CreateNamedPipeA("\\\\.\\pipe\\enters", PIPE_ACCESS_DUPLEX,
                            PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE | PIPE_WAIT,
                            PIPE_UNLIMITED_INSTANCES, 512, 512, 0, NULL);
}

static DWORD WINAPI accept(void *unused)
{
    HANDLE pipe = create();
    (void)unused;
    while (pipe != INVALID_HANDLE_VALUE) {
        if (!ConnectNamedPipe(pipe, NULL) && GetLastError() != ERROR_PIPE_CONNECTED &&
            GetLastError() != ERROR_NO_DATA)
            break;
        HANDLE next = create();
        HANDLE thread = CreateThread(NULL, 0, session, pipe, 0, NULL);
        CloseHandle(thread != NULL ? thread : pipe);
        pipe = next;
    }
    printf("it ends with error %lu\n", GetLastError());
    ExitProcess(1);
}

#ifdef HANDLES
static BOOL WINAPI handle(DWORD event)
{
    return event == CTRL_C_EVENT;
}
#endif

int main(void)
{
#ifdef HANDLES
    if (!SetConsoleCtrlHandler(handle, TRUE)) return 1;
#endif
    HANDLE thread = CreateThread(NULL, 0, accept, NULL, 0, NULL);
    if (thread == NULL) {
        printf("CreateThread: %lu\n", GetLastError());
        return 1;
    }
    puts("press Enter to quit");
    getchar();
    return 0;
}
