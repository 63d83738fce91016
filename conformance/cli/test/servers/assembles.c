/* Its pipe is one of messages, which it reads as bytes: a request goes on up to its terminator,
 * however many messages that takes. */
#include <stdio.h>
#include <windows.h>

static DWORD WINAPI session(void *parameter)
{
    HANDLE pipe = parameter;
    char buffer[64], line[64];
    DWORD used = 0, count = 0, mode = PIPE_READMODE_BYTE;
    BOOL good = SetNamedPipeHandleState(pipe, &mode, NULL, NULL);
    while (good && ReadFile(pipe, buffer, sizeof buffer, &count, NULL)) {
        DWORD written = 0;
        for (DWORD i = 0; good && i < count; i++) {
            line[used++] = buffer[i];
            good = buffer[i] != '\0' ? used < sizeof line
                                     : WriteFile(pipe, line, used, &written, NULL);
            if (buffer[i] == '\0') used = 0;
        }
    }
    CloseHandle(pipe);
    return 0;
}

static HANDLE create(void)
{
    return CreateNamedPipeA("\\\\.\\pipe\\assembles", PIPE_ACCESS_DUPLEX,
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
