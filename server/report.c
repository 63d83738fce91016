/* What a program tells its user: events on the standard output, failures on the standard error.
 *
 * A line is printed by one call, so that the lines of two threads never mix, and is flushed at
 * once: the output of a program that is redirected to a file and then killed is lost otherwise. */
#include "report.h"

#include <stdarg.h>
#include <stdio.h>

void report_say(const TCHAR *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    _vtprintf(format, arguments);
    va_end(arguments);
    fflush(stdout);
}

void report_failure(const TCHAR *call, DWORD error)
{
    _ftprintf(stderr, TEXT("thread %lu: %s failed with error %lu\n"), GetCurrentThreadId(), call,
              error);
    fflush(stderr);
}

void report_unless(BOOL succeeded, const TCHAR *call)
{
    if (!succeeded) report_failure(call, GetLastError());
}
