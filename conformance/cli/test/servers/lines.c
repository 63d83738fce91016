/* One thread, one instance, bytes: a request ends with its newline, and is its reply. It is read byte
 * by byte. */
#include <stdio.h>
#include <windows.h>

static void serve(HANDLE pipe)
{
    char line[128];
    DWORD size = 0, count = 0;
    while (size < sizeof line && ReadFile(pipe, &line[size], 1, &count, NULL) && count == 1) {
        if (line[size++] != '\n') continue;
        if (!WriteFile(pipe, line, size, &count, NULL)) break;
        size = 0;
    }
    FlushFileBuffers(pipe);
    while (!DisconnectNamedPipe(pipe) && GetLastError() != ERROR_PIPE_NOT_CONNECTED)
        Sleep(100);
}

static BOOL is_there(HANDLE pipe)
{
    if (ConnectNamedPipe(pipe, NULL)) return TRUE;
    DWORD error = GetLastError();
    return error == ERROR_PIPE_CONNECTED || error == ERROR_NO_DATA;
}

int main(void)
{
    HANDLE pipe =
        CreateNamedPipeA("\\\\.\\pipe\\lines", PIPE_ACCESS_DUPLEX,
                         PIPE_TYPE_BYTE | PIPE_READMODE_BYTE | PIPE_WAIT, 1, 512, 512, 0, NULL);
    while (pipe != INVALID_HANDLE_VALUE && is_there(pipe))
        serve(pipe);
    printf("it ends with error %lu\n", GetLastError());
    return 1;
}
