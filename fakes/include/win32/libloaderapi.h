/* Of the loader, what a program asks about itself: the file of a process named "server" is
 * C:\rig\server.exe. */
#ifndef PIPERIG_LIBLOADERAPI_H
#define PIPERIG_LIBLOADERAPI_H

#include <windef.h>

/* Only of the program itself, which NULL means: other modules are not there. */
HMODULE WINAPI GetModuleHandleA(LPCSTR name);
HMODULE WINAPI GetModuleHandleW(LPCWSTR name);
DWORD WINAPI GetModuleFileNameA(HMODULE module, LPSTR path, DWORD size);
DWORD WINAPI GetModuleFileNameW(HMODULE module, LPWSTR path, DWORD size);

#ifdef UNICODE
#define GetModuleFileName GetModuleFileNameW
#define GetModuleHandle   GetModuleHandleW
#else
#define GetModuleFileName GetModuleFileNameA
#define GetModuleHandle   GetModuleHandleA
#endif

#endif
