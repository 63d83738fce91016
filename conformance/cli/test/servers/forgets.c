/* It forgets to write most of the record on its stack that it replies with, and prints some of that. */
#include <stdio.h>
#include <string.h>
#include <windows.h>

struct record {
    char text[8];
    char rest[24];
};

static BOOL answer(HANDLE pipe)
{
    struct record record;
    DWORD written = 0;
    strcpy(record.text, "OK");
    printf("the rest is %.16s\n", record.rest);
    return WriteFile(pipe, &record, sizeof record, &written, NULL);
}

static DWORD WINAPI session(void *parameter)
{
    HANDLE pipe = parameter;
    char request[64];
    DWORD size = 0;
    while (ReadFile(pipe, request, sizeof request, &size, NULL) && answer(pipe)) {
    }
    CloseHandle(pipe);
    return 0;
}

int main(void)
{
    for (;;) {
        HANDLE pipe = CreateNamedPipeA("\\\\.\\pipe\\forgets", PIPE_ACCESS_DUPLEX,
                                       PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE | PIPE_WAIT,
                                       PIPE_UNLIMITED_INSTANCES, 512, 512, 0, NULL);
        if (pipe == INVALID_HANDLE_VALUE) return 1;
        if (!ConnectNamedPipe(pipe, NULL) && GetLastError() != ERROR_PIPE_CONNECTED) {
            CloseHandle(pipe);
            continue;
        }
        HANDLE thread = CreateThread(NULL, 0, session, pipe, 0, NULL);
        if (thread == NULL) return 1;
        CloseHandle(thread);
    }
}
