/* A session is one request, however long, and its reply, which says how long it was. FLUSHES=1 makes the
 * server wait for the client to read it, for as long as that takes. */
#include <stdio.h>
#include <windows.h>

#ifndef FLUSHES
#define FLUSHES 0
#endif

static DWORD read_all(HANDLE pipe)
{
    char part[256];
    DWORD size = 0, count = 0;
    BOOL done;
    do {
        done = ReadFile(pipe, part, sizeof part, &count, NULL);
        size += count;
    } while (!done && GetLastError() == ERROR_MORE_DATA);
    return done ? size : 0;
}

static DWORD WINAPI serve(LPVOID pipe)
{
    char reply[32];
    DWORD written, size = read_all(pipe);
    int length = snprintf(reply, sizeof reply, "%lu bytes", (unsigned long)size);
    if (size > 0 && WriteFile(pipe, reply, (DWORD)length + 1, &written, NULL) && FLUSHES) {
        FlushFileBuffers(pipe);
        DisconnectNamedPipe(pipe);
    }
    CloseHandle(pipe);
    return 0;
}

static HANDLE create(void)
{
    return CreateNamedPipeA("\\\\.\\pipe\\once", PIPE_ACCESS_DUPLEX,
                            PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE | PIPE_WAIT,
                            PIPE_UNLIMITED_INSTANCES, 256, 256, 0, NULL);
}

static BOOL is_there(HANDLE pipe)
{
    if (ConnectNamedPipe(pipe, NULL)) return TRUE;
    DWORD error = GetLastError();
    return error == ERROR_PIPE_CONNECTED || error == ERROR_NO_DATA;
}

int main(void)
{
    HANDLE pipe = create();
    while (pipe != INVALID_HANDLE_VALUE && is_there(pipe)) {
        HANDLE next = create(), thread = CreateThread(NULL, 0, serve, pipe, 0, NULL);
        CloseHandle(thread != NULL ? thread : pipe);
        pipe = next;
    }
    printf("it ends with error %lu\n", GetLastError());
    return 1;
}
