/* Two pipes, each with a thread that serves one client after the other. */
#include <stdio.h>
#include <windows.h>

static DWORD WINAPI serve(void *name)
{
    HANDLE pipe = CreateNamedPipeA(name, PIPE_ACCESS_DUPLEX | FILE_FLAG_FIRST_PIPE_INSTANCE,
                                   PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE | PIPE_WAIT, 1, 512,
                                   512, 0, NULL);
    while (pipe != INVALID_HANDLE_VALUE) {
        char buffer[64];
        DWORD size;
        if (!ConnectNamedPipe(pipe, NULL) && GetLastError() != ERROR_PIPE_CONNECTED &&
            GetLastError() != ERROR_NO_DATA)
            break;
        while (ReadFile(pipe, buffer, sizeof buffer, &size, NULL))
            if (!WriteFile(pipe, buffer, size, &size, NULL)) break;
        FlushFileBuffers(pipe);
        DisconnectNamedPipe(pipe);
    }
    printf("%s: error %lu\n", (const char *)name, GetLastError());
    return 1;
}

int main(void)
{
    HANDLE thread = CreateThread(NULL, 0, serve, "\\\\.\\pipe\\twofold-2", 0, NULL);
    if (thread == NULL) return 1;
    return (int)serve("\\\\.\\pipe\\twofold");
}
