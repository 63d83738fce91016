/* UTF-8, as far as a printable trace needs it. */
#ifndef FAKES_TRACE_UTF8_H
#define FAKES_TRACE_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* Read the code point at the start of [size] bytes.
 * Returns: the bytes it takes, or 0 when they are not UTF-8 (overlong, surrogate, cut off, too
 * large). */
size_t utf8_decode(const char *bytes, size_t size, uint32_t *point);

/* Write [point] without a terminator. Requires: [out] has room for 4 bytes.  Returns: the bytes
 * written. */
size_t utf8_encode(char *out, uint32_t point);

/* The columns that [point] takes on a terminal: 0, 1 or 2. */
unsigned utf8_columns(uint32_t point);

#endif
