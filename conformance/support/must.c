/* The demands themselves: see must.h. Each reads the last error first, before any other call. */
#include "must.h"

#include <stdio.h>
#include <string.h>

#include "given.h"

enum { MUST_BUFFER_SIZE = 4096 };

void must_arm(void)
{
    SetLastError(MUST_SENTINEL);
}

static bool must_is_handle(HANDLE handle)
{
    return handle != NULL && handle != INVALID_HANDLE_VALUE;
}

BOOL must_succeed_flag(BOOL seen, const char *call, const char *file, int line)
{
    DWORD error = GetLastError();
    if (!seen) {
        test_fail(file, line, "%s must succeed, but failed with %s (%lu)", call,
                  must_error_name(error), (unsigned long)error);
    }
    return seen;
}

HANDLE must_succeed_handle(HANDLE seen, const char *call, const char *file, int line)
{
    must_succeed_flag(must_is_handle(seen), call, file, line);
    return seen;
}

static void must_fail_with(bool failed, DWORD error, const char *call, const char *file, int line)
{
    DWORD seen = GetLastError();
    if (!failed) {
        test_fail(file, line, "%s must fail with %s (%lu), but succeeded", call,
                  must_error_name(error), (unsigned long)error);
    }
    if (seen != error) {
        test_fail(file, line, "%s must fail with %s (%lu), but failed with %s (%lu)", call,
                  must_error_name(error), (unsigned long)error, must_error_name(seen),
                  (unsigned long)seen);
    }
}

void must_fail_flag(BOOL seen, DWORD error, const char *call, const char *file, int line)
{
    must_fail_with(!seen, error, call, file, line);
}

void must_fail_handle(HANDLE seen, DWORD error, const char *call, const char *file, int line)
{
    must_fail_with(!must_is_handle(seen), error, call, file, line);
}

void must_succeed_quietly_at(BOOL seen, const char *call, const char *file, int line)
{
    DWORD error = GetLastError();
    must_succeed_flag(seen, call, file, line);
    if (error != MUST_SENTINEL) {
        test_fail(file, line, "%s succeeded, but changed the last error to %s (%lu)", call,
                  must_error_name(error), (unsigned long)error);
    }
}

HANDLE must_open_at(HANDLE seen, const char *call, const char *file, int line)
{
    must_succeed_handle(seen, call, file, line);
    given_handle(seen);
    return seen;
}

void must_close_at(HANDLE handle, const char *text, const char *file, int line)
{
    given_forget(handle);
    must_succeed_flag(CloseHandle(handle), text, file, line);
}

void must_equal_at(unsigned long seen, unsigned long expected, const char *text, const char *file,
                   int line)
{
    if (seen != expected) {
        test_fail(file, line, "%s must be %lu (0x%lX), but is %lu (0x%lX)", text, expected,
                  expected, seen, seen);
    }
}

void must_not_equal_at(unsigned long seen, unsigned long other, const char *text, const char *file,
                       int line)
{
    if (seen == other) test_fail(file, line, "%s must not be %lu (0x%lX)", text, other, other);
}

void must_hold_at(bool condition, const char *text, const char *file, int line)
{
    if (!condition) test_fail(file, line, "this must hold: %s", text);
}

void must_have_error_at(DWORD error, const char *file, int line)
{
    DWORD seen = GetLastError();
    if (seen != error) {
        test_fail(file, line, "the last error must be %s (%lu), but is %s (%lu)",
                  must_error_name(error), (unsigned long)error, must_error_name(seen),
                  (unsigned long)seen);
    }
}

void must_equal_text_at(const void *seen, DWORD count, const char *expected, const char *text,
                        const char *file, int line)
{
    if (count != strlen(expected) || memcmp(seen, expected, count) != 0) {
        test_fail(file, line, "%s must be \"%s\", %lu bytes, but is \"%.*s\", %lu bytes", text,
                  expected, (unsigned long)strlen(expected), (int)count, (const char *)seen,
                  (unsigned long)count);
    }
}

void must_send_at(HANDLE handle, const char *text, const char *file, int line)
{
    DWORD count = 0;
    must_arm();
    must_succeed_flag(WriteFile(handle, text, (DWORD)strlen(text), &count, NULL), "WriteFile", file,
                      line);
    must_equal_at(count, (unsigned long)strlen(text), "the count of bytes written", file, line);
}

void must_receive_at(HANDLE handle, const char *text, const char *file, int line)
{
    char buffer[MUST_BUFFER_SIZE];
    DWORD count = 0;
    must_arm();
    must_succeed_flag(ReadFile(handle, buffer, sizeof(buffer), &count, NULL), "ReadFile", file,
                      line);
    must_equal_text_at(buffer, count, text, "what was read", file, line);
}

static const char *must_wait_name(DWORD result)
{
    switch (result) {
    case WAIT_OBJECT_0: return "WAIT_OBJECT_0";
    case WAIT_ABANDONED_0: return "WAIT_ABANDONED_0";
    case WAIT_TIMEOUT: return "WAIT_TIMEOUT";
    case WAIT_FAILED: return "WAIT_FAILED";
    default: return "another result";
    }
}

void must_wait_at(HANDLE handle, DWORD timeout_ms, DWORD result, const char *text, const char *file,
                  int line)
{
    DWORD seen = WaitForSingleObject(handle, timeout_ms);
    if (seen != result) {
        test_fail(file, line, "a wait of %lu ms for %s must give %s (0x%lX), but gave %s (0x%lX)",
                  (unsigned long)timeout_ms, text, must_wait_name(result), (unsigned long)result,
                  must_wait_name(seen), (unsigned long)seen);
    }
}
