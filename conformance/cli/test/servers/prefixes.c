/* A length of one byte comes before each request and each reply, which is written apart. A reply is the
 * request, and with -DNUMBER its number in the session. */
#include <stdio.h>
#include <windows.h>

#ifndef QUOTA
#define QUOTA 512
#endif

static BOOL read_all(HANDLE pipe, void *bytes, DWORD size)
{
    char *at = bytes;
    for (DWORD read = 0; size > 0; at += read, size -= read)
        if (!ReadFile(pipe, at, size, &read, NULL) || read == 0) return FALSE;
    return TRUE;
}

static DWORD WINAPI session(void *parameter)
{
    HANDLE pipe = parameter;
    unsigned char size = 0;
    char text[256];
    DWORD written = 0, number = 0;
    while (read_all(pipe, &size, 1) && read_all(pipe, text, size)) {
#ifdef NUMBER
        if (size > 0) text[0] = (char)++number;
#endif
        if (!WriteFile(pipe, &size, 1, &written, NULL)) break;
        if (!WriteFile(pipe, text, size, &written, NULL)) break;
    }
    printf("%lu requests\n", number);
    CloseHandle(pipe);
    return 0;
}

static HANDLE create(void)
{
    return CreateNamedPipeA("\\\\.\\pipe\\prefixes", PIPE_ACCESS_DUPLEX, PIPE_TYPE_BYTE | PIPE_WAIT,
                            PIPE_UNLIMITED_INSTANCES, QUOTA, QUOTA, 0, NULL);
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
        CloseHandle(thread != NULL ? thread : pipe);
        pipe = next;
    }
    printf("it ends with error %lu\n", GetLastError());
    return 1;
}
