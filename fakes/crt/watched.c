/* What the C library reads and writes for a program, told to those who watch its memory. Each
 * function tells first, of no more than it will touch, and then does as it always does. */
#include "access/access.h"

#include <stddef.h>
#include <string.h>

void *__wrap_memchr(const void *memory, int byte, size_t size);
int __wrap_memcmp(const void *left, const void *right, size_t size);
void *__wrap_memcpy(void *to, const void *from, size_t size);
void *__wrap_memmove(void *to, const void *from, size_t size);
void *__wrap_memset(void *memory, int byte, size_t size);
char *__wrap_strcat(char *to, const char *from);
char *__wrap_strchr(const char *text, int byte);
int __wrap_strcmp(const char *left, const char *right);
char *__wrap_strcpy(char *to, const char *from);
size_t __wrap_strlen(const char *text);
char *__wrap_strncat(char *to, const char *from, size_t count);
int __wrap_strncmp(const char *left, const char *right, size_t count);
char *__wrap_strncpy(char *to, const char *from, size_t count);
char *__wrap_strrchr(const char *text, int byte);
char *__wrap_strstr(const char *text, const char *part);

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
    access_call_reads("memcmp", left, size);
    access_call_reads("memcmp", right, size);
    return memcmp(left, right, size);
}

void *__wrap_memcpy(void *to, const void *from, size_t size)
{
    access_call_reads("memcpy", from, size);
    access_call_writes("memcpy", to, size);
    return memcpy(to, from, size);
}

void *__wrap_memmove(void *to, const void *from, size_t size)
{
    access_call_reads("memmove", from, size);
    access_call_writes("memmove", to, size);
    return memmove(to, from, size);
}

void *__wrap_memset(void *memory, int byte, size_t size)
{
    access_call_writes("memset", memory, size);
    return memset(memory, byte, size);
}

/* --- Strings ---------------------------------------------------------------------------------- */

/* Up to the terminator, or [limit] bytes. */
static void reads_text(const char *call, const char *text, size_t limit)
{
    size_t length = strnlen(text, limit);
    access_call_reads(call, text, length < limit ? length + 1 : limit);
}

/* Up to the first difference of two texts, or the end of both. */
static void reads_both(const char *call, const char *left, const char *right, size_t limit)
{
    size_t size = 0;
    while (size < limit && left[size] == right[size] && left[size] != '\0')
        size++;
    if (size < limit) size++;
    access_call_reads(call, left, size);
    access_call_reads(call, right, size);
}

char *__wrap_strcat(char *to, const char *from)
{
    reads_text("strcat", to, SIZE_MAX);
    reads_text("strcat", from, SIZE_MAX);
    access_call_writes("strcat", to + strlen(to), strlen(from) + 1);
    return strcat(to, from);
}

char *__wrap_strchr(const char *text, int byte)
{
    char *found = strchr(text, byte);
    reads_text("strchr", text, found != NULL ? (size_t)(found - text) + 1 : SIZE_MAX);
    return found;
}

int __wrap_strcmp(const char *left, const char *right)
{
    reads_both("strcmp", left, right, SIZE_MAX);
    return strcmp(left, right);
}

char *__wrap_strcpy(char *to, const char *from)
{
    reads_text("strcpy", from, SIZE_MAX);
    access_call_writes("strcpy", to, strlen(from) + 1);
    return strcpy(to, from);
}

size_t __wrap_strlen(const char *text)
{
    reads_text("strlen", text, SIZE_MAX);
    return strlen(text);
}

char *__wrap_strncat(char *to, const char *from, size_t count)
{
    reads_text("strncat", to, SIZE_MAX);
    reads_text("strncat", from, count);
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
    reads_text("strncpy", from, count);
    access_call_writes("strncpy", to, count);
    return strncpy(to, from, count);
}

char *__wrap_strrchr(const char *text, int byte)
{
    reads_text("strrchr", text, SIZE_MAX);
    return strrchr(text, byte);
}

char *__wrap_strstr(const char *text, const char *part)
{
    char *found = strstr(text, part);
    reads_text("strstr", part, SIZE_MAX);
    reads_text("strstr", text, found != NULL ? (size_t)(found - text) + strlen(part) : SIZE_MAX);
    return found;
}
