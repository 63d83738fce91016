/* The console: what happens when somebody presses Ctrl+C. */
#ifndef PIPERIG_WINCON_H
#define PIPERIG_WINCON_H

#include <windef.h>

#define CTRL_C_EVENT        0
#define CTRL_BREAK_EVENT    1
#define CTRL_CLOSE_EVENT    2
#define CTRL_LOGOFF_EVENT   5
#define CTRL_SHUTDOWN_EVENT 6

typedef BOOL(WINAPI *PHANDLER_ROUTINE)(DWORD event);

BOOL WINAPI SetConsoleCtrlHandler(PHANDLER_ROUTINE handler, BOOL add);
BOOL WINAPI GenerateConsoleCtrlEvent(DWORD event, DWORD process_group);

/* Console output is UTF-8 or what an ANSI program wrote, whatever code page is set, and nobody sees
 * a title. */
BOOL WINAPI SetConsoleCP(UINT code_page);
BOOL WINAPI SetConsoleOutputCP(UINT code_page);
BOOL WINAPI SetConsoleTitleA(LPCSTR title);
BOOL WINAPI SetConsoleTitleW(LPCWSTR title);

#ifdef UNICODE
#define SetConsoleTitle SetConsoleTitleW
#else
#define SetConsoleTitle SetConsoleTitleA
#endif

#endif
