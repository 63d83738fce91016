/* The server lives until it is asked to stop, or until one of its threads ends because of a
 * failure. Either way all threads are ended, and only then the rest is given back. */
#include "stop.h"

static struct session sessions[POOL_THREADS];
static HANDLE waits[1 + POOL_THREADS];    // what asks to stop, then the threads
static HANDLE *const threads = waits + 1;

static BOOL open_pool(void)
{
    BOOL ready = TRUE;

    for (int index = 0; index < POOL_THREADS && ready; index++) {
        sessions[index].pipe = server_create(index == 0 ? server_options.first : 0);
        ready = sessions[index].pipe != INVALID_HANDLE_VALUE;
    }
    for (int index = 0; index < POOL_THREADS && ready; index++) {
        threads[index] = CreateThread(NULL, 0, pool_run, &sessions[index], 0, NULL);
        ready = threads[index] != NULL;
        if (!ready) server_report("CreateThread", GetLastError());
    }
    return ready;
}

/* Returns: FALSE if a thread does not end. */
static BOOL close_pool(void)
{
    BOOL ended = TRUE;

    for (int index = 0; index < POOL_THREADS; index++) {
        if (threads[index] == NULL) continue;
        ended = stop_thread(threads[index]) && ended;
        CloseHandle(threads[index]);
    }
    for (int index = 0; index < POOL_THREADS && ended; index++)
        if (sessions[index].pipe != INVALID_HANDLE_VALUE) CloseHandle(sessions[index].pipe);
    return ended;
}

int main(void)
{
    DWORD first = WAIT_FAILED;
    BOOL ended = FALSE;

    for (int index = 0; index < POOL_THREADS; index++)
        sessions[index].pipe = INVALID_HANDLE_VALUE;
    if (!stop_open()) return 1;
    if (server_prepare() && open_pool()) {
        waits[0] = stop_event;
        first = WaitForMultipleObjects(1 + POOL_THREADS, waits, FALSE, INFINITE);
        if (first == WAIT_FAILED) server_report("WaitForMultipleObjects", GetLastError());
    }
    stop_ask();
    ended = close_pool();
    if (first != WAIT_OBJECT_0) return 1;
    stop_close();
    return ended ? 0 : 1;
}
