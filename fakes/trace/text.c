#include "trace/text.h"
#include "trace/store.h"
#include "trace/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void text_reserve(struct text *text, size_t size);
static size_t text_unit(const char *bytes, size_t size, unsigned *columns);

void text_init(struct text *text)
{
    memset(text, 0, sizeof(*text));
    text_reserve(text, 0);
    text_clear(text);
}

void text_fini(struct text *text)
{
    free(text->bytes);
    text->bytes = NULL;
}

void text_clear(struct text *text)
{
    text->size = 0;
    text->columns = 0;
    text->bytes[0] = '\0';
}

void text_add(struct text *text, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    int needed = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (needed < 0) return;

    text_reserve(text, (size_t)needed);
    va_start(arguments, format);
    vsnprintf(text->bytes + text->size, (size_t)needed + 1, format, arguments);
    va_end(arguments);
    text->columns += text_columns(text->bytes + text->size, (size_t)needed);
    text->size += (size_t)needed;
}

void text_add_bytes(struct text *text, const char *bytes, size_t size)
{
    text_reserve(text, size);
    memcpy(text->bytes + text->size, bytes, size);
    text->size += size;
    text->bytes[text->size] = '\0';
    text->columns += text_columns(bytes, size);
}

void text_pad(struct text *text, unsigned columns)
{
    text_fill(text, ' ', columns);
}

void text_fill(struct text *text, char letter, unsigned columns)
{
    while (text->columns < columns)
        text_add_bytes(text, &letter, 1);
}

void text_add_quoted(struct text *text, const char *kept, bool excerpt, unsigned columns)
{
    size_t size = strlen(kept);
    size_t shown = text_columns(kept, size) <= columns ? size : text_fit(kept, size, columns);

    text_add_bytes(text, "\"", 1);
    text_add_bytes(text, kept, shown);
    text_add(text, shown < size || excerpt ? "\"..." : "\"");
}

void text_trim(struct text *text)
{
    while (text->size > 0 && text->bytes[text->size - 1] == ' ') {
        text->size--;
        text->columns--;
    }
    text->bytes[text->size] = '\0';
}

size_t text_fit(const char *bytes, size_t size, unsigned columns)
{
    size_t fit = 0;
    unsigned used = 0;

    while (fit < size) {
        unsigned wide = 0;
        size_t unit = text_unit(bytes + fit, size - fit, &wide);
        if (fit > 0 && used + wide > columns) break;
        fit += unit;
        used += wide;
    }
    return fit;
}

unsigned text_columns(const char *bytes, size_t size)
{
    unsigned columns = 0;

    for (size_t at = 0; at < size;) {
        uint32_t point = 0;
        size_t used = utf8_decode(bytes + at, size - at, &point);
        columns += used > 0 ? utf8_columns(point) : 1;
        at += used > 0 ? used : 1;
    }
    return columns;
}

/* The size of the character or of the escape of a kept text that [bytes] start with. */
static size_t text_unit(const char *bytes, size_t size, unsigned *columns)
{
    size_t unit = 1;

    if (bytes[0] == '\\' && size > 1) {
        unit = bytes[1] == 'x' ? 4 : bytes[1] == 'u' ? 6 : 2;
    } else {
        uint32_t point = 0;
        size_t used = utf8_decode(bytes, size, &point);
        if (used > 0) unit = used;
    }
    if (unit > size) unit = size;
    *columns = text_columns(bytes, unit);
    return unit;
}

static void text_reserve(struct text *text, size_t size)
{
    size_t needed = text->size + size + 1;
    if (needed <= text->capacity) return;

    size_t capacity = text->capacity > 0 ? text->capacity : 256;
    while (capacity < needed)
        capacity *= 2;
    char *bytes = realloc(text->bytes, capacity);
    if (bytes == NULL) trace_no_memory();
    text->bytes = bytes;
    text->capacity = capacity;
}
