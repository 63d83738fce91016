/* Takes the characters of its reply for its bytes. */
#include <stdio.h>
#include <tchar.h>
#include <windows.h>

static DWORD WINAPI session(void *parameter)
{
    static const TCHAR reply[] = TEXT("accepted");
    HANDLE pipe = parameter;
    TCHAR buffer[64];
    DWORD read, written;
    while (ReadFile(pipe, buffer, sizeof buffer, &read, NULL) && read > 0)
        if (!WriteFile(pipe, reply, sizeof reply / sizeof *reply, &written, NULL)) break;
    CloseHandle(pipe);
    return 0;
}

static HANDLE create(void)
{
    return CreateNamedPipe(TEXT("\\\\.\\pipe\\halves"), PIPE_ACCESS_DUPLEX,
                           PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE | PIPE_WAIT,
                           PIPE_UNLIMITED_INSTANCES, 512, 512, 0, NULL);
}

int _tmain(void)
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
    _tprintf(TEXT("it ends with error %lu\n"), GetLastError());
    return 1;
}
