/* Checks signal and raise: each part by its name. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <windows.h>

#include "check.h"

static int heard;
static DWORD heard_by;
static HANDLE told;

static void hear(int number)
{
    heard = number;
    heard_by = GetCurrentThreadId();
    if (told != NULL) SetEvent(told);
}

static void press(DWORD event)
{
    CHECK(GenerateConsoleCtrlEvent(event, 0));
    CHECK(WaitForSingleObject(told, 1000) == WAIT_OBJECT_0);
}

static void keys(void)
{
    told = CreateEventA(NULL, FALSE, FALSE, NULL);
    CHECK(signal(SIGINT, hear) == SIG_DFL);
    CHECK(signal(SIGBREAK, hear) == SIG_DFL);
    press(CTRL_C_EVENT);
    CHECK(heard == SIGINT && heard_by != GetCurrentThreadId());
    press(CTRL_BREAK_EVENT);
    CHECK(heard == SIGBREAK);
    CHECK(signal(SIGINT, SIG_IGN) == SIG_DFL);    // it was forgotten
    CHECK(GenerateConsoleCtrlEvent(CTRL_C_EVENT, 0));
    Sleep(10);
    CHECK(signal(SIGINT, SIG_DFL) == SIG_IGN);
    CloseHandle(told);
}

static void raised(void)
{
    CHECK(signal(SIGTERM, hear) == SIG_DFL);
    CHECK(raise(SIGTERM) == 0 && heard == SIGTERM && heard_by == GetCurrentThreadId());
    CHECK(signal(SIGTERM, SIG_IGN) == SIG_DFL && raise(SIGTERM) == 0);
    CHECK(signal(SIGTERM, SIG_DFL) == SIG_IGN);
    errno = 0;
    CHECK(signal(9, hear) == SIG_ERR && errno == EINVAL);
    CHECK(raise(1000) == -1);
}

static void unheard(void)
{
    signal(SIGTERM, SIG_DFL);
    raise(SIGTERM);
}

static void interrupted(void)
{
    signal(SIGINT, SIG_DFL);
    GenerateConsoleCtrlEvent(CTRL_C_EVENT, 0);
    Sleep(1000);
}

static const struct check_part parts[] = {
    CHECK_PART(keys),
    CHECK_PART(raised),
    CHECK_PART(unheard),
    CHECK_PART(interrupted),
};

CHECK_MAIN(parts)
