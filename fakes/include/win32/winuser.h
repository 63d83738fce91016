/* Of the window manager there is only its formatting. */
#ifndef PIPERIG_WINUSER_H
#define PIPERIG_WINUSER_H

#include <stdarg.h>

#include <windef.h>

int WINAPIV wsprintfA(LPSTR text, LPCSTR format, ...);
int WINAPIV wsprintfW(LPWSTR text, LPCWSTR format, ...);
int WINAPI wvsprintfA(LPSTR text, LPCSTR format, va_list arguments);
int WINAPI wvsprintfW(LPWSTR text, LPCWSTR format, va_list arguments);

#ifdef UNICODE
#define wsprintf  wsprintfW
#define wvsprintf wvsprintfW
#else
#define wsprintf  wsprintfA
#define wvsprintf wvsprintfA
#endif

#endif
