#include "stop.h"

BOOL stop_thread(HANDLE thread)
{
    BOOL ended = FALSE;

    for (int attempt = 0; attempt < STOP_ATTEMPTS && !ended; attempt++) {
        CancelSynchronousIo(thread);
        ended = WaitForSingleObject(thread, STOP_PAUSE_MS) == WAIT_OBJECT_0;
    }
    if (!ended) server_report("WaitForSingleObject", ERROR_TIMEOUT);
    return ended;
}
