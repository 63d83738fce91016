/* Whoever has not said who he is is hung up on; whoever has is welcomed, or with SILENT just let in. */
#include <stdio.h>
#include <string.h>
#include <windows.h>

#ifdef SILENT
static const char *const welcome = NULL;
#else
static const char *const welcome = "welcome, bob";
#endif

/* Returns: NULL if there is none. */
static const char *answer(const char *request, BOOL *is_in)
{
    if (*is_in) return strcmp(request, "who") == 0 ? "bob" : "what?";
    *is_in = strcmp(request, "login bob") == 0;
    return welcome;
}

static DWORD WINAPI session(void *parameter)
{
    HANDLE pipe = parameter;
    BOOL is_in = FALSE, goes_on = TRUE;
    char request[64];
    DWORD size;
    while (goes_on && ReadFile(pipe, request, sizeof request - 1, &size, NULL)) {
        request[size] = '\0';
        const char *reply = answer(request, &is_in);
        goes_on = is_in &&
                  (reply == NULL || WriteFile(pipe, reply, (DWORD)strlen(reply) + 1, &size, NULL));
    }
    CloseHandle(pipe);
    return 0;
}

static HANDLE create(void)
{
    return CreateNamedPipeA("\\\\.\\pipe\\logins", PIPE_ACCESS_DUPLEX,
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
