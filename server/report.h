/* What a program tells its user. */
#ifndef SERVER_REPORT_H
#define SERVER_REPORT_H

#include <windows.h>
#include <tchar.h>

/* Print to the standard output, at once, in one piece. [format] is _tprintf's. */
void report_say(const TCHAR *format, ...);

/* Print to the standard error that [call] failed with [error], and in which thread. */
void report_failure(const TCHAR *call, DWORD error);

/* Report the failure of [call] unless it [succeeded]. It reads the last error, so nothing may come
 * between the two:
 *
 *     report_unless(CloseHandle(pipe), TEXT("CloseHandle")); */
void report_unless(BOOL succeeded, const TCHAR *call);

#endif
