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

/* Locks that many may hold for reading, or one for writing. All zeros is a free one. */
typedef struct _RTL_SRWLOCK {
    PVOID Ptr;
} SRWLOCK, *PSRWLOCK, RTL_SRWLOCK, *PRTL_SRWLOCK;

#define SRWLOCK_INIT                                                                               \
    {                                                                                              \
        0                                                                                          \
    }
#define RTL_SRWLOCK_INIT SRWLOCK_INIT

VOID WINAPI InitializeSRWLock(PSRWLOCK lock);
VOID WINAPI AcquireSRWLockExclusive(PSRWLOCK lock);
VOID WINAPI AcquireSRWLockShared(PSRWLOCK lock);
BOOLEAN WINAPI TryAcquireSRWLockExclusive(PSRWLOCK lock);
BOOLEAN WINAPI TryAcquireSRWLockShared(PSRWLOCK lock);
VOID WINAPI ReleaseSRWLockExclusive(PSRWLOCK lock);
VOID WINAPI ReleaseSRWLockShared(PSRWLOCK lock);

/* Where threads sleep until another one has changed what they wait for. All zeros: nobody does. */
typedef struct _RTL_CONDITION_VARIABLE {
    PVOID Ptr;
} CONDITION_VARIABLE, *PCONDITION_VARIABLE, RTL_CONDITION_VARIABLE, *PRTL_CONDITION_VARIABLE;

#define CONDITION_VARIABLE_INIT            SRWLOCK_INIT
#define RTL_CONDITION_VARIABLE_INIT        SRWLOCK_INIT
#define CONDITION_VARIABLE_LOCKMODE_SHARED 0x1

VOID WINAPI InitializeConditionVariable(PCONDITION_VARIABLE variable);
BOOL WINAPI SleepConditionVariableCS(PCONDITION_VARIABLE variable, PCRITICAL_SECTION section,
                                     DWORD timeout_ms);
BOOL WINAPI SleepConditionVariableSRW(PCONDITION_VARIABLE variable, PSRWLOCK lock, DWORD timeout_ms,
                                      ULONG flags);
VOID WINAPI WakeConditionVariable(PCONDITION_VARIABLE variable);
VOID WINAPI WakeAllConditionVariable(PCONDITION_VARIABLE variable);

/* What is done once, by whoever comes first. */
typedef struct _RTL_RUN_ONCE {
    PVOID Ptr;
} INIT_ONCE, *PINIT_ONCE, *LPINIT_ONCE, RTL_RUN_ONCE, *PRTL_RUN_ONCE;

#define INIT_ONCE_STATIC_INIT SRWLOCK_INIT

typedef BOOL(WINAPI *PINIT_ONCE_FN)(PINIT_ONCE once, PVOID parameter, PVOID *context);

VOID WINAPI InitOnceInitialize(PINIT_ONCE once);
BOOL WINAPI InitOnceExecuteOnce(PINIT_ONCE once, PINIT_ONCE_FN function, PVOID parameter,
                                LPVOID *context);

#ifdef UNICODE
#define CreateEventEx CreateEventExW
#define CreateMutexEx CreateMutexExW
#else
#define CreateEventEx CreateEventExA
#define CreateMutexEx CreateMutexExA
#endif

#endif
