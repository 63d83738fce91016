/* One thread, one instance, which tells whoever comes the news, and takes nothing. -DNUMBER numbers
 * them. */
#include <stdio.h>
#include <windows.h>

static BOOL is_there(HANDLE pipe)
{
    if (ConnectNamedPipe(pipe, NULL)) return TRUE;
    DWORD error = GetLastError();
    return error == ERROR_PIPE_CONNECTED || error == ERROR_NO_DATA;
}

int main(void)
{
    static char news[] = "0: none today";
    DWORD written = 0;
    HANDLE pipe =
        CreateNamedPipeA("\\\\.\\pipe\\gives_only", PIPE_ACCESS_OUTBOUND,
                         PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE | PIPE_WAIT, 1, 512, 0, 0, NULL);
    while (pipe != INVALID_HANDLE_VALUE && is_there(pipe)) {
#ifdef NUMBER
        news[0] = (char)(news[0] == '9' ? '0' : news[0] + 1);
#endif
        if (WriteFile(pipe, news, sizeof news, &written, NULL)) FlushFileBuffers(pipe);
        if (!DisconnectNamedPipe(pipe)) break;
    }
    printf("it ends with error %lu\n", GetLastError());
    return 1;
}
