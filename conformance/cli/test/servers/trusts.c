/* A server that prints its request as a text: what fills its buffer has no terminator there, and is
 * read on behind the block. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

enum { ROOM = 1024 };

static DWORD WINAPI serve(void *pipe)
{
    char *request = malloc(ROOM), *reply = malloc(ROOM);
    DWORD count, written;
    while (request != NULL && reply != NULL && ReadFile(pipe, request, ROOM, &count, NULL)) {
        printf("request \"%s\"\n", request);
        strcpy(reply, "ok");
        if (!WriteFile(pipe, reply, 3, &written, NULL)) break;
    }
    FlushFileBuffers(pipe);
    CloseHandle(pipe);
    free(request);
    free(reply);
    return 0;
}

int main(void)
{
    for (;;) {
        HANDLE pipe =
            CreateNamedPipeA("\\\\.\\pipe\\trusts", PIPE_ACCESS_DUPLEX,
                             PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE | PIPE_REJECT_REMOTE_CLIENTS,
                             PIPE_UNLIMITED_INSTANCES, ROOM, ROOM, 0, NULL);
        if (pipe == INVALID_HANDLE_VALUE) return 1;
        if (!ConnectNamedPipe(pipe, NULL) && GetLastError() != ERROR_PIPE_CONNECTED) {
            CloseHandle(pipe);
            continue;
        }
        HANDLE thread = CreateThread(NULL, 0, serve, pipe, 0, NULL);
        if (thread == NULL) return 1;
        CloseHandle(thread);
    }
}
