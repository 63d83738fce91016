/* What the system defines below Win32: access rights, attributes, languages, limits.
 *
 * Windows' own winnt.h also spells a handful of NTSTATUS values (STATUS_TIMEOUT, STATUS_PENDING,
 * ...). They are left out: a status is what the simulated kernel answers and never what a Win32
 * program sees, and the kernel spells the whole list itself. Only those that the WAIT_* results are
 * made of are here.
 */
#ifndef PIPERIG_WINNT_H
#define PIPERIG_WINNT_H

#include <windef.h>

#define STATUS_WAIT_0           ((DWORD)0x00000000)
#define STATUS_ABANDONED_WAIT_0 ((DWORD)0x00000080)

#define MINCHAR              0x80
#define MAXCHAR              0x7f
#define MINSHORT             0x8000
#define MAXSHORT             0x7fff
#define MINLONG              0x80000000
#define MAXLONG              0x7fffffff
#define MAXBYTE              0xff
#define MAXWORD              0xffff
#define MAXDWORD             0xffffffff
#define MAXLONGLONG          0x7fffffffffffffffll
#define MAXIMUM_WAIT_OBJECTS 64

#define ANYSIZE_ARRAY                           1
#define UNREFERENCED_PARAMETER(parameter)       (void)(parameter)
#define DBG_UNREFERENCED_PARAMETER(parameter)   (void)(parameter)
#define ARRAYSIZE(array)                        (sizeof(array) / sizeof((array)[0]))
#define RTL_NUMBER_OF(array)                    ARRAYSIZE(array)
#define FIELD_OFFSET(type, field)               ((LONG)offsetof(type, field))
#define CONTAINING_RECORD(address, type, field) ((type *)((char *)(address)-offsetof(type, field)))

/* Between two calls a thread runs undisturbed: there is nothing to fence off. Who spins must let
 * others run. */
#define MemoryBarrier()  ((void)0)
#define YieldProcessor() ((void)SwitchToThread())

/* Access rights. */
typedef DWORD ACCESS_MASK;

#define DELETE                   0x00010000
#define READ_CONTROL             0x00020000
#define WRITE_DAC                0x00040000
#define WRITE_OWNER              0x00080000
#define SYNCHRONIZE              0x00100000
#define STANDARD_RIGHTS_REQUIRED 0x000F0000
#define STANDARD_RIGHTS_READ     READ_CONTROL
#define STANDARD_RIGHTS_WRITE    READ_CONTROL
#define STANDARD_RIGHTS_EXECUTE  READ_CONTROL
#define STANDARD_RIGHTS_ALL      0x001F0000
#define SPECIFIC_RIGHTS_ALL      0x0000FFFF
#define ACCESS_SYSTEM_SECURITY   0x01000000
#define MAXIMUM_ALLOWED          0x02000000
#define GENERIC_READ             0x80000000
#define GENERIC_WRITE            0x40000000
#define GENERIC_EXECUTE          0x20000000
#define GENERIC_ALL              0x10000000

#define FILE_READ_DATA            0x0001
#define FILE_LIST_DIRECTORY       0x0001
#define FILE_WRITE_DATA           0x0002
#define FILE_ADD_FILE             0x0002
#define FILE_APPEND_DATA          0x0004
#define FILE_CREATE_PIPE_INSTANCE 0x0004
#define FILE_READ_EA              0x0008
#define FILE_WRITE_EA             0x0010
#define FILE_EXECUTE              0x0020
#define FILE_READ_ATTRIBUTES      0x0080
#define FILE_WRITE_ATTRIBUTES     0x0100
#define FILE_ALL_ACCESS           (STANDARD_RIGHTS_REQUIRED | SYNCHRONIZE | 0x1FF)
#define FILE_GENERIC_READ                                                                          \
    (STANDARD_RIGHTS_READ | FILE_READ_DATA | FILE_READ_ATTRIBUTES | FILE_READ_EA | SYNCHRONIZE)
#define FILE_GENERIC_WRITE                                                                         \
    (STANDARD_RIGHTS_WRITE | FILE_WRITE_DATA | FILE_WRITE_ATTRIBUTES | FILE_WRITE_EA |             \
     FILE_APPEND_DATA | SYNCHRONIZE)
#define FILE_GENERIC_EXECUTE                                                                       \
    (STANDARD_RIGHTS_EXECUTE | FILE_READ_ATTRIBUTES | FILE_EXECUTE | SYNCHRONIZE)

#define EVENT_MODIFY_STATE     0x0002
#define EVENT_ALL_ACCESS       (STANDARD_RIGHTS_REQUIRED | SYNCHRONIZE | 0x3)
#define MUTANT_QUERY_STATE     0x0001
#define MUTANT_ALL_ACCESS      (STANDARD_RIGHTS_REQUIRED | SYNCHRONIZE | MUTANT_QUERY_STATE)
#define MUTEX_MODIFY_STATE     MUTANT_QUERY_STATE
#define MUTEX_ALL_ACCESS       MUTANT_ALL_ACCESS
#define SEMAPHORE_MODIFY_STATE 0x0002
#define SEMAPHORE_ALL_ACCESS   (STANDARD_RIGHTS_REQUIRED | SYNCHRONIZE | 0x3)
#define PROCESS_DUP_HANDLE     0x0040
#define PROCESS_ALL_ACCESS     (STANDARD_RIGHTS_REQUIRED | SYNCHRONIZE | 0xFFFF)
#define THREAD_TERMINATE       0x0001
#define THREAD_ALL_ACCESS      (STANDARD_RIGHTS_REQUIRED | SYNCHRONIZE | 0xFFFF)

/* Files. */
#define FILE_SHARE_READ          0x00000001
#define FILE_SHARE_WRITE         0x00000002
#define FILE_SHARE_DELETE        0x00000004
#define FILE_ATTRIBUTE_READONLY  0x00000001
#define FILE_ATTRIBUTE_HIDDEN    0x00000002
#define FILE_ATTRIBUTE_SYSTEM    0x00000004
#define FILE_ATTRIBUTE_DIRECTORY 0x00000010
#define FILE_ATTRIBUTE_ARCHIVE   0x00000020
#define FILE_ATTRIBUTE_NORMAL    0x00000080
#define FILE_ATTRIBUTE_TEMPORARY 0x00000100

#define DUPLICATE_CLOSE_SOURCE 0x00000001
#define DUPLICATE_SAME_ACCESS  0x00000002

/* What the thread pool may expect of a callback. */
#define WT_EXECUTEDEFAULT       0x00000000
#define WT_EXECUTEONLYONCE      0x00000008
#define WT_EXECUTELONGFUNCTION  0x00000010
#define WT_EXECUTEINTIMERTHREAD 0x00000020

typedef VOID(CALLBACK *WAITORTIMERCALLBACKFUNC)(PVOID parameter, BOOLEAN timer_fired);

/* Heaps. */
#define HEAP_NO_SERIALIZE          0x00000001
#define HEAP_GROWABLE              0x00000002
#define HEAP_GENERATE_EXCEPTIONS   0x00000004
#define HEAP_ZERO_MEMORY           0x00000008
#define HEAP_REALLOC_IN_PLACE_ONLY 0x00000010
#define HEAP_TAIL_CHECKING_ENABLED 0x00000020
#define HEAP_FREE_CHECKING_ENABLED 0x00000040
#define HEAP_CREATE_ENABLE_EXECUTE 0x00040000

/* Security. */
#define SECURITY_DESCRIPTOR_REVISION   1
#define SECURITY_DESCRIPTOR_MIN_LENGTH 40

#define SE_DACL_PRESENT   0x0004
#define SE_DACL_DEFAULTED 0x0008
#define SE_SELF_RELATIVE  0x8000

typedef PVOID PSECURITY_DESCRIPTOR;
typedef PVOID PSID;
typedef WORD SECURITY_DESCRIPTOR_CONTROL;

typedef struct _ACL {
    BYTE AclRevision;
    BYTE Sbz1;
    WORD AclSize;
    WORD AceCount;
    WORD Sbz2;
} ACL, *PACL;

typedef struct _SECURITY_DESCRIPTOR {
    BYTE Revision;
    BYTE Sbz1;
    SECURITY_DESCRIPTOR_CONTROL Control;
    PSID Owner;
    PSID Group;
    PACL Sacl;
    PACL Dacl;
} SECURITY_DESCRIPTOR, *PISECURITY_DESCRIPTOR;

/* Languages of messages. */
typedef WORD LANGID;
typedef DWORD LCID;

#define LANG_NEUTRAL             0x00
#define LANG_ENGLISH             0x09
#define SUBLANG_NEUTRAL          0x00
#define SUBLANG_DEFAULT          0x01
#define SUBLANG_SYS_DEFAULT      0x02
#define SUBLANG_ENGLISH_US       0x01
#define MAKELANGID(primary, sub) ((WORD)((WORD)(sub) << 10 | (WORD)(primary)))
#define PRIMARYLANGID(language)  ((WORD)((WORD)(language)&0x3ff))
#define SUBLANGID(language)      ((WORD)((WORD)(language) >> 10))
#define LANG_SYSTEM_DEFAULT      MAKELANGID(LANG_NEUTRAL, SUBLANG_SYS_DEFAULT)
#define LANG_USER_DEFAULT        MAKELANGID(LANG_NEUTRAL, SUBLANG_DEFAULT)

#endif
