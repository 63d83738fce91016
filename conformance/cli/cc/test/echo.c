/* A server as tutorials have it: a thread for each client, the names of headers in any case,
 * pragmas, both character widths. */
#include "Include\Echo.h"

#include <StrSafe.h>
#include <TCHAR.H>
#include <Windows.h>
#include <stdio.h>

#pragma comment(lib, "advapi32.lib")

static DWORD WINAPI Session(LPVOID parameter)
{
    HANDLE pipe = (HANDLE)parameter;
    TCHAR request[ECHO_SIZE];
    DWORD read = 0, written = 0;

    while (ReadFile(pipe, request, sizeof(request), &read, NULL) && read != 0) {
        TCHAR line[64];
        if (FAILED(StringCchPrintf(line, _countof(line), TEXT("%lu bytes"), read))) break;
        _tprintf(_T("%s\n"), line);
        if (!WriteFile(pipe, request, read, &written, NULL)) break;
    }
    FlushFileBuffers(pipe);
    DisconnectNamedPipe(pipe);
    CloseHandle(pipe);
    return 0;
}

int _tmain(int argc, TCHAR *argv[])
{
    LPCTSTR name = argc > 1 ? argv[1] : TEXT("\\\\.\\pipe\\echo");

    for (;;) {
        HANDLE thread;
        HANDLE pipe = CreateNamedPipe(name, PIPE_ACCESS_DUPLEX, PIPE_TYPE_MESSAGE | PIPE_WAIT,
                                      PIPE_UNLIMITED_INSTANCES, ECHO_SIZE, ECHO_SIZE, 0, NULL);
        if (pipe == INVALID_HANDLE_VALUE) return 1;
        if (!ConnectNamedPipe(pipe, NULL) && GetLastError() != ERROR_PIPE_CONNECTED) return 1;
        thread = CreateThread(NULL, 0, Session, pipe, 0, NULL);
        if (thread == NULL) return 1;
        CloseHandle(thread);
    }
}
