/* A length of two bytes comes before each request and each reply. -DTRUSTS believes it. */
#include <stdio.h>
#include <windows.h>

static BOOL read_all(HANDLE pipe, void *bytes, DWORD size)
{
    char *at = bytes;
    for (DWORD read = 0; size > 0; at += read, size -= read)
        if (!ReadFile(pipe, at, size, &read, NULL) || read == 0) return FALSE;
    return TRUE;
}

static BOOL is_good(unsigned size, unsigned room)
{
#ifdef TRUSTS
    room = size;
#endif
    return size <= room;
}

static void serve(HANDLE pipe)
{
    unsigned short size = 0;
    char text[64];
    DWORD written = 0;
    while (read_all(pipe, &size, sizeof size) && is_good(size, sizeof text) &&
           read_all(pipe, text, size)) {
        if (!WriteFile(pipe, &size, sizeof size, &written, NULL)) break;
        if (!WriteFile(pipe, text, size, &written, NULL)) break;
    }
    FlushFileBuffers(pipe);
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
        CreateNamedPipeA("\\\\.\\pipe\\lengths", PIPE_ACCESS_DUPLEX,
                         PIPE_TYPE_BYTE | PIPE_READMODE_BYTE | PIPE_WAIT, 1, 512, 512, 0, NULL);
    while (pipe != INVALID_HANDLE_VALUE && is_there(pipe)) {
        serve(pipe);
        if (!DisconnectNamedPipe(pipe)) break;
    }
    printf("it ends with error %lu\n", GetLastError());
    return 1;
}
