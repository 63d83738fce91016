/* No debugger is attached. */
#ifndef PIPERIG_DEBUGAPI_H
#define PIPERIG_DEBUGAPI_H

#include <windef.h>

VOID WINAPI OutputDebugStringA(LPCSTR text);
VOID WINAPI OutputDebugStringW(LPCWSTR text);
BOOL WINAPI IsDebuggerPresent(void);
VOID WINAPI DebugBreak(void);

#ifdef UNICODE
#define OutputDebugString OutputDebugStringW
#else
#define OutputDebugString OutputDebugStringA
#endif

#endif
