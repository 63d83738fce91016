/* The narrow string functions that Microsoft's C library has and the host's does not, or keeps
 * state in. */
#include "crt/crt.h"
#include "crt/state.h"
#include "crt/tell.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* --- Without regard to case: ASCII only, as in the "C" locale --------------------------------- */

static int lower(char c)
{
    return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : (unsigned char)c;
}

static int compare(const char *call, const char *left, const char *right, size_t count)
{
    int difference = 0;
    size_t size = 0;
    while (size < count && difference == 0) {
        difference = lower(left[size]) - lower(right[size]);
        if (left[size++] == '\0') break;
    }
    tell_both(call, left, right, size);
    return difference;
}

int _strnicmp(const char *left, const char *right, size_t count)
{
    return compare("_strnicmp", left, right, count);
}

int _stricmp(const char *left, const char *right)
{
    return compare("_stricmp", left, right, SIZE_MAX);
}

int _strcmpi(const char *left, const char *right)
{
    return compare("_strcmpi", left, right, SIZE_MAX);
}

char *_strlwr(char *text)
{
    access_call_writes("_strlwr", text, strlen(text) + 1);
    for (char *at = text; *at != '\0'; at++)
        *at = (char)lower(*at);
    return text;
}

char *_strupr(char *text)
{
    access_call_writes("_strupr", text, strlen(text) + 1);
    for (char *at = text; *at != '\0'; at++)
        if (*at >= 'a' && *at <= 'z') *at = (char)(*at - ('a' - 'A'));
    return text;
}

/* --- Bounded ---------------------------------------------------------------------------------- */

static size_t length_of(const char *call, const char *text, size_t limit)
{
    return text != NULL ? tell_text(call, text, limit) : 0;
}

/* Put [count] bytes of [source] and a terminator at [used]. What does not fit ends the program,
 * as Microsoft's default handler for invalid parameters does. */
static errno_t place(const char *call, char *target, size_t room, size_t used, const char *source,
                     size_t count)
{
    if (target == NULL || room == 0) crt_crash("a bounded string function was given no buffer");
    if (source == NULL) crt_crash("a bounded string function was given no string");
    if (used >= room || count >= room - used)
        crt_crash("a bounded string function was given a string that does not fit the buffer");
    access_call_writes(call, target + used, count + 1);
    memcpy(target + used, source, count);
    target[used + count] = '\0';
    return 0;
}

/* The same for the functions with a count, of which _TRUNCATE cuts the text short. */
static errno_t place_part(const char *call, char *target, size_t room, size_t used,
                          const char *source, size_t count)
{
    size_t length = length_of(call, source, count);
    bool cut = count == _TRUNCATE && used < room && length >= room - used;

    place(call, target, room, used, source, cut ? room - used - 1 : length);
    return cut ? STRUNCATE : 0;
}

errno_t strcpy_s(char *target, rsize_t room, const char *source)
{
    return place("strcpy_s", target, room, 0, source, length_of("strcpy_s", source, SIZE_MAX));
}

errno_t strncpy_s(char *target, rsize_t room, const char *source, rsize_t count)
{
    return place_part("strncpy_s", target, room, 0, source, count);
}

errno_t strcat_s(char *target, rsize_t room, const char *source)
{
    size_t used = length_of("strcat_s", target, room);
    return place("strcat_s", target, room, used, source, length_of("strcat_s", source, SIZE_MAX));
}

errno_t strncat_s(char *target, rsize_t room, const char *source, rsize_t count)
{
    size_t used = length_of("strncat_s", target, room);
    return place_part("strncat_s", target, room, used, source, count);
}

errno_t strerror_s(char *target, size_t room, int error)
{
    return place_part("strerror_s", target, room, 0, strerror(error), _TRUNCATE);
}

static errno_t move(const char *call, void *target, size_t room, const void *source, size_t count)
{
    if (count == 0) return 0;
    if (target == NULL || source == NULL || count > room)
        crt_crash("memcpy_s: the bytes do not fit the buffer");
    tell_copy(call, target, source, count);
    memmove(target, source, count);
    return 0;
}

errno_t memcpy_s(void *target, rsize_t room, const void *source, rsize_t count)
{
    return move("memcpy_s", target, room, source, count);
}

errno_t memmove_s(void *target, rsize_t room, const void *source, rsize_t count)
{
    return move("memmove_s", target, room, source, count);
}

size_t strnlen_s(const char *text, size_t limit)
{
    return length_of("strnlen_s", text, limit);
}

/* --- Tokens ----------------------------------------------------------------------------------- */

static char *next_token(const char *call, char *text, const char *separators, char **rest)
{
    char *begin = text != NULL ? text : *rest;
    if (begin == NULL) return NULL;

    char *token = begin + strspn(begin, separators);
    char *end = token + strcspn(token, separators);
    tell_text(call, separators, SIZE_MAX);
    access_call_reads(call, begin, (size_t)(end - begin) + 1);
    *rest = end;
    if (*end != '\0') {
        access_call_writes(call, end, 1);
        *(*rest)++ = '\0';
    } else if (end == token) {
        token = NULL;
    }
    return token;
}

char *strtok_s(char *text, const char *separators, char **rest)
{
    access_call_writes_number("strtok_s", rest, sizeof *rest);
    return next_token("strtok_s", text, separators, rest);
}

/* Where it goes on is the thread's, as in Microsoft's library. */
char *__wrap_strtok(char *text, const char *separators)
{
    return next_token("strtok", text, separators, &crt_thread_state()->token);
}

/* --- Numbers ---------------------------------------------------------------------------------- */

long long _strtoi64(const char *text, char **end, int base)
{
    char *stopped;
    long long value = strtoll(text, &stopped, base);
    tell_number("_strtoi64", text, stopped, end);
    return value;
}

unsigned long long _strtoui64(const char *text, char **end, int base)
{
    char *stopped;
    unsigned long long value = strtoull(text, &stopped, base);
    tell_number("_strtoui64", text, stopped, end);
    return value;
}

long long _atoi64(const char *text)
{
    char *stopped;
    long long value = strtoll(text, &stopped, 10);
    tell_number("_atoi64", text, stopped, NULL);
    return value;
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
    bool negative = base == 10 && value < 0;
    access_call_writes("_itoa", text, count + negative + 1);
    if (negative) *out++ = '-';
    while (count > 0)
        *out++ = digits[--count];
    *out = '\0';
    return text;
}
