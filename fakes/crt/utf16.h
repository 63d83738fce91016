/* UTF-16, what Win32 calls Unicode, to and from code points and UTF-8. */
#ifndef FAKES_CRT_UTF16_H
#define FAKES_CRT_UTF16_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    UTF16_REPLACEMENT = 0xFFFD,    // stands for what is no character
};

/* Read the code point at the start of [count] > 0 units.
 * Returns: the units it takes, 1 or 2; 0 for half a surrogate pair. */
size_t utf16_decode(const uint16_t *units, size_t count, uint32_t *point);

/* Write [point] to [units], which has room for 2.  Returns: the units written. */
size_t utf16_encode(uint16_t *units, uint32_t point);

/* Convert [count] units to UTF-8, half surrogate pairs to U+FFFD. At most [room] bytes are
 * written, never a part of a character.  Returns: the bytes that the whole takes. */
size_t utf16_to_utf8(const uint16_t *units, size_t count, char *bytes, size_t room);

/* Convert [size] bytes of UTF-8 to UTF-16; each longest piece that is not UTF-8 becomes one
 * U+FFFD and sets [ill_formed] (NULL is welcome). At most [room] units are written.  Returns:
 * the units that the whole takes. */
size_t utf16_from_utf8(const char *bytes, size_t size, uint16_t *units, size_t room,
                       bool *ill_formed);

/* The number of units before the terminator, at most [limit]. */
size_t utf16_length(const uint16_t *text, size_t limit);

#endif
