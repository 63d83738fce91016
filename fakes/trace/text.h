/* A line in the making: bytes that grow, and the columns they take on a terminal. */
#ifndef FAKES_TRACE_TEXT_H
#define FAKES_TRACE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct text {
    char *bytes;    // NUL-terminated once something was added
    size_t size;
    size_t capacity;
    unsigned columns;
};

/* An empty text. */
void text_init(struct text *text);

void text_fini(struct text *text);

/* Empty again, memory kept. */
void text_clear(struct text *text);

/* Append, as printf does. Aborts when the host has no memory left. */
__attribute__((format(printf, 2, 3)))    //
void text_add(struct text *text, const char *format, ...);

/* Append [size] bytes of UTF-8. */
void text_add_bytes(struct text *text, const char *bytes, size_t size);

/* Append blanks until [columns] columns are full. */
void text_pad(struct text *text, unsigned columns);

/* Append [letter] until [columns] columns are full. */
void text_fill(struct text *text, char letter, unsigned columns);

/* Append as much of a kept text as fits in [columns] columns, in quotes. Dots behind them stand for
 * what is cut off, or was before ([excerpt]). An escape or a character is never cut in two. */
void text_add_quoted(struct text *text, const char *kept, bool excerpt, unsigned columns);

/* Take away blanks at the end. */
void text_trim(struct text *text);

/* The size in bytes of the longest start of [bytes] that takes at most [columns] columns: never
 * less than one character or escape, so that who takes piece after piece arrives. */
size_t text_fit(const char *bytes, size_t size, unsigned columns);

/* The columns of [size] bytes of UTF-8. */
unsigned text_columns(const char *bytes, size_t size);

#endif
