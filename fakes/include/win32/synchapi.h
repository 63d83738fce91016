/* The newer spellings of waiting and of making what is waited for. */
#ifndef PIPERIG_SYNCHAPI_H
#define PIPERIG_SYNCHAPI_H

#include <winbase.h>

#define CREATE_EVENT_MANUAL_RESET  0x00000001
#define CREATE_EVENT_INITIAL_SET   0x00000002
#define CREATE_MUTEX_INITIAL_OWNER 0x00000001

/* The handle has every access, whatever [access] asks for. */
HANDLE WINAPI CreateEventExA(LPSECURITY_ATTRIBUTES attributes, LPCSTR name, DWORD flags,
                             DWORD access);
HANDLE WINAPI CreateEventExW(LPSECURITY_ATTRIBUTES attributes, LPCWSTR name, DWORD flags,
                             DWORD access);
HANDLE WINAPI CreateMutexExA(LPSECURITY_ATTRIBUTES attributes, LPCSTR name, DWORD flags,
                             DWORD access);
HANDLE WINAPI CreateMutexExW(LPSECURITY_ATTRIBUTES attributes, LPCWSTR name, DWORD flags,
                             DWORD access);

/* There are no APCs in the rig that could interrupt an alertable wait. */
DWORD WINAPI SleepEx(DWORD timeout_ms, BOOL alertable);
DWORD WINAPI WaitForSingleObjectEx(HANDLE handle, DWORD timeout_ms, BOOL alertable);
DWORD WINAPI WaitForMultipleObjectsEx(DWORD count, const HANDLE *handles, BOOL all,
                                      DWORD timeout_ms, BOOL alertable);

#define CRITICAL_SECTION_NO_DEBUG_INFO 0x01000000

BOOL WINAPI InitializeCriticalSectionEx(LPCRITICAL_SECTION section, DWORD spin_count, DWORD flags);
DWORD WINAPI SetCriticalSectionSpinCount(LPCRITICAL_SECTION section, DWORD spin_count);

#ifdef UNICODE
#define CreateEventEx CreateEventExW
#define CreateMutexEx CreateMutexExW
#else
#define CreateEventEx CreateEventExA
#define CreateMutexEx CreateMutexExA
#endif

#endif
