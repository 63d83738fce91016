/* It answers a message of up to 4,096 bytes with more than came: what was said is told again.
 * -DREPLY_BYTES=N: it answers whatever comes with so many bytes. -DBYTES: without messages. */
#include <stdio.h>
#include <string.h>
#include <windows.h>

#ifdef BYTES
#define MODE (PIPE_TYPE_BYTE | PIPE_READMODE_BYTE)
#else
#define MODE (PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE)
#endif

static const char before[] = "you said: ";
enum { ROOM = 4096, BEFORE = sizeof before - 1 };

#ifdef REPLY_BYTES
static BOOL answer(HANDLE pipe, const char *request, DWORD size)
{
    static char reply[REPLY_BYTES];
    DWORD written = 0;
    (void)request, (void)size;
    return WriteFile(pipe, reply, sizeof reply, &written, NULL);
}
#else
static BOOL answer(HANDLE pipe, const char *request, DWORD size)
{
    char reply[BEFORE + ROOM];
    DWORD written = 0;
    memcpy(reply, before, BEFORE);
    memcpy(reply + BEFORE, request, size);
    return WriteFile(pipe, reply, BEFORE + size, &written, NULL);
}
#endif

static DWORD WINAPI session(void *parameter)
{
    HANDLE pipe = parameter;
    char request[ROOM];
    DWORD size = 0;
    while (ReadFile(pipe, request, sizeof request, &size, NULL) && answer(pipe, request, size)) {
    }
    CloseHandle(pipe);
    return 0;
}

static HANDLE create(void)
{
    return CreateNamedPipeA("\\\\.\\pipe\\expands", PIPE_ACCESS_DUPLEX, MODE | PIPE_WAIT,
                            PIPE_UNLIMITED_INSTANCES, 8192, 8192, 0, NULL);
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
