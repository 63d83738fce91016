/* Each session has a second thread that watches whether it gets going: it waits until the first
 * reply was written. If the client leaves before that, nobody tells the watcher, and it waits for
 * ever. */
#include "server.h"

static DWORD WINAPI watch(LPVOID answered)
{
    WaitForSingleObject(answered, INFINITE);
    CloseHandle(answered);
    return 0;
}

void session_serve(struct session *session)
{
    HANDLE answered = CreateEventA(NULL, TRUE, FALSE, NULL);
    HANDLE watcher = NULL;

    if (answered != NULL) watcher = CreateThread(NULL, 0, watch, answered, 0, NULL);
    if (watcher == NULL) {
        server_report("CreateThread", GetLastError());
        if (answered != NULL) CloseHandle(answered);
        return;
    }
    CloseHandle(watcher);
    if (session_exchange(session)) {
        SetEvent(answered);
        while (session_exchange(session))
            continue;
    }
}
