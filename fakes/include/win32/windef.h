/* The basic types and the words around them. */
#ifndef PIPERIG_WINDEF_H
#define PIPERIG_WINDEF_H

#include <sal.h>
#include <stddef.h>

/* There is one calling convention on the host. */
#define WINAPI
#define WINAPIV
#define APIENTRY
#define CALLBACK
#define PASCAL
#define NTAPI
#define __cdecl
#define __stdcall
#define __fastcall
#define _cdecl
#define _stdcall

/* __declspec(noreturn) and its kin: each word the host knows too becomes the host's. A thread-local
 * variable does become one, so that loading the program can name it when refusing it. */
#ifndef __declspec
#define __declspec(what) PIPERIG_DECLSPEC_##what
#endif
#define PIPERIG_DECLSPEC_noreturn  __attribute__((noreturn))
#define PIPERIG_DECLSPEC_noinline  __attribute__((noinline))
#define PIPERIG_DECLSPEC_align(to) __attribute__((aligned(to)))
#define PIPERIG_DECLSPEC_selectany __attribute__((weak))
#define PIPERIG_DECLSPEC_thread    _Thread_local
#define PIPERIG_DECLSPEC_dllexport
#define PIPERIG_DECLSPEC_dllimport
#define PIPERIG_DECLSPEC_nothrow
#define PIPERIG_DECLSPEC_restrict
#define PIPERIG_DECLSPEC_deprecated
#define DECLSPEC_NORETURN  __declspec(noreturn)
#define DECLSPEC_IMPORT    __declspec(dllimport)
#define DECLSPEC_ALIGN(to) __declspec(align(to))

#define __forceinline static inline
#define FORCEINLINE __forceinline
#define __int8 char
#define __int16 short
#define __int32 int
#define __int64 long long

#define VOID  void
#define CONST const
#define IN
#define OUT
#define OPTIONAL
#define FAR
#define NEAR

#define TRUE  1
#define FALSE 0

#define MAX_PATH 260

// clang-format off
typedef char               CHAR;
typedef signed char        INT8;
typedef unsigned char      UCHAR;
typedef unsigned char      BYTE;
typedef unsigned char      BOOLEAN;
typedef unsigned char      UINT8;
typedef short              SHORT;
typedef short              INT16;
typedef unsigned short     USHORT;
typedef unsigned short     WORD;
typedef unsigned short     UINT16;
typedef unsigned short     WCHAR;
typedef int                BOOL;
typedef int                INT;
typedef int                INT32;
typedef int                LONG;
typedef int                LONG32;
typedef int                HRESULT;
typedef unsigned int       UINT;
typedef unsigned int       UINT32;
typedef unsigned int       ULONG;
typedef unsigned int       ULONG32;
typedef unsigned int       DWORD;
typedef unsigned int       DWORD32;
typedef float              FLOAT;
typedef long long          LONGLONG;
typedef long long          LONG64;
typedef long long          INT64;
typedef unsigned long long ULONGLONG;
typedef unsigned long long DWORDLONG;
typedef unsigned long long ULONG64;
typedef unsigned long long DWORD64;
typedef unsigned long long UINT64;

/* As wide as a pointer. SIZE_T and size_t are one type here as there, so that their addresses
 * mix. */
typedef __INTPTR_TYPE__    INT_PTR;
typedef __INTPTR_TYPE__    LONG_PTR;
typedef __INTPTR_TYPE__    SSIZE_T;
typedef __UINTPTR_TYPE__   UINT_PTR;
typedef __UINTPTR_TYPE__   ULONG_PTR;
typedef __UINTPTR_TYPE__   DWORD_PTR;
typedef __SIZE_TYPE__      SIZE_T;

typedef void             *PVOID, *LPVOID;
typedef const void       *LPCVOID;
typedef BOOL             *PBOOL, *LPBOOL;
typedef BYTE             *PBYTE, *LPBYTE;
typedef BOOLEAN          *PBOOLEAN;
typedef CHAR             *PCHAR;
typedef UCHAR            *PUCHAR;
typedef INT              *PINT, *LPINT;
typedef UINT             *PUINT, *LPUINT;
typedef SHORT            *PSHORT;
typedef USHORT           *PUSHORT;
typedef WORD             *PWORD, *LPWORD;
typedef LONG             *PLONG, *LPLONG;
typedef ULONG            *PULONG;
typedef DWORD            *PDWORD, *LPDWORD;
typedef LONGLONG         *PLONGLONG;
typedef ULONGLONG        *PULONGLONG;
typedef LONG_PTR         *PLONG_PTR;
typedef ULONG_PTR        *PULONG_PTR;
typedef DWORD_PTR        *PDWORD_PTR;
typedef SIZE_T           *PSIZE_T;

typedef CHAR             *PSTR, *LPSTR, *LPCH;
typedef const CHAR       *PCSTR, *LPCSTR, *LPCCH;
typedef WCHAR            *PWSTR, *LPWSTR, *LPWCH, *PWCHAR;
typedef const WCHAR      *PCWSTR, *LPCWSTR, *LPCWCH;
// clang-format on

/* TEXT("...") of a UNICODE build: L"..." where that has 16 bits, else u"...", which always has. */
#if __SIZEOF_WCHAR_T__ == 2
#define PIPERIG_WIDE(quote) L##quote
#else
#define PIPERIG_WIDE(quote) u##quote
#endif

#ifdef UNICODE
typedef WCHAR TCHAR, *PTCHAR;
typedef LPWSTR PTSTR, LPTSTR;
typedef LPCWSTR PCTSTR, LPCTSTR;
#define __TEXT(quote) PIPERIG_WIDE(quote)
#else
typedef CHAR TCHAR, *PTCHAR;
typedef LPSTR PTSTR, LPTSTR;
typedef LPCSTR PCTSTR, LPCTSTR;
#define __TEXT(quote) quote
#endif
#define TEXT(quote) __TEXT(quote)

typedef void *HANDLE;
typedef HANDLE *PHANDLE, *LPHANDLE;
typedef HANDLE HLOCAL;
typedef HANDLE HGLOBAL;
typedef HANDLE HMODULE;
typedef HANDLE HINSTANCE;

typedef union {
    struct {
        DWORD LowPart;
        LONG HighPart;
    };
    struct {
        DWORD LowPart;
        LONG HighPart;
    } u;
    LONGLONG QuadPart;
} LARGE_INTEGER, *PLARGE_INTEGER;

typedef union {
    struct {
        DWORD LowPart;
        DWORD HighPart;
    };
    struct {
        DWORD LowPart;
        DWORD HighPart;
    } u;
    ULONGLONG QuadPart;
} ULARGE_INTEGER, *PULARGE_INTEGER;

typedef struct {
    DWORD dwLowDateTime;
    DWORD dwHighDateTime;
} FILETIME, *PFILETIME, *LPFILETIME;

#define LOWORD(value)       ((WORD)((DWORD_PTR)(value)&0xffff))
#define HIWORD(value)       ((WORD)(((DWORD_PTR)(value) >> 16) & 0xffff))
#define LOBYTE(value)       ((BYTE)((DWORD_PTR)(value)&0xff))
#define HIBYTE(value)       ((BYTE)(((DWORD_PTR)(value) >> 8) & 0xff))
#define MAKEWORD(low, high) ((WORD)((BYTE)(low) | (WORD)((BYTE)(high)) << 8))
#define MAKELONG(low, high) ((LONG)((WORD)(low) | (DWORD)((WORD)(high)) << 16))

#ifndef NOMINMAX
#ifndef max
#define max(a, b) (((a) > (b)) ? (a) : (b))
#endif
#ifndef min
#define min(a, b) (((a) < (b)) ? (a) : (b))
#endif
#endif

#endif
