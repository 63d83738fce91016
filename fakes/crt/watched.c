/* What the C library reads and writes for a program, told to those who watch its memory. Each
 * function tells first, of no more than it will touch, and then does as it always does. */
#define _GNU_SOURCE    // stpcpy
#include "crt/tell.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

char *__wrap_asctime(const struct tm *time);
double __wrap_atof(const char *text);
long long __wrap_atoll(const char *text);
int __wrap_bcmp(const void *left, const void *right, size_t size);
double __wrap_frexp(double value, int *exponent);
void *__wrap_memchr(const void *memory, int byte, size_t size);
int __wrap_memcmp(const void *left, const void *right, size_t size);
void *__wrap_memcpy(void *to, const void *from, size_t size);
void *__wrap_memmove(void *to, const void *from, size_t size);
void *__wrap_memset(void *memory, int byte, size_t size);
double __wrap_modf(double value, double *whole);
void __wrap_qsort(void *items, size_t count, size_t size,
                  int (*compare)(const void *left, const void *right));
char *__wrap_stpcpy(char *to, const char *from);
char *__wrap_strcat(char *to, const char *from);
char *__wrap_strchr(const char *text, int byte);
int __wrap_strcmp(const char *left, const char *right);
int __wrap_strcoll(const char *left, const char *right);
char *__wrap_strcpy(char *to, const char *from);
size_t __wrap_strcspn(const char *text, const char *set);
size_t __wrap_strftime(char *text, size_t room, const char *format, const struct tm *time);
size_t __wrap_strlen(const char *text);
char *__wrap_strncat(char *to, const char *from, size_t count);
int __wrap_strncmp(const char *left, const char *right, size_t count);
char *__wrap_strncpy(char *to, const char *from, size_t count);
size_t __wrap_strnlen(const char *text, size_t limit);
char *__wrap_strpbrk(const char *text, const char *set);
char *__wrap_strrchr(const char *text, int byte);
size_t __wrap_strspn(const char *text, const char *set);
char *__wrap_strstr(const char *text, const char *part);
double __wrap_strtod(const char *text, char **end);
float __wrap_strtof(const char *text, char **end);
long double __wrap_strtold(const char *text, char **end);
long long __wrap_strtoll(const char *text, char **end, int base);
unsigned long long __wrap_strtoull(const char *text, char **end, int base);

/* --- Memory ----------------------------------------------------------------------------------- */

void *__wrap_memchr(const void *memory, int byte, size_t size)
{
    const char *found = memchr(memory, byte, size);
    access_call_reads("memchr", memory,
                      found != NULL ? (size_t)(found - (const char *)memory) + 1 : size);
    return (void *)found;
}

int __wrap_memcmp(const void *left, const void *right, size_t size)
{
    tell_both("memcmp", left, right, size);
    return memcmp(left, right, size);
}

int __wrap_bcmp(const void *left, const void *right, size_t size)
{
    tell_both("bcmp", left, right, size);
    return memcmp(left, right, size);
}

void *__wrap_memcpy(void *to, const void *from, size_t size)
{
    tell_copy("memcpy", to, from, size);
    return memcpy(to, from, size);
}

void *__wrap_memmove(void *to, const void *from, size_t size)
{
    tell_copy("memmove", to, from, size);
    return memmove(to, from, size);
}

void *__wrap_memset(void *memory, int byte, size_t size)
{
    access_call_writes("memset", memory, size);
    return memset(memory, byte, size);
}

/* What compares the items is the program's, and tells by itself. */
void __wrap_qsort(void *items, size_t count, size_t size,
                  int (*compare)(const void *left, const void *right))
{
    access_call_writes("qsort", items, count * size);
    qsort(items, count, size, compare);
}

/* --- Strings ---------------------------------------------------------------------------------- */

/* Up to the first difference of two texts, or the end of both. */
static void reads_both(const char *call, const char *left, const char *right, size_t limit)
{
    size_t size = 0;
    while (size < limit && left[size] == right[size] && left[size] != '\0')
        size++;
    if (size < limit) size++;
    tell_both(call, left, right, size);
}

char *__wrap_strcat(char *to, const char *from)
{
    tell_text("strcat", to, SIZE_MAX);
    tell_text("strcat", from, SIZE_MAX);
    access_call_writes("strcat", to + strlen(to), strlen(from) + 1);
    return strcat(to, from);
}

char *__wrap_strchr(const char *text, int byte)
{
    char *found = strchr(text, byte);
    tell_text("strchr", text, found != NULL ? (size_t)(found - text) + 1 : SIZE_MAX);
    return found;
}

int __wrap_strcmp(const char *left, const char *right)
{
    reads_both("strcmp", left, right, SIZE_MAX);
    return strcmp(left, right);
}

char *__wrap_strcpy(char *to, const char *from)
{
    tell_text("strcpy", from, SIZE_MAX);
    access_call_writes("strcpy", to, strlen(from) + 1);
    return strcpy(to, from);
}

/* As strcmp, in the only locale that there is. */
int __wrap_strcoll(const char *left, const char *right)
{
    reads_both("strcoll", left, right, SIZE_MAX);
    return strcmp(left, right);
}

char *__wrap_stpcpy(char *to, const char *from)
{
    size_t length = tell_text("stpcpy", from, SIZE_MAX);
    access_call_writes("stpcpy", to, length + 1);
    return stpcpy(to, from);
}

size_t __wrap_strlen(const char *text)
{
    return tell_text("strlen", text, SIZE_MAX);
}

size_t __wrap_strnlen(const char *text, size_t limit)
{
    return tell_text("strnlen", text, limit);
}

char *__wrap_strncat(char *to, const char *from, size_t count)
{
    tell_text("strncat", to, SIZE_MAX);
    tell_text("strncat", from, count);
    access_call_writes("strncat", to + strlen(to), strnlen(from, count) + 1);
    return strncat(to, from, count);
}

int __wrap_strncmp(const char *left, const char *right, size_t count)
{
    reads_both("strncmp", left, right, count);
    return strncmp(left, right, count);
}

/* It fills what is left with zeros. */
char *__wrap_strncpy(char *to, const char *from, size_t count)
{
    tell_text("strncpy", from, count);
    access_call_writes("strncpy", to, count);
    return strncpy(to, from, count);
}

char *__wrap_strrchr(const char *text, int byte)
{
    tell_text("strrchr", text, SIZE_MAX);
    return strrchr(text, byte);
}

/* Of [text] the first [length] bytes and what ended them, of [set] all. */
static void reads_span(const char *call, const char *text, const char *set, size_t length)
{
    tell_text(call, set, SIZE_MAX);
    access_call_reads(call, text, length + 1);
}

size_t __wrap_strspn(const char *text, const char *set)
{
    size_t length = strspn(text, set);
    reads_span("strspn", text, set, length);
    return length;
}

size_t __wrap_strcspn(const char *text, const char *set)
{
    size_t length = strcspn(text, set);
    reads_span("strcspn", text, set, length);
    return length;
}

char *__wrap_strpbrk(const char *text, const char *set)
{
    size_t length = strcspn(text, set);
    reads_span("strpbrk", text, set, length);
    return text[length] != '\0' ? (char *)text + length : NULL;
}

char *__wrap_strstr(const char *text, const char *part)
{
    char *found = strstr(text, part);
    tell_text("strstr", part, SIZE_MAX);
    tell_text("strstr", text, found != NULL ? (size_t)(found - text) + strlen(part) : SIZE_MAX);
    return found;
}

/* --- Numbers and dates ------------------------------------------------------------------------ */

#define NUMBER(type, name, parameters, host)                                                       \
    type __wrap_##name parameters                                                                  \
    {                                                                                              \
        char *stopped;                                                                             \
        type value = host;                                                                         \
        tell_number(#name, text, stopped, end);                                                    \
        return value;                                                                              \
    }

NUMBER(double, strtod, (const char *text, char **end), strtod(text, &stopped))
NUMBER(float, strtof, (const char *text, char **end), strtof(text, &stopped))
NUMBER(long double, strtold, (const char *text, char **end), strtold(text, &stopped))
NUMBER(long long, strtoll, (const char *text, char **end, int base), strtoll(text, &stopped, base))
NUMBER(unsigned long long, strtoull, (const char *text, char **end, int base),
       strtoull(text, &stopped, base))

double __wrap_atof(const char *text)
{
    char *stopped;
    double value = strtod(text, &stopped);
    tell_number("atof", text, stopped, NULL);
    return value;
}

long long __wrap_atoll(const char *text)
{
    char *stopped;
    long long value = strtoll(text, &stopped, 10);
    tell_number("atoll", text, stopped, NULL);
    return value;
}

double __wrap_frexp(double value, int *exponent)
{
    access_call_writes_number("frexp", exponent, sizeof *exponent);
    return frexp(value, exponent);
}

double __wrap_modf(double value, double *whole)
{
    access_call_writes_number("modf", whole, sizeof *whole);
    return modf(value, whole);
}

char *__wrap_asctime(const struct tm *time)
{
    access_call_reads_number("asctime", time, sizeof *time);
    return asctime(time);
}

/* What did not fit is unspecified, and as long as all of it may be. */
size_t __wrap_strftime(char *text, size_t room, const char *format, const struct tm *time)
{
    tell_text("strftime", format, SIZE_MAX);
    access_call_reads_number("strftime", time, sizeof *time);
    size_t length = strftime(text, room, format, time);
    access_call_writes("strftime", text, length > 0 ? length + 1 : room);
    return length;
}
