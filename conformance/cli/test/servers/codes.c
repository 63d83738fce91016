/* It answers whatever comes with the same bytes, which are no text, although they begin with one.
 * -DLONGER: with more of those that memory is filled with. */
#include <windows.h>

static const unsigned char code[] = {
    'O',  'K',  0, 0, 1, 0xCD, 0xCD,
#ifdef LONGER
    0xCD, 0xCD,
#endif
    1,
};

static DWORD WINAPI session(void *parameter)
{
    HANDLE pipe = parameter;
    char request[64];
    DWORD size = 0;
    while (ReadFile(pipe, request, sizeof request, &size, NULL) &&
           WriteFile(pipe, code, sizeof code, &size, NULL)) {
    }
    CloseHandle(pipe);
    return 0;
}

int main(void)
{
    for (;;) {
        HANDLE pipe = CreateNamedPipeA("\\\\.\\pipe\\codes", PIPE_ACCESS_DUPLEX,
                                       PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE | PIPE_WAIT,
                                       PIPE_UNLIMITED_INSTANCES, 512, 512, 0, NULL);
        if (pipe == INVALID_HANDLE_VALUE) return 1;
        if (!ConnectNamedPipe(pipe, NULL) && GetLastError() != ERROR_PIPE_CONNECTED) {
            CloseHandle(pipe);
            continue;
        }
        HANDLE thread = CreateThread(NULL, 0, session, pipe, 0, NULL);
        if (thread == NULL) return 1;
        CloseHandle(thread);
    }
}
