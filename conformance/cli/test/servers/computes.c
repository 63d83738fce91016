/* Computes for ever: at once, or with an argument when a request does not begin with a letter. */
#include <string.h>
#include <windows.h>

static volatile unsigned turns;

static void compute(void)
{
    for (;;)
        turns++;
}

int main(int count, char **arguments)
{
    char request[64];
    DWORD read = 0, written = 0;
    (void)arguments;
    if (count < 2) compute();
    HANDLE pipe = CreateNamedPipeA("\\\\.\\pipe\\computes", PIPE_ACCESS_DUPLEX,
                                   PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE, 1, 64, 64, 0, NULL);
    if (pipe == INVALID_HANDLE_VALUE) return 1;
    for (;;) {
        ConnectNamedPipe(pipe, NULL);
        while (ReadFile(pipe, request, sizeof request, &read, NULL)) {
            if (read == 0 || strchr("abcdefghijklmnopqrstuvwxyz", request[0]) == NULL) compute();
            if (!WriteFile(pipe, request, read, &written, NULL)) break;
        }
        FlushFileBuffers(pipe);
        DisconnectNamedPipe(pipe);
    }
}
