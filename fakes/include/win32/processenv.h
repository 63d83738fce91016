/* What a process is given at its start: a command line, and an environment, which is empty. */
#ifndef PIPERIG_PROCESSENV_H
#define PIPERIG_PROCESSENV_H

#include <windef.h>

LPSTR WINAPI GetCommandLineA(void);
LPWSTR WINAPI GetCommandLineW(void);
DWORD WINAPI GetEnvironmentVariableA(LPCSTR name, LPSTR value, DWORD size);
DWORD WINAPI GetEnvironmentVariableW(LPCWSTR name, LPWSTR value, DWORD size);

#ifdef UNICODE
#define GetCommandLine         GetCommandLineW
#define GetEnvironmentVariable GetEnvironmentVariableW
#else
#define GetCommandLine         GetCommandLineA
#define GetEnvironmentVariable GetEnvironmentVariableA
#endif

#endif
