#include "stop.h"

static VOID CALLBACK cancel(PVOID thread, BOOLEAN fired)
{
    (void)fired;
    CancelSynchronousIo(thread);
}

HANDLE limit_open(HANDLE thread)
{
    HANDLE limit = NULL;

    if (!CreateTimerQueueTimer(&limit, NULL, cancel, thread, LIMIT_MS, LIMIT_AGAIN_MS,
                               WT_EXECUTEDEFAULT)) {
        server_report("CreateTimerQueueTimer", GetLastError());
        limit = NULL;
    }
    return limit;
}

void limit_close(HANDLE limit)
{
    // Not before a callback in progress has ended: it must not cancel a later call.
    if (!DeleteTimerQueueTimer(NULL, limit, INVALID_HANDLE_VALUE))
        server_report("DeleteTimerQueueTimer", GetLastError());
}
