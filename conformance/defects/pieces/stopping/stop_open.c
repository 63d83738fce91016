#include "stop.h"

HANDLE stop_event;
static LONG pressed;

static BOOL WINAPI handle_control(DWORD event)
{
    const BOOL ours = event == CTRL_C_EVENT || event == CTRL_BREAK_EVENT;

    // Only the first time: the event may be gone the second.
    if (ours && InterlockedExchange(&pressed, 1) == 0) SetEvent(stop_event);
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
    CloseHandle(stop_event);
}
