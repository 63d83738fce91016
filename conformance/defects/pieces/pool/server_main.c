/* All instances are there before the first thread is. The server lives as long as all its threads
 * do. */
#include "pool.h"

static struct session sessions[POOL_THREADS];
static HANDLE threads[POOL_THREADS];

int main(void)
{
    BOOL ready = server_prepare();

    for (int index = 0; index < POOL_THREADS && ready; index++) {
        sessions[index].pipe = server_create(index == 0 ? server_options.first : 0);
        ready = sessions[index].pipe != INVALID_HANDLE_VALUE;
    }
    for (int index = 0; index < POOL_THREADS && ready; index++) {
        threads[index] = CreateThread(NULL, 0, pool_run, &sessions[index], 0, NULL);
        ready = threads[index] != NULL;
        if (!ready) server_report("CreateThread", GetLastError());
    }
    if (ready && WaitForMultipleObjects(POOL_THREADS, threads, FALSE, INFINITE) == WAIT_FAILED)
        server_report("WaitForMultipleObjects", GetLastError());
    return 1;
}
