/* The same exchange on Windows, or Wine: open, ask, read, close, against a running reference
 * server. */
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

static const char pipe_name[] = "\\\\.\\pipe\\mynamedpipe";

static HANDLE open_pipe(void)
{
    for (;;) {
        HANDLE pipe =
            CreateFileA(pipe_name, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
        if (pipe != INVALID_HANDLE_VALUE) return pipe;
        if (GetLastError() == ERROR_FILE_NOT_FOUND)
            Sleep(1);
        else if (GetLastError() != ERROR_PIPE_BUSY || !WaitNamedPipeA(pipe_name, 20000))
            exit(1);
    }
}

static void ask_once(void)
{
    static const char request[] = "Default message from client.";
    char reply[512];
    DWORD count = 0, mode = PIPE_READMODE_MESSAGE;
    HANDLE pipe = open_pipe();
    if (!SetNamedPipeHandleState(pipe, &mode, NULL, NULL)) exit(1);
    if (!WriteFile(pipe, request, sizeof request, &count, NULL)) exit(1);
    if (!ReadFile(pipe, reply, sizeof reply, &count, NULL)) exit(1);
    CloseHandle(pipe);
}

int main(int count, char **arguments)
{
    double seconds = count == 2 ? atof(arguments[1]) : 2;
    LARGE_INTEGER begun, now, frequency;
    double passed;
    unsigned long sessions = 0;

    ask_once();    // the server is there from here on
    QueryPerformanceFrequency(&frequency);
    QueryPerformanceCounter(&begun);
    do {
        ask_once();
        sessions++;
        QueryPerformanceCounter(&now);
        passed = (double)(now.QuadPart - begun.QuadPart) / (double)frequency.QuadPart;
    } while (passed < seconds);
    printf("wine_sessions_per_s %.0f\n", (double)sessions / passed);
    return 0;
}
