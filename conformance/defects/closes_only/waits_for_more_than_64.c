/* Threads that have ended are looked for when the next client comes, by one wait for any of them that
 * takes no time. But one wait can take no more than 64: with the 65th client there, it fails, and
 * whoever cannot wait for its threads had better end. */
#include "server.h"

enum { THREADS = 1000 };

static HANDLE threads[THREADS];
static DWORD count;

/* Close what has ended. */
static void reap(void)
{
    DWORD ended = WAIT_OBJECT_0;

    while (count > 0 && ended != WAIT_TIMEOUT) {
        ended = WaitForMultipleObjects(count, threads, FALSE, 0);
        if (ended == WAIT_FAILED) {
            server_report("WaitForMultipleObjects", GetLastError());
            ExitProcess(1);
        }
        if (ended != WAIT_TIMEOUT) {
            CloseHandle(threads[ended - WAIT_OBJECT_0]);
            threads[ended - WAIT_OBJECT_0] = threads[--count];
        }
    }
}

void session_start(HANDLE pipe)
{
    struct session *session = NULL;
    HANDLE thread = NULL;

    reap();
    if (count < THREADS) session = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, sizeof *session);
    if (session == NULL) {
        server_report("HeapAlloc", ERROR_NOT_ENOUGH_MEMORY);
        session_hang_up(pipe);
        return;
    }
    session->pipe = pipe;
    thread = CreateThread(NULL, 0, session_run, session, 0, NULL);
    if (thread == NULL) {
        server_report("CreateThread", GetLastError());
        session_end(session);
    } else {
        threads[count++] = thread;
    }
}
