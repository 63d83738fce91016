/* It serves two clients at once, no more, and stops at the request "quit". */
#include <stdio.h>
#include <string.h>
#include <windows.h>

enum { INSTANCES = 2, ROOM = 64 };

static HANDLE stop;

/* Returns: whether it goes on. */
static BOOL answer(HANDLE pipe)
{
    char request[ROOM];
    DWORD size = 0;
    if (!ReadFile(pipe, request, sizeof request, &size, NULL)) return FALSE;
    if (size == sizeof "quit" && memcmp(request, "quit", size) == 0) {
        SetEvent(stop);
        return FALSE;
    }
    return WriteFile(pipe, request, size, &size, NULL);
}

static DWORD WINAPI serve(void *parameter)
{
    HANDLE pipe = parameter;
    while (WaitForSingleObject(stop, 0) == WAIT_TIMEOUT) {
        if (ConnectNamedPipe(pipe, NULL) || GetLastError() == ERROR_PIPE_CONNECTED) {
            while (answer(pipe)) {
            }
            FlushFileBuffers(pipe);
        }
        DisconnectNamedPipe(pipe);
    }
    return 0;
}

int main(void)
{
    HANDLE threads[INSTANCES];
    stop = CreateEventA(NULL, TRUE, FALSE, NULL);
    for (int i = 0; i < INSTANCES; i++) {
        HANDLE pipe = CreateNamedPipeA("\\\\.\\pipe\\limits", PIPE_ACCESS_DUPLEX,
                                       PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE | PIPE_WAIT,
                                       INSTANCES, 512, 512, 0, NULL);
        if (pipe == INVALID_HANDLE_VALUE || stop == NULL) return 1;
        threads[i] = CreateThread(NULL, 0, serve, pipe, 0, NULL);
        if (threads[i] == NULL) return 1;
    }
    WaitForSingleObject(stop, INFINITE);
    puts("it stops");
    return 0;    // and whoever is served then is cut off
}
