/* Its replies are records of one size, and number the requests of a session. -DNUMBER=1 leaves the
 * numbers out. */
#include <stdio.h>
#include <string.h>
#include <windows.h>

#ifndef NUMBER
#define NUMBER ++number
#endif

struct record {
    DWORD size;
    DWORD number;
    char text[24];
};

static DWORD WINAPI session(void *parameter)
{
    HANDLE pipe = parameter;
    char buffer[128];
    DWORD size = 0, number = 0;
    while (ReadFile(pipe, buffer, sizeof buffer, &size, NULL) && size > 0) {
        struct record reply;
        memset(&reply, 0, sizeof reply);
        reply.size = size;
        reply.number = NUMBER;
        strcpy(reply.text, "taken");
        if (!WriteFile(pipe, &reply, sizeof reply, &size, NULL)) break;
    }
    printf("%lu requests\n", number);
    CloseHandle(pipe);
    return 0;
}

static HANDLE create(void)
{
    return CreateNamedPipeA("\\\\.\\pipe\\records", PIPE_ACCESS_DUPLEX,
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
        if (thread == NULL) break;
        CloseHandle(thread);
        pipe = next;
    }
    printf("it ends with error %lu\n", GetLastError());
    return 1;
}
