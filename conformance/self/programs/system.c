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

static void console(void)
{
    char line[16];
    DWORD count = 0;
    HANDLE in = CreateFileA("conin$", GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
    HANDLE out = CreateFileA("CONOUT$", GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(GetFileType(in) == FILE_TYPE_CHAR && GetFileType(out) == FILE_TYPE_CHAR);
    CHECK(WaitForSingleObject(in, 0) == WAIT_OBJECT_0);
    CHECK(WriteFile(out, "said\n", 5, &count, NULL) && count == 5);
    CHECK(!WriteFile(in, "said\n", 5, &count, NULL) && GetLastError() == ERROR_ACCESS_DENIED);
    CHECK(ReadFile(in, line, sizeof line, &count, NULL) && count == 4);
    CHECK(memcmp(line, "one\n", 4) == 0);
    CHECK(ReadFile(in, line, sizeof line, &count, NULL) && count == 3);
    CHECK(ReadFile(in, line, sizeof line, &count, NULL) && count == 0);
    CHECK(FlushFileBuffers(out));
    CHECK(CloseHandle(in) && CloseHandle(out));
}

static BOOL WINAPI hear(DWORD event)
{
    (void)event;
    return TRUE;
}

static void messages(void)
{
    enum { FLAGS = FORMAT_MESSAGE_FROM_STRING };
    char text[16];
    WCHAR wide[16];
    CHECK(FormatMessageA(FLAGS, "a%bc", 0, 0, text, sizeof text, NULL) == 3);
    CHECK(strcmp(text, "a c") == 0);
    CHECK(FormatMessageW(FLAGS, L"\u20AC%%", 0, 0, wide, 16, NULL) == 2);
    CHECK(wcscmp(wide, L"\u20AC%") == 0);
    CHECK(FormatMessageA(FLAGS, "%n%0%1", 0, 0, text, sizeof text, NULL) == 2);
    CHECK(FormatMessageA(FLAGS, "%n%1", 0, 0, text, sizeof text, NULL) == 0);
    CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
}

static void not_there(void)
{
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL);
    CHECK(CreateFileA("disk.txt", GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL) ==
          INVALID_HANDLE_VALUE);
    CHECK(GetLastError() == ERROR_FILE_NOT_FOUND);
    CHECK(GetFileType(event) == FILE_TYPE_UNKNOWN);
    CHECK(CloseHandle(event));
    CHECK(WaitForSingleObject(GetCurrentProcess(), 0) == WAIT_TIMEOUT);
    CHECK(!GenerateConsoleCtrlEvent(7, 0) && GetLastError() == ERROR_INVALID_PARAMETER);
    CHECK(!SetConsoleCtrlHandler(hear, FALSE) && GetLastError() == ERROR_INVALID_PARAMETER);
}

static void code_pages(void)
{
    BOOL replaced = TRUE;
    WCHAR wide[4] = { 0 };
    char narrow[4] = { 0 };
    CHECK(GetACP() == 1252 && GetOEMCP() == 1252);
    CHECK(WideCharToMultiByte(1252, 0, L"\u20AC\u00E9", 2, narrow, 4, NULL, &replaced) == 2);
    CHECK(memcmp(narrow, "\x80\xE9", 2) == 0 && !replaced);
    CHECK(WideCharToMultiByte(1252, 0, L"\u4E00", 1, narrow, 4, "!", &replaced) == 1);
    CHECK(narrow[0] == '!' && replaced);
    CHECK(MultiByteToWideChar(1252, 0, "\x80", 1, wide, 4) == 1 && wide[0] == 0x20AC);
    CHECK(WideCharToMultiByte(CP_UTF8, 0, L"\xD800", 1, narrow, 4, NULL, NULL) == 3);
    CHECK(memcmp(narrow, "\xEF\xBF\xBD", 3) == 0);
    CHECK(MultiByteToWideChar(CP_UTF8, 0, "\xE2\x82", 2, wide, 4) == 1 && wide[0] == 0xFFFD);
    CHECK(WideCharToMultiByte(CP_UTF8, WC_ERR_INVALID_CHARS, L"a", 1, narrow, 4, NULL, NULL) == 1);
    CHECK(MultiByteToWideChar(CP_UTF8, 0, "\xF0\x9F\x98", 3, wide, 4) == 1 && wide[0] == 0xFFFD);
    CHECK(MultiByteToWideChar(437, 0, "a", 1, wide, 4) == 0);
    CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
    CHECK(MultiByteToWideChar(CP_UTF8, MB_PRECOMPOSED, "a", 1, wide, 4) == 0);
    CHECK(GetLastError() == ERROR_INVALID_FLAGS);
    CHECK(WideCharToMultiByte(CP_UTF8, WC_COMPOSITECHECK, L"a", 1, narrow, 4, NULL, NULL) == 0);
    CHECK(GetLastError() == ERROR_INVALID_FLAGS);
}

static void spin_counts(void)
{
    CRITICAL_SECTION section;
    CHECK(InitializeCriticalSectionAndSpinCount(&section, 4000));
    CHECK(SetCriticalSectionSpinCount(&section, 10) == 0);
    DeleteCriticalSection(&section);
}

static void division_by_zero(void)
{
    volatile int zero = 0;
    zero = 42 / zero;
}

static void printing(void)
{
    volatile int ever = 1;
    while (ever)
        puts("again");
}

static void many_blocks(void)
{
    static char *blocks[3000];
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
        blocks[i] = malloc(i + 1);
        blocks[i][i] = (char)i;
    }
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
        CHECK(blocks[i][i] == (char)i);
        free(blocks[i]);
    }
}

static void computing(void)
{
    volatile unsigned rounds = 1;
    while (rounds != 0)
        rounds = rounds * 2 + 1;
}

static void deleted_section(void)
{
    CRITICAL_SECTION section;
    InitializeCriticalSection(&section);
    DeleteCriticalSection(&section);
    EnterCriticalSection(&section);
}

static void copied_section(void)
{
    CRITICAL_SECTION section, copy;
    InitializeCriticalSection(&section);
    copy = section;
    EnterCriticalSection(&copy);
}

static void generated_exception(void)
{
    HeapAlloc(GetProcessHeap(), HEAP_GENERATE_EXCEPTIONS, 1);
}

static void no_heap(void)
{
    HeapAlloc((HANDLE)&hear, 0, 1);
}

static void destroyed_heap(void)
{
    HANDLE heap = HeapCreate(0, 0, 0);
    HeapDestroy(heap);
    HeapAlloc(heap, 0, 1);
}

static void overlapped(void)
{
    CreateFileA("x", GENERIC_READ, 0, NULL, OPEN_EXISTING, FILE_FLAG_OVERLAPPED, NULL);
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
    CHECK_PART(itself),          CHECK_PART(machine),        CHECK_PART(keys),
    CHECK_PART(console),         CHECK_PART(not_there),      CHECK_PART(messages),
    CHECK_PART(code_pages),      CHECK_PART(spin_counts),    CHECK_PART(division_by_zero),
    CHECK_PART(printing),        CHECK_PART(many_blocks),    CHECK_PART(computing),
    CHECK_PART(deleted_section), CHECK_PART(copied_section), CHECK_PART(generated_exception),
    CHECK_PART(no_heap),         CHECK_PART(destroyed_heap), CHECK_PART(overlapped),
    CHECK_PART(all_slots),       CHECK_PART(spinning),       CHECK_PART(breaks),
    CHECK_PART(asks_about_1969),
};

CHECK_MAIN(parts)
