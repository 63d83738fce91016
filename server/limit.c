/* A limit to how long a call may wait.
 *
 * WriteFile and FlushFileBuffers know no time-out. But a call that waits can be cancelled from
 * another thread, and the system has a thread to lend for such purposes: it calls a function of
 * ours when a timer is due. If the call returns in time the timer is deleted, and nothing has
 * happened. */
#include "limit.h"

#include <tchar.h>

#include "report.h"

#define LIMIT_ATTEMPTS 10     // to cancel a call that has not quite begun to wait
#define LIMIT_RETRY_MS 100    // the time between two of them

static VOID CALLBACK limit_passed(PVOID thread_id, BOOLEAN fired);

DWORD limit_begin(DWORD limit_ms, HANDLE *limit)
{
    const ULONG_PTR thread_id = GetCurrentThreadId();
    DWORD error = ERROR_SUCCESS;

    if (!CreateTimerQueueTimer(limit, NULL, limit_passed, (PVOID)thread_id, limit_ms, 0,
                               WT_EXECUTEONLYONCE))
        error = GetLastError();
    return error;
}

/* The thread cannot be gone, nor its id another's: limit_end() waits for this function. */
static VOID CALLBACK limit_passed(PVOID thread_id, BOOLEAN fired)
{
    const HANDLE thread = OpenThread(THREAD_TERMINATE, FALSE, (DWORD)(ULONG_PTR)thread_id);

    (void)fired;
    if (thread == NULL) {
        report_failure(TEXT("OpenThread"), GetLastError());
    } else {
        for (int attempt = 1; !CancelSynchronousIo(thread) && attempt < LIMIT_ATTEMPTS; attempt++)
            Sleep(LIMIT_RETRY_MS);
        report_unless(CloseHandle(thread), TEXT("CloseHandle"));
    }
}

void limit_end(HANDLE limit)
{
    report_unless(DeleteTimerQueueTimer(NULL, limit, INVALID_HANDLE_VALUE),
                  TEXT("DeleteTimerQueueTimer"));
}
