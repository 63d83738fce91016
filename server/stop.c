/* Stopping.
 *
 * The system tells of Ctrl+C in a thread of its own, which sets an event, and that is all it does.
 * A thread that runs asks for the event between its calls. One that waits in ConnectNamedPipe,
 * ReadFile, WriteFile or FlushFileBuffers cannot ask: whoever wants it to end cancels the call,
 * which then fails with ERROR_OPERATION_ABORTED.
 *
 * A cancel can come a moment too early: the thread has asked, has been told to go on, and is not
 * in its next call yet. So it is cancelled again and again until it has ended. */
#include "stop.h"

#include <tchar.h>

#include "report.h"

#define STOP_RETRY_MS 100    // between two attempts to cancel; what a client has to read its reply

static HANDLE stop_event;            // set by the first request and never reset
static LONG volatile stop_heard;     // TRUE: no further request may touch the event
static LONG volatile stop_needed;    // TRUE: a thread that was not joined may still ask for it

static BOOL WINAPI stop_handler(DWORD event);

DWORD stop_open(void)
{
    DWORD error = ERROR_SUCCESS;

    stop_event = CreateEvent(NULL, TRUE, FALSE, NULL);
    if (stop_event == NULL) {
        error = GetLastError();
        report_failure(TEXT("CreateEvent"), error);
    } else if (!SetConsoleCtrlHandler(stop_handler, TRUE)) {
        error = GetLastError();
        report_failure(TEXT("SetConsoleCtrlHandler"), error);
    }
    return error;
}

/* The system may call the handler until the process is gone. Whoever is first, it or this function,
 * keeps the others from the event; if it was the handler, it is about to set it. */
void stop_close(void)
{
    if (stop_event != NULL && !stop_needed) {
        if (InterlockedExchange(&stop_heard, TRUE)) WaitForSingleObject(stop_event, INFINITE);
        report_unless(CloseHandle(stop_event), TEXT("CloseHandle"));
    }
}

/* After a return from any other event than these two the system ends the process at once. It has a
 * few seconds, in which the main thread ends it in order, and with it this one.
 *
 * Returns: FALSE if it cannot be dealt with: then the system does. */
static BOOL WINAPI stop_handler(DWORD event)
{
    BOOL heard = TRUE;

    if (!InterlockedExchange(&stop_heard, TRUE)) heard = SetEvent(stop_event);
    if (heard && event != CTRL_C_EVENT && event != CTRL_BREAK_EVENT) Sleep(INFINITE);
    return heard;
}

BOOL stop_await(HANDLE thread)
{
    const HANDLE either[] = { stop_event, thread };
    const DWORD result = WaitForMultipleObjects(2, either, FALSE, INFINITE);

    if (result == WAIT_FAILED) {
        report_failure(TEXT("WaitForMultipleObjects"), GetLastError());
        report_unless(SetEvent(stop_event), TEXT("SetEvent"));
    }
    return result == WAIT_OBJECT_0;
}

BOOL stop_requested(void)
{
    return stop_pause(0);
}

BOOL stop_pause(DWORD pause_ms)
{
    return WaitForSingleObject(stop_event, pause_ms) == WAIT_OBJECT_0;
}

void stop_join(HANDLE thread)
{
    DWORD result = WAIT_TIMEOUT;
    DWORD error = ERROR_SUCCESS;

    while (result == WAIT_TIMEOUT && error == ERROR_SUCCESS) {
        if (!CancelSynchronousIo(thread)) error = GetLastError();
        if (error == ERROR_NOT_FOUND) error = ERROR_SUCCESS;    // it waits in no I/O, or not yet
        result = WaitForSingleObject(thread, STOP_RETRY_MS);
    }
    if (result == WAIT_FAILED)
        report_failure(TEXT("WaitForSingleObject"), GetLastError());
    else if (result == WAIT_TIMEOUT)
        report_failure(TEXT("CancelSynchronousIo"), error);
    if (result != WAIT_OBJECT_0) InterlockedExchange(&stop_needed, TRUE);
    report_unless(CloseHandle(thread), TEXT("CloseHandle"));
}
