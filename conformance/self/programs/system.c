/* Checks what the rig answers to a program that asks about itself, its machine and its keys: each
 * part by its name. */
#include <conio.h>
#include <crtdbg.h>
#include <process.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <windows.h>

#include "check.h"

static void itself(void)
{
    char path[MAX_PATH];
    CHECK(GetModuleFileNameA(NULL, path, sizeof path) == strlen(path));
    CHECK(strcmp(path, "C:\\rig\\self-system.exe") == 0);
    CHECK(strcmp(GetCommandLineA(), "self-system itself") == 0);
    CHECK(wcscmp(GetCommandLineW(), L"self-system itself") == 0);
    CHECK(GetCommandLineA() == GetCommandLineA());
    CHECK(GetModuleHandleA("ntdll.dll") == NULL && GetLastError() == ERROR_MOD_NOT_FOUND);
    CHECK(GetModuleFileNameA((HMODULE)path, path, sizeof path) == 0);
    CHECK(_getpid() == (int)GetCurrentProcessId());
    CHECK(getenv("PATH") == NULL);
    CHECK(GetEnvironmentVariableW(L"PATH", NULL, 0) == 0);
}

static void machine(void)
{
    SYSTEM_INFO info, native;
    SYSTEMTIME utc, local;
    GetSystemInfo(&info);
    GetNativeSystemInfo(&native);
    CHECK(info.dwNumberOfProcessors == 2 && info.dwPageSize == 4096);
    CHECK(native.wProcessorArchitecture == PROCESSOR_ARCHITECTURE_AMD64);
    Sleep(1234);
    GetSystemTime(&utc);
    GetLocalTime(&local);
    CHECK(utc.wYear == 2020 && utc.wMonth == 1 && utc.wDay == 1 && utc.wDayOfWeek == 3);
    CHECK(utc.wSecond == 1 && utc.wMilliseconds == 234);
    CHECK(memcmp(&utc, &local, sizeof utc) == 0);
    CHECK(SetThreadPriority(GetCurrentThread(), THREAD_PRIORITY_HIGHEST));
    CHECK(!SetThreadPriority(NULL, THREAD_PRIORITY_HIGHEST));
    CHECK(SetErrorMode(SEM_FAILCRITICALERRORS) == 0);
    CHECK(SetConsoleCP(CP_UTF8) && SetConsoleOutputCP(CP_UTF8));
    CHECK(SetConsoleTitleA("one") && SetConsoleTitleW(L"two"));
    CHECK(!IsDebuggerPresent());
    OutputDebugStringA("nobody sees this");
    OutputDebugStringW(L"nor this");
    _ASSERTE(!"left out");
}

static void keys(void)
{
    CHECK(_kbhit());
    CHECK(_getch() == 'a');
    CHECK(_getche() == 'b');
    CHECK(!_kbhit());
    CHECK(_getch() == EOF);
}

static void all_slots(void)
{
    DWORD count = 0, slot;
    while ((slot = TlsAlloc()) != TLS_OUT_OF_INDEXES)
        count += slot == count;
    CHECK(count >= TLS_MINIMUM_AVAILABLE && GetLastError() == ERROR_NO_MORE_ITEMS);
    CHECK(TlsFree(5) && TlsAlloc() == 5);
}

static DWORD WINAPI set_flag(void *flag)
{
    *(volatile int *)flag = 1;
    return 0;
}

static void spinning(void)
{
    volatile int flag = 0;
    CloseHandle(CreateThread(NULL, 0, set_flag, (void *)&flag, 0, NULL));
    while (!flag)
        YieldProcessor();
    MemoryBarrier();
    CHECK(flag);
}

static void breaks(void)
{
    DebugBreak();
}

static void asks_about_1969(void)
{
    FILETIME time = { 0, 0x01000000 };
    SYSTEMTIME parts;
    FileTimeToSystemTime(&time, &parts);
}

static const struct check_part parts[] = {
    CHECK_PART(itself),          CHECK_PART(machine),  CHECK_PART(keys),
    CHECK_PART(all_slots),       CHECK_PART(spinning), CHECK_PART(breaks),
    CHECK_PART(asks_about_1969),
};

CHECK_MAIN(parts)
