/* It greets each client before that asks, and answers what it is asked. -DITEMS answers by several
 * messages: an item, what was asked for, and an end. -DBYTES does so by bytes. */
#include <stdio.h>
#include <windows.h>

#ifdef BYTES
#define MODE (PIPE_TYPE_BYTE | PIPE_READMODE_BYTE)
#else
#define MODE (PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE)
#endif

static BOOL say(HANDLE pipe, const char *bytes, DWORD size)
{
    DWORD written = 0;
    return WriteFile(pipe, bytes, size, &written, NULL);
}

static BOOL answer(HANDLE pipe, const char *request, DWORD size)
{
#ifdef ITEMS
    return say(pipe, "item", 5) && say(pipe, request, size) && say(pipe, "end", 4);
#else
    return say(pipe, request, size);
#endif
}

static DWORD WINAPI session(void *parameter)
{
    HANDLE pipe = parameter;
    char buffer[64];
    DWORD size = 0;
    BOOL good = say(pipe, "ready", 6);
    while (good && ReadFile(pipe, buffer, sizeof buffer, &size, NULL))
        good = answer(pipe, buffer, size);
    CloseHandle(pipe);
    return 0;
}

static HANDLE create(void)
{
    return CreateNamedPipeA("\\\\.\\pipe\\greets", PIPE_ACCESS_DUPLEX, MODE | PIPE_WAIT,
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
