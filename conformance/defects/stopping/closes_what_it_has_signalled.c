/* Once the event is signalled it has told everybody, so the handler closes it, too. But nobody is told
 * anything: threads ask, and whoever asks only now does so by a handle that is closed, or means
 * something else by now. */
#include "stopping/stop.h"

HANDLE stop_event;
static LONG pressed;

BOOL stop_asked(void)
{
    const DWORD asked = WaitForSingleObject(stop_event, 0);

    if (asked == WAIT_FAILED) server_report("WaitForSingleObject", GetLastError());
    return asked != WAIT_TIMEOUT;
}

void stop_ask(void)
{
    if (InterlockedCompareExchange(&pressed, 0, 0) == 0) SetEvent(stop_event);
}

static BOOL WINAPI handle_control(DWORD event)
{
    const BOOL ours = event == CTRL_C_EVENT || event == CTRL_BREAK_EVENT;

    if (ours && InterlockedExchange(&pressed, 1) == 0) {
        SetEvent(stop_event);
        CloseHandle(stop_event);
    }
    return ours;
}

BOOL stop_open(void)
{
    BOOL done = FALSE;

    stop_event = CreateEventA(NULL, TRUE, FALSE, NULL);
    if (stop_event == NULL)
        server_report("CreateEvent", GetLastError());
    else if (!SetConsoleCtrlHandler(handle_control, TRUE))
        server_report("SetConsoleCtrlHandler", GetLastError());
    else
        done = TRUE;
    return done;
}

void stop_close(void)
{
    SetConsoleCtrlHandler(handle_control, FALSE);
}
