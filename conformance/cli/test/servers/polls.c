/* One thread that never waits in a call, but looks whether there is something to do each PAUSE_MS. */
#include <stdio.h>
#include <windows.h>

#ifndef PAUSE_MS
#define PAUSE_MS 50
#endif

/* Returns: why the client is gone. */
static DWORD serve(HANDLE pipe)
{
    char buffer[128];
    DWORD size = 0, error = ERROR_NO_DATA;
    while (error == ERROR_SUCCESS || error == ERROR_NO_DATA) {
        error = ERROR_SUCCESS;
        if (!ReadFile(pipe, buffer, sizeof buffer, &size, NULL))
            error = GetLastError();
        else if (!WriteFile(pipe, buffer, size, &size, NULL))
            error = GetLastError();
        if (error == ERROR_NO_DATA) Sleep(PAUSE_MS);
    }
    return error;
}

int main(void)
{
    HANDLE pipe = CreateNamedPipeA("\\\\.\\pipe\\polls", PIPE_ACCESS_DUPLEX,
                                   PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE | PIPE_NOWAIT, 1, 512,
                                   512, 0, NULL);
    for (;;) {
        DWORD error = ConnectNamedPipe(pipe, NULL) ? ERROR_PIPE_LISTENING : GetLastError();
        if (error == ERROR_PIPE_LISTENING) {
            Sleep(PAUSE_MS);
        } else if (error == ERROR_PIPE_CONNECTED || error == ERROR_NO_DATA) {
            serve(pipe);
            FlushFileBuffers(pipe);
            DisconnectNamedPipe(pipe);
        } else {
            printf("ConnectNamedPipe: %lu\n", error);
            return 1;
        }
    }
}
