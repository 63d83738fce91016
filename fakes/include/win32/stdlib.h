/* The host's <stdlib.h> and what Microsoft's has beside it. */
#ifndef PIPERIG_STDLIB_H
#define PIPERIG_STDLIB_H

#include_next <stdlib.h>

/* Microsoft declares errno here too. */
#include <errno.h>

#include <crtdefs.h>

/* What Microsoft's rand gives at most, whatever the host's would. */
#undef RAND_MAX
#define RAND_MAX 0x7fff

#define __max(a, b) (((a) > (b)) ? (a) : (b))
#define __min(a, b) (((a) < (b)) ? (a) : (b))

long long _atoi64(const char *text);
long long _strtoi64(const char *text, char **end, int base);
unsigned long long _strtoui64(const char *text, char **end, int base);
char *_itoa(int value, char *text, int base);

DECLSPEC_NORETURN void _exit(int code);

#endif
