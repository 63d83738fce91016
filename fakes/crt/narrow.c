/* The narrow string functions that Microsoft's C library has and the host's does not, or keeps
 * state in. */
#include "crt/crt.h"
#include "crt/state.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* --- Without regard to case: ASCII only, as in the "C" locale --------------------------------- */

static int lower(char c)
{
    return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : (unsigned char)c;
}

int _strnicmp(const char *left, const char *right, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int difference = lower(left[i]) - lower(right[i]);
        if (difference != 0 || left[i] == '\0') return difference;
    }
    return 0;
}

int _stricmp(const char *left, const char *right)
{
    return _strnicmp(left, right, SIZE_MAX);
}

int _strcmpi(const char *left, const char *right)
{
    return _stricmp(left, right);
}

char *_strlwr(char *text)
{
    for (char *at = text; *at != '\0'; at++)
        *at = (char)lower(*at);
    return text;
}

char *_strupr(char *text)
{
    for (char *at = text; *at != '\0'; at++)
        if (*at >= 'a' && *at <= 'z') *at = (char)(*at - ('a' - 'A'));
    return text;
}

/* --- Bounded ---------------------------------------------------------------------------------- */

/* Put [count] bytes of [source] and a terminator at [used]. What does not fit ends the program,
 * as Microsoft's default handler for invalid parameters does. */
static errno_t place(char *target, size_t room, size_t used, const char *source, size_t count)
{
    if (target == NULL || room == 0) crt_crash("a bounded string function was given no buffer");
    if (source == NULL) crt_crash("a bounded string function was given no string");
    if (used >= room || count >= room - used)
        crt_crash("a bounded string function was given a string that does not fit the buffer");
    memcpy(target + used, source, count);
    target[used + count] = '\0';
    return 0;
}

/* The same for the functions with a count, of which _TRUNCATE cuts the text short. */
static errno_t place_part(char *target, size_t room, size_t used, const char *source, size_t count)
{
    size_t length = source != NULL ? strnlen(source, count) : 0;
    bool cut = count == _TRUNCATE && used < room && length >= room - used;

    place(target, room, used, source, cut ? room - used - 1 : length);
    return cut ? STRUNCATE : 0;
}

errno_t strcpy_s(char *target, rsize_t room, const char *source)
{
    return place(target, room, 0, source, source != NULL ? strlen(source) : 0);
}

errno_t strncpy_s(char *target, rsize_t room, const char *source, rsize_t count)
{
    return place_part(target, room, 0, source, count);
}

errno_t strcat_s(char *target, rsize_t room, const char *source)
{
    size_t used = target != NULL ? strnlen(target, room) : 0;
    return place(target, room, used, source, source != NULL ? strlen(source) : 0);
}

errno_t strncat_s(char *target, rsize_t room, const char *source, rsize_t count)
{
    size_t used = target != NULL ? strnlen(target, room) : 0;
    return place_part(target, room, used, source, count);
}

errno_t strerror_s(char *target, size_t room, int error)
{
    return place_part(target, room, 0, strerror(error), _TRUNCATE);
}

errno_t memcpy_s(void *target, rsize_t room, const void *source, rsize_t count)
{
    return memmove_s(target, room, source, count);
}

errno_t memmove_s(void *target, rsize_t room, const void *source, rsize_t count)
{
    if (count == 0) return 0;
    if (target == NULL || source == NULL || count > room)
        crt_crash("memcpy_s: the bytes do not fit the buffer");
    memmove(target, source, count);
    return 0;
}

size_t strnlen_s(const char *text, size_t limit)
{
    return text != NULL ? strnlen(text, limit) : 0;
}

/* --- Tokens ----------------------------------------------------------------------------------- */

char *strtok_s(char *text, const char *separators, char **rest)
{
    char *token = text != NULL ? text : *rest;
    if (token == NULL) return NULL;

    token += strspn(token, separators);
    *rest = token + strcspn(token, separators);
    if (**rest != '\0')
        *(*rest)++ = '\0';
    else if (*rest == token)
        token = NULL;
    return token;
}

/* Where it goes on is the thread's, as in Microsoft's library. */
char *__wrap_strtok(char *text, const char *separators)
{
    return strtok_s(text, separators, &crt_thread_state()->token);
}

/* --- Numbers ---------------------------------------------------------------------------------- */

long long _strtoi64(const char *text, char **end, int base)
{
    return strtoll(text, end, base);
}

unsigned long long _strtoui64(const char *text, char **end, int base)
{
    return strtoull(text, end, base);
}

long long _atoi64(const char *text)
{
    return strtoll(text, NULL, 10);
}

/* A minus sign is for base 10 only; other bases show the bits. */
char *_itoa(int value, char *text, int base)
{
    char digits[32];
    size_t count = 0;
    char *out = text;
    unsigned rest = base == 10 && value < 0 ? 0u - (unsigned)value : (unsigned)value;

    if (base < 2 || base > 36) crt_crash("_itoa: the base is not within 2 to 36");
    do {
        digits[count++] = "0123456789abcdefghijklmnopqrstuvwxyz"[rest % (unsigned)base];
        rest /= (unsigned)base;
    } while (rest != 0);
    if (base == 10 && value < 0) *out++ = '-';
    while (count > 0)
        *out++ = digits[--count];
    *out = '\0';
    return text;
}
