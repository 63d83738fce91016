/* Strings that end within their memory: Microsoft's StringCch (counted in characters) and
 * StringCb (in bytes). */
#ifndef PIPERIG_STRSAFE_H
#define PIPERIG_STRSAFE_H

#include <stdarg.h>

#include <windef.h>
#include <winerror.h>

#define STRSAFE_MAX_CCH 2147483647

#define STRSAFE_E_INSUFFICIENT_BUFFER ((HRESULT)0x8007007A)
#define STRSAFE_E_INVALID_PARAMETER   ((HRESULT)0x80070057)
#define STRSAFE_E_END_OF_FILE         ((HRESULT)0x80070026)

HRESULT WINAPI StringCchCopyA(LPSTR target, size_t room, LPCSTR source);
HRESULT WINAPI StringCchCopyNA(LPSTR target, size_t room, LPCSTR source, size_t count);
HRESULT WINAPI StringCchCatA(LPSTR target, size_t room, LPCSTR source);
HRESULT WINAPI StringCchCatNA(LPSTR target, size_t room, LPCSTR source, size_t count);
HRESULT WINAPIV StringCchPrintfA(LPSTR target, size_t room, LPCSTR format, ...);
HRESULT WINAPI StringCchVPrintfA(LPSTR target, size_t room, LPCSTR format, va_list arguments);
HRESULT WINAPI StringCchLengthA(LPCSTR text, size_t limit, size_t *length);

HRESULT WINAPI StringCchCopyW(LPWSTR target, size_t room, LPCWSTR source);
HRESULT WINAPI StringCchCopyNW(LPWSTR target, size_t room, LPCWSTR source, size_t count);
HRESULT WINAPI StringCchCatW(LPWSTR target, size_t room, LPCWSTR source);
HRESULT WINAPI StringCchCatNW(LPWSTR target, size_t room, LPCWSTR source, size_t count);
HRESULT WINAPIV StringCchPrintfW(LPWSTR target, size_t room, LPCWSTR format, ...);
HRESULT WINAPI StringCchVPrintfW(LPWSTR target, size_t room, LPCWSTR format, va_list arguments);
HRESULT WINAPI StringCchLengthW(LPCWSTR text, size_t limit, size_t *length);

HRESULT WINAPI StringCbCopyA(LPSTR target, size_t size, LPCSTR source);
HRESULT WINAPI StringCbCopyNA(LPSTR target, size_t size, LPCSTR source, size_t bytes);
HRESULT WINAPI StringCbCatA(LPSTR target, size_t size, LPCSTR source);
HRESULT WINAPI StringCbCatNA(LPSTR target, size_t size, LPCSTR source, size_t bytes);
HRESULT WINAPIV StringCbPrintfA(LPSTR target, size_t size, LPCSTR format, ...);
HRESULT WINAPI StringCbVPrintfA(LPSTR target, size_t size, LPCSTR format, va_list arguments);
HRESULT WINAPI StringCbLengthA(LPCSTR text, size_t limit, size_t *length);

HRESULT WINAPI StringCbCopyW(LPWSTR target, size_t size, LPCWSTR source);
HRESULT WINAPI StringCbCopyNW(LPWSTR target, size_t size, LPCWSTR source, size_t bytes);
HRESULT WINAPI StringCbCatW(LPWSTR target, size_t size, LPCWSTR source);
HRESULT WINAPI StringCbCatNW(LPWSTR target, size_t size, LPCWSTR source, size_t bytes);
HRESULT WINAPIV StringCbPrintfW(LPWSTR target, size_t size, LPCWSTR format, ...);
HRESULT WINAPI StringCbVPrintfW(LPWSTR target, size_t size, LPCWSTR format, va_list arguments);
HRESULT WINAPI StringCbLengthW(LPCWSTR text, size_t limit, size_t *length);

// clang-format off
#ifdef UNICODE
#define StringCbCat      StringCbCatW
#define StringCbCatN     StringCbCatNW
#define StringCbCopy     StringCbCopyW
#define StringCbCopyN    StringCbCopyNW
#define StringCbLength   StringCbLengthW
#define StringCbPrintf   StringCbPrintfW
#define StringCbVPrintf  StringCbVPrintfW
#define StringCchCat     StringCchCatW
#define StringCchCatN    StringCchCatNW
#define StringCchCopy    StringCchCopyW
#define StringCchCopyN   StringCchCopyNW
#define StringCchLength  StringCchLengthW
#define StringCchPrintf  StringCchPrintfW
#define StringCchVPrintf StringCchVPrintfW
#else
#define StringCbCat      StringCbCatA
#define StringCbCatN     StringCbCatNA
#define StringCbCopy     StringCbCopyA
#define StringCbCopyN    StringCbCopyNA
#define StringCbLength   StringCbLengthA
#define StringCbPrintf   StringCbPrintfA
#define StringCbVPrintf  StringCbVPrintfA
#define StringCchCat     StringCchCatA
#define StringCchCatN    StringCchCatNA
#define StringCchCopy    StringCchCopyA
#define StringCchCopyN   StringCchCopyNA
#define StringCchLength  StringCchLengthA
#define StringCchPrintf  StringCchPrintfA
#define StringCchVPrintf StringCchVPrintfA
#endif
// clang-format on

#endif
