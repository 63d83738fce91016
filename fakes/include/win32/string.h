/* The host's <string.h> and what Microsoft's has beside it. */
#ifndef PIPERIG_STRING_H
#define PIPERIG_STRING_H

#include_next <string.h>

#include <crtdefs.h>

int _stricmp(const char *left, const char *right);
int _strnicmp(const char *left, const char *right, size_t count);
int _strcmpi(const char *left, const char *right);
char *_strdup(const char *text);
char *_strlwr(char *text);
char *_strupr(char *text);
char *strtok_s(char *text, const char *separators, char **rest);
errno_t strcpy_s(char *target, rsize_t room, const char *source);
errno_t strncpy_s(char *target, rsize_t room, const char *source, rsize_t count);
errno_t strcat_s(char *target, rsize_t room, const char *source);
errno_t strncat_s(char *target, rsize_t room, const char *source, rsize_t count);
errno_t strerror_s(char *target, size_t room, int error);
size_t strnlen_s(const char *text, size_t limit);
errno_t memcpy_s(void *target, rsize_t room, const void *source, rsize_t count);
errno_t memmove_s(void *target, rsize_t room, const void *source, rsize_t count);

/* The host hides these from strict C17, Microsoft does not. */
char *strdup(const char *text);
size_t strnlen(const char *text, size_t limit);

/* Microsoft's <string.h> declares the wide ones as well. */
#include <wchar.h>

#endif
