/* One client after another, each by an instance of its own. The next one is there before the last is
 * closed, so that the name stays.
 *
 * WITHOUT_PRINTF=1 makes it write to the console's handle. */
#include <stdio.h>
#include <windows.h>

static HANDLE create(void)
{
    return CreateNamedPipeA("\\\\.\\pipe\\queues", PIPE_ACCESS_DUPLEX,
                            PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE | PIPE_WAIT, 2, 512, 512, 0,
                            NULL);
}

static BOOL is_there(HANDLE pipe)
{
    if (ConnectNamedPipe(pipe, NULL)) return TRUE;
    DWORD error = GetLastError();
    return error == ERROR_PIPE_CONNECTED || error == ERROR_NO_DATA;
}

static void report(DWORD error)
{
#if WITHOUT_PRINTF
    char text[40];
    DWORD size = (DWORD)sprintf(text, "it ends with error %lu\r\n", error);
    WriteFile(GetStdHandle(STD_ERROR_HANDLE), text, size, &size, NULL);
#else
    printf("it ends with error %lu\n", error);
#endif
}

int main(void)
{
    char buffer[128];
    DWORD size = 0;
    HANDLE pipe = create();
    while (pipe != INVALID_HANDLE_VALUE && is_there(pipe)) {
        while (ReadFile(pipe, buffer, sizeof buffer, &size, NULL))
            if (!WriteFile(pipe, buffer, size, &size, NULL)) break;
        HANDLE next = create();
        CloseHandle(pipe);
        pipe = next;
    }
    report(GetLastError());
    return 1;
}
