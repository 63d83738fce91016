/* What a function of the C library is about to touch of a program's memory, told to those who
 * watch it (access/access.h). Each tells of no more than it will touch, and under the name that the
 * source has. */
#ifndef FAKES_CRT_TELL_H
#define FAKES_CRT_TELL_H

#include "access/access.h"
#include "crt/utf16.h"

#include <string.h>

/* How much of a text is read: [length] characters of it, and the terminator unless the limit comes
 * first. */
static inline size_t tell_read_of(size_t length, size_t limit)
{
    return length < limit ? length + 1 : limit;
}

/* [call] reads a text up to its terminator, or [limit] bytes of it.  Returns: its length. */
static inline size_t tell_text(const char *call, const char *text, size_t limit)
{
    size_t length = limit == SIZE_MAX ? strlen(text) : strnlen(text, limit);
    access_call_reads(call, text, tell_read_of(length, limit));
    return length;
}

/* The same in units. */
static inline size_t tell_units(const char *call, const uint16_t *text, size_t limit)
{
    size_t length = utf16_length(text, limit);
    access_call_reads(call, text, tell_read_of(length, limit) * sizeof *text);
    return length;
}

/* [call] reads as much of one as of the other. */
static inline void tell_both(const char *call, const void *left, const void *right, size_t size)
{
    access_call_reads(call, left, size);
    access_call_reads(call, right, size);
}

/* [call] reads a number, which ends before [stopped], and says so in [end], unless that is NULL.
 * What ends it was read too. */
static inline void tell_number(const char *call, const char *text, char *stopped, char **end)
{
    access_call_reads(call, text, (size_t)(stopped - text) + 1);
    if (end == NULL) return;
    access_call_writes_number(call, end, sizeof *end);
    *end = stopped;
}

/* [call] copies, whether or not the two overlap. */
static inline void tell_copy(const char *call, void *target, const void *source, size_t size)
{
    access_call_reads(call, source, size);
    access_call_writes(call, target, size);
}

#endif
