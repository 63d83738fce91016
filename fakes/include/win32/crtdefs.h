/* What Microsoft's C library headers share. */
#ifndef PIPERIG_CRTDEFS_H
#define PIPERIG_CRTDEFS_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <windef.h>

typedef int errno_t;
typedef size_t rsize_t;

/* For the functions that take a room and a count: cut the text short instead of failing. */
#define _TRUNCATE ((size_t)-1)
#define STRUNCATE 80

#ifndef _countof
#define _countof(array) (sizeof(array) / sizeof((array)[0]))
#endif

#endif
