/* A server as a tutorial might have it. It takes ERROR_PIPE_CONNECTED for a failure. */
#include <stdio.h>
#include <tchar.h>
#include <windows.h>

#define PIPE_NAME   TEXT("\\\\.\\pipe\\tutorial")
#define BUFFER_SIZE 256

static DWORD WINAPI session(void *parameter)
{
    HANDLE pipe = parameter;
    TCHAR buffer[BUFFER_SIZE];
    DWORD read, written;
    while (ReadFile(pipe, buffer, sizeof buffer, &read, NULL) && read > 0)
        if (!WriteFile(pipe, buffer, read, &written, NULL)) break;
    CloseHandle(pipe);
    return 0;
}

int _tmain(int count, TCHAR **arguments)
{
    LPCTSTR name = count > 1 ? arguments[1] : PIPE_NAME;
    for (;;) {
        HANDLE pipe = CreateNamedPipe(name, PIPE_ACCESS_DUPLEX,
                                      PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE | PIPE_WAIT,
                                      PIPE_UNLIMITED_INSTANCES, BUFFER_SIZE, BUFFER_SIZE, 0, NULL);
        if (pipe == INVALID_HANDLE_VALUE) return 1;
        if (!ConnectNamedPipe(pipe, NULL)) {
            _tprintf(TEXT("ConnectNamedPipe: %lu\n"), GetLastError());
            CloseHandle(pipe);
            continue;
        }
        HANDLE thread = CreateThread(NULL, 0, session, pipe, 0, NULL);
        if (thread == NULL) return 1;
        CloseHandle(thread);
    }
}
