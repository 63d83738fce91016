/* Each client draws a ticket, which is the next number of the server's, and goes. */
#include <stdio.h>
#include <windows.h>

static volatile LONG drawn;

static DWORD WINAPI session(void *parameter)
{
    HANDLE pipe = parameter;
    char buffer[64], ticket[32];
    DWORD size = 0;
    if (ReadFile(pipe, buffer, sizeof buffer, &size, NULL)) {
        size = (DWORD)snprintf(ticket, sizeof ticket, "ticket %ld", InterlockedIncrement(&drawn));
        if (WriteFile(pipe, ticket, size + 1, &size, NULL)) FlushFileBuffers(pipe);
    }
    DisconnectNamedPipe(pipe);
    CloseHandle(pipe);
    return 0;
}

static HANDLE create(void)
{
    return CreateNamedPipeA("\\\\.\\pipe\\tickets", PIPE_ACCESS_DUPLEX,
                            PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE | PIPE_WAIT,
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
