/* Whatever fails to let clients in, it says so, rests, and tries again: for ever, each REST_MS. */
#include <stdio.h>
#include <windows.h>

#ifndef REST_MS
#define REST_MS 1000
#endif

static DWORD WINAPI session(void *parameter)
{
    HANDLE pipe = parameter;
    char buffer[128];
    DWORD size = 0;
    while (ReadFile(pipe, buffer, sizeof buffer, &size, NULL))
        if (!WriteFile(pipe, buffer, size, &size, NULL)) break;
    CloseHandle(pipe);
    return 0;
}

static void complain(const char *call)
{
    printf("%s fails with error %lu\n", call, GetLastError());
    Sleep(REST_MS);
}

static HANDLE create(void)
{
    HANDLE pipe;
    while ((pipe = CreateNamedPipeA("\\\\.\\pipe\\retries", PIPE_ACCESS_DUPLEX,
                                    PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE | PIPE_WAIT,
                                    PIPE_UNLIMITED_INSTANCES, 512, 512, 0, NULL)) ==
           INVALID_HANDLE_VALUE)
        complain("CreateNamedPipe");
    return pipe;
}

static void await(HANDLE pipe)
{
    while (!ConnectNamedPipe(pipe, NULL) && GetLastError() != ERROR_PIPE_CONNECTED &&
           GetLastError() != ERROR_NO_DATA)
        complain("ConnectNamedPipe");
}

static void start(HANDLE pipe)
{
    HANDLE thread;
    while ((thread = CreateThread(NULL, 0, session, pipe, 0, NULL)) == NULL)
        complain("CreateThread");
    CloseHandle(thread);
}

int main(void)
{
    HANDLE pipe = create();
    for (;;) {
        await(pipe);
        HANDLE next = create();
        start(pipe);
        pipe = next;
    }
}
