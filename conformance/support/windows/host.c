/* Windows, or Wine, as host: the runner starts itself again for each test. */
#include "host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include "test.h"

static HANDLE host_open_output(void);
static bool host_start(const struct test *test, HANDLE output, PROCESS_INFORMATION *process);
static void host_read_output(HANDLE output, struct host_child *child);
static LONG WINAPI host_die_of_exception(EXCEPTION_POINTERS *exception);

void host_run_apart(const struct test *test, unsigned timeout_s, struct host_child *child)
{
    memset(child, 0, sizeof(*child));
    child->end = HOST_NOT_STARTED;
    HANDLE output = host_open_output();
    PROCESS_INFORMATION process;
    if (output == INVALID_HANDLE_VALUE) {
        child->code = GetLastError();
        return;
    }

    if (host_start(test, output, &process)) {
        DWORD code = 0;
        child->end = HOST_EXITED;
        if (WaitForSingleObject(process.hProcess, timeout_s * 1000) != WAIT_OBJECT_0) {
            child->end = HOST_TIMED_OUT;
            TerminateProcess(process.hProcess, TEST_FAILED);
            WaitForSingleObject(process.hProcess, INFINITE);
        }
        GetExitCodeProcess(process.hProcess, &code);
        child->code = code;
        // A process that dies of an exception has the exception's number as exit code.
        if (child->end == HOST_EXITED && code >= 0x80000000) child->end = HOST_CRASHED;
        CloseHandle(process.hThread);
        CloseHandle(process.hProcess);
        host_read_output(output, child);
    } else {
        child->code = GetLastError();
    }
    CloseHandle(output);
}

/* A file rather than a pipe: it neither fills up nor stays open in somebody else's hands. */
static HANDLE host_open_output(void)
{
    char folder[MAX_PATH];
    char path[MAX_PATH + 1];
    SECURITY_ATTRIBUTES inheritable = { sizeof(inheritable), NULL, TRUE };

    if (!GetTempPathA(sizeof(folder), folder)) return INVALID_HANDLE_VALUE;
    if (!GetTempFileNameA(folder, "tap", 0, path)) return INVALID_HANDLE_VALUE;
    return CreateFileA(path, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE,
                       &inheritable, CREATE_ALWAYS,
                       FILE_ATTRIBUTE_TEMPORARY | FILE_FLAG_DELETE_ON_CLOSE, NULL);
}

static bool host_start(const struct test *test, HANDLE output, PROCESS_INFORMATION *process)
{
    char path[MAX_PATH];
    char command[2 * MAX_PATH];
    STARTUPINFOA startup = { .cb = sizeof(startup) };
    startup.dwFlags = STARTF_USESTDHANDLES;
    startup.hStdInput = GetStdHandle(STD_INPUT_HANDLE);
    startup.hStdOutput = output;
    startup.hStdError = output;

    GetModuleFileNameA(NULL, path, sizeof(path));
    snprintf(command, sizeof(command), "\"%s\" --run %s/%s", path, test->suite, test->name);
    return CreateProcessA(path, command, NULL, NULL, TRUE, 0, NULL, NULL, &startup, process);
}

static void host_read_output(HANDLE output, struct host_child *child)
{
    DWORD size = 0;
    SetFilePointer(output, 0, NULL, FILE_BEGIN);
    ReadFile(output, child->output, HOST_OUTPUT_SIZE - 1, &size, NULL);
    child->output[size] = '\0';
}

bool host_run_body(void (*body)(void))
{
    body();
    return true;
}

/* Other threads may be stuck in calls, and the caller may be one of many: no clean-up runs. */
void host_abandon_body(int end)
{
    TerminateProcess(GetCurrentProcess(), (UINT)end);
    abort();    // not reached
}

bool host_found_leaks(void)
{
    return false;
}

bool host_is_wine(void)
{
    return GetProcAddress(GetModuleHandleA("ntdll.dll"), "wine_get_version") != NULL;
}

/* The alarm is the parent's: see host_run_apart(). */
void host_prepare_child(unsigned timeout_s)
{
    (void)timeout_s;
    SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX);
    SetUnhandledExceptionFilter(host_die_of_exception);
}

/* No debugger, no dialog: the exception's number becomes the exit code. */
static LONG WINAPI host_die_of_exception(EXCEPTION_POINTERS *exception)
{
    TerminateProcess(GetCurrentProcess(), exception->ExceptionRecord->ExceptionCode);
    return EXCEPTION_EXECUTE_HANDLER;
}
