/* One thread, one instance, to which clients may only write. */
#include <stdio.h>
#include <windows.h>

static void serve(HANDLE pipe)
{
    char buffer[128];
    DWORD read = 0;
    while (ReadFile(pipe, buffer, sizeof buffer, &read, NULL) || GetLastError() == ERROR_MORE_DATA)
        printf("%lu bytes\n", read);
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
        CreateNamedPipeA("\\\\.\\pipe\\takes_only", PIPE_ACCESS_INBOUND,
                         PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE | PIPE_WAIT, 1, 0, 512, 0, NULL);
    while (pipe != INVALID_HANDLE_VALUE && is_there(pipe))
        serve(pipe);
    printf("it ends with error %lu\n", GetLastError());
    return 1;
}
