/* Its pipe has no room for what nobody reads. With -DFLUSHES its pipe has, for as much as it reads at
 * once, but it waits until each reply is read. */
#include <stdio.h>
#include <windows.h>

#ifdef FLUSHES
#define QUOTA 128
#else
#define QUOTA 0
#endif

static DWORD WINAPI session(void *parameter)
{
    HANDLE pipe = parameter;
    char buffer[128];
    DWORD read, written;
    while (ReadFile(pipe, buffer, sizeof buffer, &read, NULL) &&
           WriteFile(pipe, buffer, read, &written, NULL)) {
#ifdef FLUSHES
        FlushFileBuffers(pipe);
#endif
    }
    FlushFileBuffers(pipe);
    DisconnectNamedPipe(pipe);
    CloseHandle(pipe);
    return 0;
}

static HANDLE create(void)
{
    return CreateNamedPipeA("\\\\.\\pipe\\quotas", PIPE_ACCESS_DUPLEX,
                            PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE | PIPE_WAIT,
                            PIPE_UNLIMITED_INSTANCES, QUOTA, QUOTA, 0, NULL);
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
