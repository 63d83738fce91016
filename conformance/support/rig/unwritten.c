#include "unwritten.h"

#include <piperig/unwritten.h>

#include <string.h>

static const unsigned char patterns[] = { UNWRITTEN_BLOCK, UNWRITTEN_BY_GCC, UNWRITTEN_BY_CLANG };

static size_t find(const unsigned char *bytes, size_t size, const void *run, size_t run_size)
{
    for (size_t i = 0; i + run_size <= size; i++)
        if (memcmp(bytes + i, run, run_size) == 0) return i;
    return size;
}

size_t unwritten_in_bytes(const unsigned char *bytes, size_t size)
{
    size_t first = size;
    for (size_t i = 0; i < sizeof patterns; i++) {
        unsigned char run[UNWRITTEN_RUN];
        memset(run, patterns[i], sizeof run);
        size_t at = find(bytes, size, run, sizeof run);
        if (at < first) first = at;
    }
    return first;
}

/* A character of two such bytes, in UTF-8. */
static void put_wide(unsigned char *at, unsigned char pattern)
{
    unsigned character = pattern * 0x101u;
    at[0] = (unsigned char)(0xE0 | character >> 12);
    at[1] = (unsigned char)(0x80 | (character >> 6 & 0x3F));
    at[2] = (unsigned char)(0x80 | (character & 0x3F));
}

const char *unwritten_in_text(const char *text)
{
    size_t size = strlen(text), first = size;
    for (size_t i = 0; i < sizeof patterns; i++) {
        unsigned char narrow[UNWRITTEN_RUN], wide[6];
        memset(narrow, patterns[i], sizeof narrow);
        put_wide(wide, patterns[i]);
        put_wide(wide + 3, patterns[i]);
        size_t at = find((const unsigned char *)text, size, narrow, sizeof narrow);
        if (at < first) first = at;
        at = find((const unsigned char *)text, size, wide, sizeof wide);
        if (at < first) first = at;
    }
    return first < size ? text + first : NULL;
}
