/* What a program asks about itself and its machine: always the same answers. */
#include "api.h"

#include "access/access.h"
#include "kernel/process.h"
#include "kernel/world.h"

#include "crt/utf16.h"

#include <stdio.h>
#include <string.h>

/* --- The program ------------------------------------------------------------------------------ */

enum { PATH_ROOM = 256 };

static HMODULE own_module(void)
{
    return (HMODULE)(ULONG_PTR)0x140000000;    // where Windows puts a 64-bit program
}

static void no_such_module(void)
{
    SetLastError(ERROR_MOD_NOT_FOUND);
}

HMODULE WINAPI GetModuleHandleW(LPCWSTR name)
{
    api_reads_units("GetModuleHandle", name);
    if (name == NULL) return own_module();
    no_such_module();
    return NULL;
}

HMODULE WINAPI GetModuleHandleA(LPCSTR name)
{
    return GetModuleHandleW(api_widen_name(__func__, name));
}

/* Returns: the length of the path in units; 0 for a module that is not there. */
static size_t path_of(HMODULE module, char path[PATH_ROOM])
{
    if (module == NULL || module == own_module())
        return (size_t)snprintf(path, PATH_ROOM, "C:\\rig\\%.200s.exe", process_current()->name);
    no_such_module();
    return 0;
}

/* A path that does not fit is cut short, and yet terminated. */
static DWORD cut(size_t length, DWORD size)
{
    if (length < size) return (DWORD)length;
    SetLastError(ERROR_INSUFFICIENT_BUFFER);
    return size;
}

DWORD WINAPI GetModuleFileNameA(HMODULE module, LPSTR path, DWORD size)
{
    char whole[PATH_ROOM];
    size_t length = path_of(module, whole);
    if (length == 0) return 0;
    access_call_writes("GetModuleFileName", path, length < size ? length + 1 : size);
    if (size > 0) snprintf(path, size, "%s", whole);
    return cut(length, size);
}

DWORD WINAPI GetModuleFileNameW(HMODULE module, LPWSTR path, DWORD size)
{
    char whole[PATH_ROOM];
    size_t length = path_of(module, whole);
    if (length == 0) return 0;
    const WCHAR *wide = api_widen(whole);
    size_t count = length < size ? length + 1 : size;
    access_call_writes("GetModuleFileName", path, count * sizeof *path);
    for (size_t i = 0; i < count; i++)
        path[i] = i + 1 < count ? wide[i] : 0;
    return cut(length, size);
}

/* --- What it was started with ----------------------------------------------------------------- */

/* Arguments with blanks in them, and empty ones, are quoted. */
static void add_argument(struct process *process, const char *argument)
{
    bool quoted = *argument == '\0' || strpbrk(argument, " \t") != NULL;
    char *end = process->command_line + strlen(process->command_line);
    sprintf(end, quoted ? "%s\"%s\"" : "%s%s", end == process->command_line ? "" : " ", argument);
}

LPSTR WINAPI GetCommandLineA(void)
{
    struct process *process = process_current();
    size_t size = 1;
    if (process->command_line != NULL) return process->command_line;
    for (int i = 0; i < process->argument_count; i++)
        size += strlen(process->arguments[i]) + sizeof " \"\"";
    process->command_line = world_take(size);
    for (int i = 0; i < process->argument_count; i++)
        add_argument(process, process->arguments[i]);
    return process->command_line;
}

LPWSTR WINAPI GetCommandLineW(void)
{
    struct process *process = process_current();
    const char *narrow = GetCommandLineA();
    size_t size = strlen(narrow) + 1;
    if (process->wide_command_line != NULL) return process->wide_command_line;
    process->wide_command_line = world_take(size * sizeof(WCHAR));
    utf16_from_utf8(narrow, size, process->wide_command_line, size, NULL);
    return process->wide_command_line;
}

DWORD WINAPI GetEnvironmentVariableA(LPCSTR name, LPSTR value, DWORD size)
{
    (void)value, (void)size;
    api_reads_text("GetEnvironmentVariable", name);
    SetLastError(ERROR_ENVVAR_NOT_FOUND);
    return 0;
}

DWORD WINAPI GetEnvironmentVariableW(LPCWSTR name, LPWSTR value, DWORD size)
{
    (void)value, (void)size;
    api_reads_units("GetEnvironmentVariable", name);
    SetLastError(ERROR_ENVVAR_NOT_FOUND);
    return 0;
}

char *__wrap_getenv(const char *name)
{
    api_reads_text("getenv", name);
    return NULL;
}

/* --- The machine ------------------------------------------------------------------------------ */

VOID WINAPI GetSystemInfo(LPSYSTEM_INFO info)
{
    access_call_writes_number("GetSystemInfo", info, sizeof *info);
    *info = (SYSTEM_INFO){ .wProcessorArchitecture = PROCESSOR_ARCHITECTURE_AMD64,
                           .dwPageSize = 4096,
                           .lpMinimumApplicationAddress = (LPVOID)(ULONG_PTR)0x10000,
                           .lpMaximumApplicationAddress = (LPVOID)(ULONG_PTR)0x7FFFFFFEFFFF,
                           .dwActiveProcessorMask = 3,
                           .dwNumberOfProcessors = 2,
                           .dwProcessorType = PROCESSOR_AMD_X8664,
                           .dwAllocationGranularity = 65536 };
}

VOID WINAPI GetNativeSystemInfo(LPSYSTEM_INFO info)
{
    GetSystemInfo(info);
}

/* [size] is the room on entry, which counts the terminator, and the length on return, which does
 * not; of a name that does not fit, the room that it needs.  Returns: whether it fits. */
static bool take_room(DWORD *size, DWORD needed)
{
    access_call_writes_number("GetComputerName", size, sizeof *size);
    bool fits = *size >= needed;
    *size = needed - fits;
    if (!fits) SetLastError(ERROR_BUFFER_OVERFLOW);
    return fits;
}

BOOL WINAPI GetComputerNameW(LPWSTR name, LPDWORD size)
{
    static const WCHAR computer[] = u"RIG";
    bool fits = take_room(size, ARRAYSIZE(computer));
    if (fits) access_call_writes("GetComputerName", name, sizeof computer);
    if (fits) memcpy(name, computer, sizeof computer);
    return fits;
}

BOOL WINAPI GetComputerNameA(LPSTR name, LPDWORD size)
{
    static const char computer[] = "RIG";
    bool fits = take_room(size, sizeof computer);
    if (fits) access_call_writes("GetComputerName", name, sizeof computer);
    if (fits) memcpy(name, computer, sizeof computer);
    return fits;
}

UINT WINAPI SetErrorMode(UINT mode)
{
    (void)mode;
    return 0;
}

/* --- The debugger that is not there ----------------------------------------------------------- */

VOID WINAPI OutputDebugStringA(LPCSTR text)
{
    api_reads_text("OutputDebugString", text);
}

VOID WINAPI OutputDebugStringW(LPCWSTR text)
{
    api_reads_units("OutputDebugString", text);
}

BOOL WINAPI IsDebuggerPresent(void)
{
    return FALSE;
}

VOID WINAPI DebugBreak(void)
{
    api_crash("DebugBreak, with no debugger that would go on");
}
