/* The calls: pipes and files, handles, threads, waiting, memory, messages, strings. */
#ifndef PIPERIG_WINBASE_H
#define PIPERIG_WINBASE_H

#include <stdarg.h>
#include <string.h>

#include <windef.h>
#include <winnt.h>
#include <winerror.h>

/* --- Types that signatures need --------------------------------------------------------------- */

typedef struct _SECURITY_ATTRIBUTES {
    DWORD nLength;
    LPVOID lpSecurityDescriptor;
    BOOL bInheritHandle;
} SECURITY_ATTRIBUTES, *PSECURITY_ATTRIBUTES, *LPSECURITY_ATTRIBUTES;

typedef struct _OVERLAPPED {
    ULONG_PTR Internal;
    ULONG_PTR InternalHigh;
    union {
        struct {
            DWORD Offset;
            DWORD OffsetHigh;
        };
        PVOID Pointer;
    };
    HANDLE hEvent;
} OVERLAPPED, *LPOVERLAPPED;

typedef struct _SYSTEMTIME {
    WORD wYear;
    WORD wMonth;
    WORD wDayOfWeek;
    WORD wDay;
    WORD wHour;
    WORD wMinute;
    WORD wSecond;
    WORD wMilliseconds;
} SYSTEMTIME, *PSYSTEMTIME, *LPSYSTEMTIME;

/* Microsoft's layout; what the fields hold is the simulation's business. */
typedef struct _RTL_CRITICAL_SECTION {
    PVOID DebugInfo;
    LONG LockCount;
    LONG RecursionCount;
    HANDLE OwningThread;
    HANDLE LockSemaphore;
    ULONG_PTR SpinCount;
} RTL_CRITICAL_SECTION, CRITICAL_SECTION, *PCRITICAL_SECTION, *LPCRITICAL_SECTION;

typedef DWORD(WINAPI *PTHREAD_START_ROUTINE)(LPVOID parameter);
typedef PTHREAD_START_ROUTINE LPTHREAD_START_ROUTINE;

/* --- The last error --------------------------------------------------------------------------- */

DWORD WINAPI GetLastError(void);
VOID WINAPI SetLastError(DWORD error);

#define SEM_FAILCRITICALERRORS 0x0001
#define SEM_NOGPFAULTERRORBOX  0x0002

/* Nothing in the rig shows a box. Returns: the mode before. */
UINT WINAPI SetErrorMode(UINT mode);

/* --- Named pipes ------------------------------------------------------------------------------ */

#define PIPE_ACCESS_INBOUND  0x00000001
#define PIPE_ACCESS_OUTBOUND 0x00000002
#define PIPE_ACCESS_DUPLEX   0x00000003

#define PIPE_CLIENT_END 0x00000000
#define PIPE_SERVER_END 0x00000001

#define PIPE_WAIT                  0x00000000
#define PIPE_NOWAIT                0x00000001
#define PIPE_READMODE_BYTE         0x00000000
#define PIPE_READMODE_MESSAGE      0x00000002
#define PIPE_TYPE_BYTE             0x00000000
#define PIPE_TYPE_MESSAGE          0x00000004
#define PIPE_ACCEPT_REMOTE_CLIENTS 0x00000000
#define PIPE_REJECT_REMOTE_CLIENTS 0x00000008
#define PIPE_UNLIMITED_INSTANCES   255

#define NMPWAIT_USE_DEFAULT_WAIT 0x00000000
#define NMPWAIT_NOWAIT           0x00000001
#define NMPWAIT_WAIT_FOREVER     0xffffffff

HANDLE WINAPI CreateNamedPipeA(LPCSTR name, DWORD open_mode, DWORD pipe_mode, DWORD max_instances,
                               DWORD out_size, DWORD in_size, DWORD default_timeout,
                               LPSECURITY_ATTRIBUTES attributes);
HANDLE WINAPI CreateNamedPipeW(LPCWSTR name, DWORD open_mode, DWORD pipe_mode, DWORD max_instances,
                               DWORD out_size, DWORD in_size, DWORD default_timeout,
                               LPSECURITY_ATTRIBUTES attributes);
BOOL WINAPI ConnectNamedPipe(HANDLE pipe, LPOVERLAPPED overlapped);
BOOL WINAPI DisconnectNamedPipe(HANDLE pipe);
BOOL WINAPI WaitNamedPipeA(LPCSTR name, DWORD timeout_ms);
BOOL WINAPI WaitNamedPipeW(LPCWSTR name, DWORD timeout_ms);
BOOL WINAPI PeekNamedPipe(HANDLE pipe, LPVOID buffer, DWORD buffer_size, LPDWORD read,
                          LPDWORD available, LPDWORD left_in_message);
BOOL WINAPI TransactNamedPipe(HANDLE pipe, LPVOID request, DWORD request_size, LPVOID reply,
                              DWORD reply_size, LPDWORD read, LPOVERLAPPED overlapped);
BOOL WINAPI CallNamedPipeA(LPCSTR name, LPVOID request, DWORD request_size, LPVOID reply,
                           DWORD reply_size, LPDWORD read, DWORD timeout_ms);
BOOL WINAPI CallNamedPipeW(LPCWSTR name, LPVOID request, DWORD request_size, LPVOID reply,
                           DWORD reply_size, LPDWORD read, DWORD timeout_ms);
BOOL WINAPI SetNamedPipeHandleState(HANDLE pipe, LPDWORD mode, LPDWORD max_collection_count,
                                    LPDWORD collect_data_timeout);
BOOL WINAPI GetNamedPipeHandleStateA(HANDLE pipe, LPDWORD state, LPDWORD instances,
                                     LPDWORD max_collection_count, LPDWORD collect_data_timeout,
                                     LPSTR user_name, DWORD user_name_size);
BOOL WINAPI GetNamedPipeHandleStateW(HANDLE pipe, LPDWORD state, LPDWORD instances,
                                     LPDWORD max_collection_count, LPDWORD collect_data_timeout,
                                     LPWSTR user_name, DWORD user_name_size);
BOOL WINAPI GetNamedPipeInfo(HANDLE pipe, LPDWORD flags, LPDWORD out_size, LPDWORD in_size,
                             LPDWORD max_instances);

/* --- Files ------------------------------------------------------------------------------------ */

#define CREATE_NEW        1
#define CREATE_ALWAYS     2
#define OPEN_EXISTING     3
#define OPEN_ALWAYS       4
#define TRUNCATE_EXISTING 5

#define FILE_FLAG_WRITE_THROUGH       0x80000000
#define FILE_FLAG_OVERLAPPED          0x40000000
#define FILE_FLAG_NO_BUFFERING        0x20000000
#define FILE_FLAG_RANDOM_ACCESS       0x10000000
#define FILE_FLAG_SEQUENTIAL_SCAN     0x08000000
#define FILE_FLAG_DELETE_ON_CLOSE     0x04000000
#define FILE_FLAG_BACKUP_SEMANTICS    0x02000000
#define FILE_FLAG_POSIX_SEMANTICS     0x01000000
#define FILE_FLAG_SESSION_AWARE       0x00800000
#define FILE_FLAG_OPEN_REPARSE_POINT  0x00200000
#define FILE_FLAG_OPEN_NO_RECALL      0x00100000
#define FILE_FLAG_FIRST_PIPE_INSTANCE 0x00080000

#define SECURITY_ANONYMOUS        0x00000000
#define SECURITY_IDENTIFICATION   0x00010000
#define SECURITY_IMPERSONATION    0x00020000
#define SECURITY_DELEGATION       0x00030000
#define SECURITY_CONTEXT_TRACKING 0x00040000
#define SECURITY_EFFECTIVE_ONLY   0x00080000
#define SECURITY_SQOS_PRESENT     0x00100000

#define FILE_TYPE_UNKNOWN 0x0000
#define FILE_TYPE_DISK    0x0001
#define FILE_TYPE_CHAR    0x0002
#define FILE_TYPE_PIPE    0x0003
#define FILE_TYPE_REMOTE  0x8000

HANDLE WINAPI CreateFileA(LPCSTR name, DWORD access, DWORD share, LPSECURITY_ATTRIBUTES attributes,
                          DWORD disposition, DWORD flags, HANDLE template_file);
HANDLE WINAPI CreateFileW(LPCWSTR name, DWORD access, DWORD share, LPSECURITY_ATTRIBUTES attributes,
                          DWORD disposition, DWORD flags, HANDLE template_file);
BOOL WINAPI ReadFile(HANDLE file, LPVOID buffer, DWORD size, LPDWORD read, LPOVERLAPPED overlapped);
BOOL WINAPI WriteFile(HANDLE file, LPCVOID buffer, DWORD size, LPDWORD written,
                      LPOVERLAPPED overlapped);
BOOL WINAPI FlushFileBuffers(HANDLE file);
DWORD WINAPI GetFileType(HANDLE file);

/* --- Handles ---------------------------------------------------------------------------------- */

#define INVALID_HANDLE_VALUE           ((HANDLE)(LONG_PTR)-1)
#define HANDLE_FLAG_INHERIT            0x00000001
#define HANDLE_FLAG_PROTECT_FROM_CLOSE 0x00000002

#define STD_INPUT_HANDLE  ((DWORD)-10)
#define STD_OUTPUT_HANDLE ((DWORD)-11)
#define STD_ERROR_HANDLE  ((DWORD)-12)

BOOL WINAPI CloseHandle(HANDLE handle);
BOOL WINAPI DuplicateHandle(HANDLE source_process, HANDLE source, HANDLE target_process,
                            LPHANDLE target, DWORD access, BOOL inherit, DWORD options);
BOOL WINAPI GetHandleInformation(HANDLE handle, LPDWORD flags);
BOOL WINAPI SetHandleInformation(HANDLE handle, DWORD mask, DWORD flags);
HANDLE WINAPI GetStdHandle(DWORD device);

/* --- Processes and threads -------------------------------------------------------------------- */

#define STILL_ACTIVE                      ((DWORD)0x00000103)
#define CREATE_SUSPENDED                  0x00000004
#define STACK_SIZE_PARAM_IS_A_RESERVATION 0x00010000

HANDLE WINAPI CreateThread(LPSECURITY_ATTRIBUTES attributes, SIZE_T stack_size,
                           LPTHREAD_START_ROUTINE start, LPVOID parameter, DWORD flags, LPDWORD id);
DECLSPEC_NORETURN VOID WINAPI ExitThread(DWORD code);
BOOL WINAPI GetExitCodeThread(HANDLE thread, LPDWORD code);
DECLSPEC_NORETURN VOID WINAPI ExitProcess(UINT code);
HANDLE WINAPI OpenThread(DWORD access, BOOL inherit, DWORD id);
BOOL WINAPI CancelSynchronousIo(HANDLE thread);
HANDLE WINAPI GetCurrentProcess(void);
HANDLE WINAPI GetCurrentThread(void);
DWORD WINAPI GetCurrentProcessId(void);
DWORD WINAPI GetCurrentThreadId(void);
BOOL WINAPI SwitchToThread(void);

/* --- Time ------------------------------------------------------------------------------------- */

#define INFINITE 0xffffffff

VOID WINAPI Sleep(DWORD timeout_ms);
DWORD WINAPI GetTickCount(void);
ULONGLONG WINAPI GetTickCount64(void);

typedef WAITORTIMERCALLBACKFUNC WAITORTIMERCALLBACK;

BOOL WINAPI CreateTimerQueueTimer(PHANDLE timer, HANDLE queue, WAITORTIMERCALLBACK callback,
                                  PVOID parameter, DWORD due_ms, DWORD period_ms, ULONG flags);
BOOL WINAPI DeleteTimerQueueTimer(HANDLE queue, HANDLE timer, HANDLE completion_event);

/* --- Waiting and what is waited for ----------------------------------------------------------- */

#define WAIT_OBJECT_0      (STATUS_WAIT_0 + 0)
#define WAIT_ABANDONED     (STATUS_ABANDONED_WAIT_0 + 0)
#define WAIT_ABANDONED_0   (STATUS_ABANDONED_WAIT_0 + 0)
#define WAIT_IO_COMPLETION ((DWORD)0x000000C0)
#define WAIT_FAILED        ((DWORD)0xffffffff)

DWORD WINAPI WaitForSingleObject(HANDLE handle, DWORD timeout_ms);
DWORD WINAPI WaitForMultipleObjects(DWORD count, const HANDLE *handles, BOOL all, DWORD timeout_ms);

HANDLE WINAPI CreateEventA(LPSECURITY_ATTRIBUTES attributes, BOOL manual_reset, BOOL set,
                           LPCSTR name);
HANDLE WINAPI CreateEventW(LPSECURITY_ATTRIBUTES attributes, BOOL manual_reset, BOOL set,
                           LPCWSTR name);
HANDLE WINAPI OpenEventA(DWORD access, BOOL inherit, LPCSTR name);
HANDLE WINAPI OpenEventW(DWORD access, BOOL inherit, LPCWSTR name);
BOOL WINAPI SetEvent(HANDLE event);
BOOL WINAPI ResetEvent(HANDLE event);

HANDLE WINAPI CreateMutexA(LPSECURITY_ATTRIBUTES attributes, BOOL owned, LPCSTR name);
HANDLE WINAPI CreateMutexW(LPSECURITY_ATTRIBUTES attributes, BOOL owned, LPCWSTR name);
BOOL WINAPI ReleaseMutex(HANDLE mutex);

HANDLE WINAPI CreateSemaphoreA(LPSECURITY_ATTRIBUTES attributes, LONG initial, LONG maximum,
                               LPCSTR name);
HANDLE WINAPI CreateSemaphoreW(LPSECURITY_ATTRIBUTES attributes, LONG initial, LONG maximum,
                               LPCWSTR name);
BOOL WINAPI ReleaseSemaphore(HANDLE semaphore, LONG count, LPLONG previous);

VOID WINAPI InitializeCriticalSection(LPCRITICAL_SECTION section);
BOOL WINAPI InitializeCriticalSectionAndSpinCount(LPCRITICAL_SECTION section, DWORD spin_count);
VOID WINAPI EnterCriticalSection(LPCRITICAL_SECTION section);
BOOL WINAPI TryEnterCriticalSection(LPCRITICAL_SECTION section);
VOID WINAPI LeaveCriticalSection(LPCRITICAL_SECTION section);
VOID WINAPI DeleteCriticalSection(LPCRITICAL_SECTION section);

/* --- Interlocked variables -------------------------------------------------------------------- */

LONG WINAPI InterlockedIncrement(LONG volatile *target);
LONG WINAPI InterlockedDecrement(LONG volatile *target);
LONG WINAPI InterlockedExchange(LONG volatile *target, LONG value);
LONG WINAPI InterlockedExchangeAdd(LONG volatile *target, LONG value);
LONG WINAPI InterlockedAdd(LONG volatile *target, LONG value);
LONG WINAPI InterlockedCompareExchange(LONG volatile *target, LONG value, LONG comparand);
LONG WINAPI InterlockedAnd(LONG volatile *target, LONG value);
LONG WINAPI InterlockedOr(LONG volatile *target, LONG value);
LONG WINAPI InterlockedXor(LONG volatile *target, LONG value);
LONGLONG WINAPI InterlockedIncrement64(LONGLONG volatile *target);
LONGLONG WINAPI InterlockedDecrement64(LONGLONG volatile *target);
LONGLONG WINAPI InterlockedExchange64(LONGLONG volatile *target, LONGLONG value);
LONGLONG WINAPI InterlockedExchangeAdd64(LONGLONG volatile *target, LONGLONG value);
LONGLONG WINAPI InterlockedAdd64(LONGLONG volatile *target, LONGLONG value);
LONGLONG WINAPI InterlockedCompareExchange64(LONGLONG volatile *target, LONGLONG value,
                                             LONGLONG comparand);
LONGLONG WINAPI InterlockedAnd64(LONGLONG volatile *target, LONGLONG value);
LONGLONG WINAPI InterlockedOr64(LONGLONG volatile *target, LONGLONG value);
LONGLONG WINAPI InterlockedXor64(LONGLONG volatile *target, LONGLONG value);
PVOID WINAPI InterlockedExchangePointer(PVOID volatile *target, PVOID value);
PVOID WINAPI InterlockedCompareExchangePointer(PVOID volatile *target, PVOID value,
                                               PVOID comparand);

/* --- Memory ----------------------------------------------------------------------------------- */

#define LMEM_FIXED    0x0000
#define LMEM_MOVEABLE 0x0002
#define LMEM_ZEROINIT 0x0040
#define LHND          (LMEM_MOVEABLE | LMEM_ZEROINIT)
#define LPTR          (LMEM_FIXED | LMEM_ZEROINIT)
#define GMEM_FIXED    0x0000
#define GMEM_MOVEABLE 0x0002
#define GMEM_ZEROINIT 0x0040
#define GHND          (GMEM_MOVEABLE | GMEM_ZEROINIT)
#define GPTR          (GMEM_FIXED | GMEM_ZEROINIT)

HANDLE WINAPI GetProcessHeap(void);
HANDLE WINAPI HeapCreate(DWORD options, SIZE_T initial_size, SIZE_T maximum_size);
BOOL WINAPI HeapDestroy(HANDLE heap);
LPVOID WINAPI HeapAlloc(HANDLE heap, DWORD flags, SIZE_T size);
LPVOID WINAPI HeapReAlloc(HANDLE heap, DWORD flags, LPVOID block, SIZE_T size);
BOOL WINAPI HeapFree(HANDLE heap, DWORD flags, LPVOID block);
SIZE_T WINAPI HeapSize(HANDLE heap, DWORD flags, LPCVOID block);
BOOL WINAPI HeapValidate(HANDLE heap, DWORD flags, LPCVOID block);
HLOCAL WINAPI LocalAlloc(UINT flags, SIZE_T size);
HLOCAL WINAPI LocalFree(HLOCAL block);
HGLOBAL WINAPI GlobalAlloc(UINT flags, SIZE_T size);
HGLOBAL WINAPI GlobalFree(HGLOBAL block);

#define MoveMemory(target, source, size) memmove((target), (source), (size))
#define CopyMemory(target, source, size) memcpy((target), (source), (size))
#define FillMemory(target, size, byte)   memset((target), (byte), (size))
#define ZeroMemory(target, size)         memset((target), 0, (size))
#define SecureZeroMemory(target, size)   memset((target), 0, (size))

/* --- Security: strings become descriptors in sddl.h -------------------------------------------- */

BOOL WINAPI InitializeSecurityDescriptor(PSECURITY_DESCRIPTOR descriptor, DWORD revision);
BOOL WINAPI SetSecurityDescriptorDacl(PSECURITY_DESCRIPTOR descriptor, BOOL present, PACL dacl,
                                      BOOL defaulted);

/* --- Messages --------------------------------------------------------------------------------- */

#define FORMAT_MESSAGE_ALLOCATE_BUFFER 0x00000100
#define FORMAT_MESSAGE_IGNORE_INSERTS  0x00000200
#define FORMAT_MESSAGE_FROM_STRING     0x00000400
#define FORMAT_MESSAGE_FROM_HMODULE    0x00000800
#define FORMAT_MESSAGE_FROM_SYSTEM     0x00001000
#define FORMAT_MESSAGE_ARGUMENT_ARRAY  0x00002000
#define FORMAT_MESSAGE_MAX_WIDTH_MASK  0x000000FF

DWORD WINAPI FormatMessageA(DWORD flags, LPCVOID source, DWORD message, DWORD language,
                            LPSTR buffer, DWORD size, va_list *arguments);
DWORD WINAPI FormatMessageW(DWORD flags, LPCVOID source, DWORD message, DWORD language,
                            LPWSTR buffer, DWORD size, va_list *arguments);

/* --- Strings ---------------------------------------------------------------------------------- */

int WINAPI lstrlenA(LPCSTR text);
int WINAPI lstrlenW(LPCWSTR text);
LPSTR WINAPI lstrcpyA(LPSTR target, LPCSTR source);
LPWSTR WINAPI lstrcpyW(LPWSTR target, LPCWSTR source);
LPSTR WINAPI lstrcpynA(LPSTR target, LPCSTR source, int room);
LPWSTR WINAPI lstrcpynW(LPWSTR target, LPCWSTR source, int room);
LPSTR WINAPI lstrcatA(LPSTR target, LPCSTR source);
LPWSTR WINAPI lstrcatW(LPWSTR target, LPCWSTR source);
int WINAPI lstrcmpA(LPCSTR left, LPCSTR right);
int WINAPI lstrcmpW(LPCWSTR left, LPCWSTR right);
int WINAPI lstrcmpiA(LPCSTR left, LPCSTR right);
int WINAPI lstrcmpiW(LPCWSTR left, LPCWSTR right);

/* --- The names without A or W ----------------------------------------------------------------- */

// clang-format off
#ifdef UNICODE
#define CallNamedPipe           CallNamedPipeW
#define CreateEvent             CreateEventW
#define CreateFile              CreateFileW
#define CreateMutex             CreateMutexW
#define CreateNamedPipe         CreateNamedPipeW
#define CreateSemaphore         CreateSemaphoreW
#define FormatMessage           FormatMessageW
#define GetNamedPipeHandleState GetNamedPipeHandleStateW
#define OpenEvent               OpenEventW
#define WaitNamedPipe           WaitNamedPipeW
#define lstrcat                 lstrcatW
#define lstrcmp                 lstrcmpW
#define lstrcmpi                lstrcmpiW
#define lstrcpy                 lstrcpyW
#define lstrcpyn                lstrcpynW
#define lstrlen                 lstrlenW
#else
#define CallNamedPipe           CallNamedPipeA
#define CreateEvent             CreateEventA
#define CreateFile              CreateFileA
#define CreateMutex             CreateMutexA
#define CreateNamedPipe         CreateNamedPipeA
#define CreateSemaphore         CreateSemaphoreA
#define FormatMessage           FormatMessageA
#define GetNamedPipeHandleState GetNamedPipeHandleStateA
#define OpenEvent               OpenEventA
#define WaitNamedPipe           WaitNamedPipeA
#define lstrcat                 lstrcatA
#define lstrcmp                 lstrcmpA
#define lstrcmpi                lstrcmpiA
#define lstrcpy                 lstrcpyA
#define lstrcpyn                lstrcpynA
#define lstrlen                 lstrlenA
#endif
// clang-format on

#endif
