/* What threads keep for themselves, and how they are preferred. */
#ifndef PIPERIG_PROCESSTHREADSAPI_H
#define PIPERIG_PROCESSTHREADSAPI_H

#include <winbase.h>

#define TLS_OUT_OF_INDEXES    ((DWORD)0xFFFFFFFF)
#define TLS_MINIMUM_AVAILABLE 64

DWORD WINAPI TlsAlloc(void);
LPVOID WINAPI TlsGetValue(DWORD index);
BOOL WINAPI TlsSetValue(DWORD index, LPVOID value);
BOOL WINAPI TlsFree(DWORD index);

#define THREAD_PRIORITY_IDLE          (-15)
#define THREAD_PRIORITY_LOWEST        (-2)
#define THREAD_PRIORITY_BELOW_NORMAL  (-1)
#define THREAD_PRIORITY_NORMAL        0
#define THREAD_PRIORITY_ABOVE_NORMAL  1
#define THREAD_PRIORITY_HIGHEST       2
#define THREAD_PRIORITY_TIME_CRITICAL 15

/* Kept by nobody: any order of threads is tried, whatever they are preferred by. */
BOOL WINAPI SetThreadPriority(HANDLE thread, int priority);

#endif
