/* The host's <stdio.h> and what Microsoft's has beside it. Only the console is there to be read
 * and written: stdin, stdout and stderr. */
#ifndef PIPERIG_STDIO_H
#define PIPERIG_STDIO_H

#include_next <stdio.h>

#include <crtdefs.h>
#include <wchar.h>

int _snprintf(char *text, size_t count, const char *format, ...);
int _vsnprintf(char *text, size_t count, const char *format, va_list arguments);
int _snprintf_s(char *text, size_t room, size_t count, const char *format, ...);
int _vsnprintf_s(char *text, size_t room, size_t count, const char *format, va_list arguments);
int sprintf_s(char *text, size_t room, const char *format, ...);
int vsprintf_s(char *text, size_t room, const char *format, va_list arguments);
int _scprintf(const char *format, ...);
int _vscprintf(const char *format, va_list arguments);
int printf_s(const char *format, ...);
int fprintf_s(FILE *file, const char *format, ...);

char *gets_s(char *text, rsize_t room);
int sscanf_s(const char *text, const char *format, ...);
int _fileno(FILE *file);

#endif
