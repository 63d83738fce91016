/* When a program ends, Windows ends its threads and closes what it has left open, so there is
 * nothing to do but to end. The threads end in the middle of whatever they are doing: of a reply to
 * a client, or with a lock in their hands. */
#include "stopping/stop.h"

static struct session sessions[POOL_THREADS];
static HANDLE waits[1 + POOL_THREADS];

int main(void)
{
    BOOL ready = stop_open() && server_prepare();
    DWORD first = WAIT_FAILED;

    waits[0] = stop_event;
    for (int index = 0; index < POOL_THREADS && ready; index++) {
        sessions[index].pipe = server_create(index == 0 ? server_options.first : 0);
        ready = sessions[index].pipe != INVALID_HANDLE_VALUE;
    }
    for (int index = 0; index < POOL_THREADS && ready; index++) {
        waits[1 + index] = CreateThread(NULL, 0, pool_run, &sessions[index], 0, NULL);
        ready = waits[1 + index] != NULL;
        if (!ready) server_report("CreateThread", GetLastError());
    }
    if (ready) {
        first = WaitForMultipleObjects(1 + POOL_THREADS, waits, FALSE, INFINITE);
        if (first == WAIT_FAILED) server_report("WaitForMultipleObjects", GetLastError());
    }
    return first == WAIT_OBJECT_0 ? 0 : 1;
}
