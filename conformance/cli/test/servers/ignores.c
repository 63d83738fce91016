/* Answers the one request that it knows, and ignores whatever else a message holds. */
#include <stdio.h>
#include <string.h>
#include <windows.h>

static DWORD WINAPI session(void *parameter)
{
    HANDLE pipe = parameter;
    char request[32];
    DWORD size = 0;
    while (ReadFile(pipe, request, sizeof request, &size, NULL)) {
        if (size != sizeof "hello" || memcmp(request, "hello", size) != 0) continue;
        if (!WriteFile(pipe, "world", sizeof "world", &size, NULL)) break;
    }
    CloseHandle(pipe);
    return 0;
}

static HANDLE create(void)
{
    return CreateNamedPipeA("\\\\.\\pipe\\ignores", PIPE_ACCESS_DUPLEX,
                            PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE | PIPE_WAIT,
                            PIPE_UNLIMITED_INSTANCES, 512, 512, 0, NULL);
}

int main(void)
{
    HANDLE pipe = create();
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
    return 1;
}
