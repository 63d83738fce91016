/* Texts worth keeping: a copy, made printable, in an arena that never moves them.
 *
 * A program under test may hand us anything: a message with bells in it, half a character, a
 * text that turns the reading direction around. What is kept is plain UTF-8 on one line, and no
 * two inputs are kept as the same text:
 *
 *     \\  \"  \n  \r  \t  \0    as in C; \0 is always two characters
 *     \x1b                      another ASCII control, or a byte that is not UTF-8
 *     \u202e                    what is invisible or turns the direction; half a surrogate pair
 *
 * The arena starts a new block when a text does not fit and doubles its size with it. A reset
 * keeps the newest block alone, so after some runs one block holds a whole run, and nothing is
 * allocated any more. */
#include "trace/record.h"
#include "trace/store.h"
#include "trace/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    KEEP_BLOCK_SIZE = 16384,
    KEEP_WORST_SIZE = 6,    // bytes that one byte or unit of input can become: \u202e
};

static char *keep_reserve(struct trace *trace, size_t input_count);
static const char *keep_seal(struct trace *trace, char *start, char *end);
static bool keep_is_plain(uint32_t point);
static char *keep_point(char *out, uint32_t point);
static char *keep_escape(char *out, char letter, unsigned digits, uint32_t value);
static bool keep_needs_escape(uint32_t point);

const char *trace_keep(struct trace *trace, const char *bytes, size_t size)
{
    char *start = keep_reserve(trace, size);
    char *out = start;

    for (size_t at = 0; at < size;) {
        uint32_t point = (unsigned char)bytes[at];
        if (keep_is_plain(point)) {
            *out++ = bytes[at++];
            continue;
        }
        size_t used = utf8_decode(bytes + at, size - at, &point);
        if (used == 0) {
            out = keep_escape(out, 'x', 2, (unsigned char)bytes[at++]);
        } else {
            out = keep_point(out, point);
            at += used;
        }
    }
    return keep_seal(trace, start, out);
}

const char *trace_keep_wide(struct trace *trace, const uint16_t *units, size_t count)
{
    char *start = keep_reserve(trace, count);
    char *out = start;

    for (size_t at = 0; at < count; at++) {
        uint32_t unit = units[at];
        bool high = unit >= 0xD800 && unit < 0xDC00;
        bool paired = high && at + 1 < count && units[at + 1] >= 0xDC00 && units[at + 1] < 0xE000;
        if (paired) {
            out = keep_point(out, 0x10000 + ((unit - 0xD800) << 10) + (units[++at] - 0xDC00u));
        } else if (keep_is_plain(unit)) {
            *out++ = (char)unit;
        } else if (unit >= 0xD800 && unit < 0xE000) {
            out = keep_escape(out, 'u', 4, unit);
        } else {
            out = keep_point(out, unit);
        }
    }
    return keep_seal(trace, start, out);
}

void trace_text_reset(struct trace *trace)
{
    trace->text_used = 0;
    while (trace->blocks != NULL) {
        struct trace_block *next = trace->blocks->next;
        free(trace->blocks);
        trace->blocks = next;
    }
}

void trace_text_fini(struct trace *trace)
{
    trace_text_reset(trace);
    if (trace->text != NULL) free((struct trace_block *)(void *)trace->text - 1);
    trace->text = NULL;
    trace->text_capacity = 0;
}

_Noreturn void trace_no_memory(void)
{
    fputs("piperig: the host has no memory left for the trace\n", stderr);
    abort();
}

/* Room at the end of the arena for the worst that [input_count] bytes or units can become. */
static char *keep_reserve(struct trace *trace, size_t input_count)
{
    if (input_count > SIZE_MAX / 4 / KEEP_WORST_SIZE) trace_no_memory();
    size_t size = input_count * KEEP_WORST_SIZE + 1;

    if (trace->text_capacity - trace->text_used < size) {
        size_t capacity = trace->text_capacity > 0 ? trace->text_capacity * 2 : KEEP_BLOCK_SIZE;
        while (capacity < size)
            capacity *= 2;
        struct trace_block *block = malloc(sizeof(*block) + capacity);
        if (block == NULL) trace_no_memory();
        if (trace->text != NULL) {
            struct trace_block *full = (struct trace_block *)(void *)trace->text - 1;
            full->next = trace->blocks;
            trace->blocks = full;
        }
        trace->text = (char *)(block + 1);
        trace->text_used = 0;
        trace->text_capacity = capacity;
    }
    return trace->text + trace->text_used;
}

/* Terminate the text at [end] and give back what was reserved behind it. */
static const char *keep_seal(struct trace *trace, char *start, char *end)
{
    *end = '\0';
    trace->text_used += (size_t)(end - start) + 1;
    return start;
}

/* Nearly all that is ever kept, and the reason why keeping is cheap. */
static bool keep_is_plain(uint32_t point)
{
    return point >= 0x20 && point < 0x7F && point != '"' && point != '\\';
}

static char *keep_point(char *out, uint32_t point)
{
    switch (point) {
    case '\\': return keep_escape(out, '\\', 0, 0);
    case '"': return keep_escape(out, '"', 0, 0);
    case '\n': return keep_escape(out, 'n', 0, 0);
    case '\r': return keep_escape(out, 'r', 0, 0);
    case '\t': return keep_escape(out, 't', 0, 0);
    case '\0': return keep_escape(out, '0', 0, 0);
    default: break;
    }
    if (!keep_needs_escape(point)) return out + utf8_encode(out, point);
    if (point < 0x80) return keep_escape(out, 'x', 2, point);
    return keep_escape(out, 'u', 4, point);
}

/* A backslash, [letter], and [value] in [digits] hexadecimal digits. */
static char *keep_escape(char *out, char letter, unsigned digits, uint32_t value)
{
    *out++ = '\\';
    *out++ = letter;
    while (digits-- > 0)
        *out++ = "0123456789abcdef"[value >> (4 * digits) & 15];
    return out;
}

/* Controls, and what shows nothing or moves what stands around it. All lie below U+10000. */
static bool keep_needs_escape(uint32_t point)
{
    return point < 0x20 || (point >= 0x7F && point < 0xA0) || point == 0xAD || point == 0x061C ||
           (point >= 0x200B && point <= 0x200F) || (point >= 0x2028 && point <= 0x202E) ||
           (point >= 0x2060 && point <= 0x206F) || point == 0xFEFF ||
           (point >= 0xFFF0 && point <= 0xFFFB);
}
