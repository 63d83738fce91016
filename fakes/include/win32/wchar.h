/* The host's <wchar.h> and what Microsoft's has beside it. In a program wchar_t has 16 bits, and
 * the functions of the host's header are bound to the fakes' 16-bit ones. */
#ifndef PIPERIG_WCHAR_H
#define PIPERIG_WCHAR_H

#include_next <wchar.h>

#include <stdio.h>

/* Microsoft declares the kinds of wide characters here too. */
#include <wctype.h>

#include <crtdefs.h>

int _swprintf(WCHAR *text, const WCHAR *format, ...);
int _snwprintf(WCHAR *text, size_t count, const WCHAR *format, ...);
int _vsnwprintf(WCHAR *text, size_t count, const WCHAR *format, va_list arguments);
int _snwprintf_s(WCHAR *text, size_t room, size_t count, const WCHAR *format, ...);
int _vsnwprintf_s(WCHAR *text, size_t room, size_t count, const WCHAR *format, va_list arguments);
int swprintf_s(WCHAR *text, size_t room, const WCHAR *format, ...);
int vswprintf_s(WCHAR *text, size_t room, const WCHAR *format, va_list arguments);
int _scwprintf(const WCHAR *format, ...);
int _vscwprintf(const WCHAR *format, va_list arguments);
int wprintf_s(const WCHAR *format, ...);
int fwprintf_s(FILE *file, const WCHAR *format, ...);

int swscanf_s(const WCHAR *text, const WCHAR *format, ...);

int _putws(const WCHAR *text);
void _wperror(const WCHAR *text);
WCHAR *_getws_s(WCHAR *text, size_t room);

int _wcsicmp(const WCHAR *left, const WCHAR *right);
int _wcsnicmp(const WCHAR *left, const WCHAR *right, size_t count);
WCHAR *_wcsdup(const WCHAR *text);
WCHAR *_wcslwr(WCHAR *text);
WCHAR *_wcsupr(WCHAR *text);
WCHAR *_wcstok(WCHAR *text, const WCHAR *separators);
WCHAR *wcstok_s(WCHAR *text, const WCHAR *separators, WCHAR **rest);
errno_t wcscpy_s(WCHAR *target, rsize_t room, const WCHAR *source);
errno_t wcsncpy_s(WCHAR *target, rsize_t room, const WCHAR *source, rsize_t count);
errno_t wcscat_s(WCHAR *target, rsize_t room, const WCHAR *source);
errno_t wcsncat_s(WCHAR *target, rsize_t room, const WCHAR *source, rsize_t count);
size_t wcsnlen_s(const WCHAR *text, size_t limit);

int _wtoi(const WCHAR *text);
int _wtol(const WCHAR *text);
long long _wtoi64(const WCHAR *text);
long long _wcstoi64(const WCHAR *text, WCHAR **end, int base);
unsigned long long _wcstoui64(const WCHAR *text, WCHAR **end, int base);

/* The host hides these from strict C17 and from nobody else; Microsoft hides neither. */
#if __SIZEOF_WCHAR_T__ == 2
size_t wcsnlen(const WCHAR *text, size_t limit);
WCHAR *wcsdup(const WCHAR *text);
#endif

#endif
