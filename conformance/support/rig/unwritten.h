/* Bytes that a server passes on though it never wrote them. */
#ifndef PIPERIG_RIG_UNWRITTEN_H
#define PIPERIG_RIG_UNWRITTEN_H

#include <stddef.h>

enum { UNWRITTEN_RUN = 4 };    // fewer may be meant

/* Where in the [size] [bytes] so many in a row are such as memory holds that was never written. Returns:
 * [size] if that is nowhere. */
size_t unwritten_in_bytes(const unsigned char *bytes, size_t size);

/* The same for what a console shows, where two characters of 16 bits may be in UTF-8. Returns: NULL if that is
 * nowhere. */
const char *unwritten_in_text(const char *text);

#endif
