/* Three clients, one after another by one instance, and then it ends. */
#include <windows.h>

static void serve(HANDLE pipe)
{
    char text[128];
    DWORD count, written;
    while (ReadFile(pipe, text, sizeof text, &count, NULL) &&
           WriteFile(pipe, text, count, &written, NULL))
        continue;
    FlushFileBuffers(pipe);
}

int main(void)
{
    HANDLE pipe = CreateNamedPipeA("\\\\.\\pipe\\lasts", PIPE_ACCESS_DUPLEX,
                                   PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE | PIPE_WAIT, 1, 256,
                                   256, 0, NULL);
    for (int clients = 0; clients < 3 && pipe != INVALID_HANDLE_VALUE; clients++) {
        if (!ConnectNamedPipe(pipe, NULL) && GetLastError() != ERROR_PIPE_CONNECTED) break;
        serve(pipe);
        DisconnectNamedPipe(pipe);
    }
    CloseHandle(pipe);
    return 0;
}
