/* Microsoft's printf, directive by directive.
 *
 * It parts with the host's in what matters to a Win32 program: `l` is 32 bits, as a DWORD is; I64
 * and I32 exist; %s in a wide function is a wide string, and %S the other kind; %p is sixteen
 * digits; %n is refused. Integers and strings are formatted here, since every line of a server's
 * log goes through; floats are left to the host.
 */
#include "crt/printf.h"

#include "access/access.h"
#include "crt/crt.h"
#include "crt/utf16.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum length {
    LENGTH_NONE,
    LENGTH_HH,
    LENGTH_H,
    LENGTH_L,
    LENGTH_64,
    LENGTH_WIDE,
    LENGTH_LONG_DOUBLE
};

struct directive {
    bool left;
    bool plus;
    bool space;
    bool alternate;
    bool zero;
    int width;
    int precision;    // -1: not given
    enum length length;
    unsigned conversion;
};

/* A format being read, of bytes or of units. */
struct reader {
    const void *text;
    bool wide;
    size_t at;
};

/* A va_list that can be handed down and advanced there. */
struct arguments {
    va_list list;
};

static unsigned reader_peek(const struct reader *reader)
{
    return reader->wide ? ((const uint16_t *)reader->text)[reader->at]
                        : ((const unsigned char *)reader->text)[reader->at];
}

static bool reader_skip(struct reader *reader, unsigned expected)
{
    if (reader_peek(reader) != expected) return false;
    reader->at++;
    return true;
}

static void put_literal(struct sink *sink, struct reader *reader)
{
    size_t begin = reader->at;
    while (reader_peek(reader) != '\0' && reader_peek(reader) != '%')
        reader->at++;
    if (reader->wide)
        sink_put_units(sink, (const uint16_t *)reader->text + begin, reader->at - begin);
    else
        sink_put_bytes(sink, (const char *)reader->text + begin, reader->at - begin);
}

/* --- Reading a directive ---------------------------------------------------------------------- */

static void read_flags(struct reader *reader, struct directive *directive)
{
    for (;; reader->at++) {
        switch (reader_peek(reader)) {
        case '-': directive->left = true; break;
        case '+': directive->plus = true; break;
        case ' ': directive->space = true; break;
        case '#': directive->alternate = true; break;
        case '0': directive->zero = true; break;
        default: return;
        }
    }
}

/* Digits, or a star that takes an argument. More than an int holds stays at its end, which no
 * text reaches. */
static int read_number(struct reader *reader, struct arguments *arguments)
{
    if (reader_skip(reader, '*')) return va_arg(arguments->list, int);

    int number = 0;
    for (unsigned c; (c = reader_peek(reader)) >= '0' && c <= '9'; reader->at++)
        number = number > (INT_MAX - 9) / 10 ? INT_MAX : number * 10 + (int)(c - '0');
    return number;
}

static enum length read_microsoft_length(struct reader *reader)
{
    size_t mark = reader->at;
    if (reader_skip(reader, '6') && reader_skip(reader, '4')) return LENGTH_64;
    reader->at = mark;
    if (reader_skip(reader, '3') && reader_skip(reader, '2')) return LENGTH_NONE;
    reader->at = mark;
    return LENGTH_64;    // a lone I is as wide as a pointer
}

static enum length read_length(struct reader *reader)
{
    if (reader_skip(reader, 'h')) return reader_skip(reader, 'h') ? LENGTH_HH : LENGTH_H;
    if (reader_skip(reader, 'l')) return reader_skip(reader, 'l') ? LENGTH_64 : LENGTH_L;
    if (reader_skip(reader, 'I')) return read_microsoft_length(reader);
    if (reader_skip(reader, 'w')) return LENGTH_WIDE;
    if (reader_skip(reader, 'L')) return LENGTH_LONG_DOUBLE;
    if (reader_skip(reader, 'j') || reader_skip(reader, 'z') || reader_skip(reader, 't'))
        return LENGTH_64;
    return LENGTH_NONE;
}

/* What follows a percent sign. */
static struct directive read_directive(struct reader *reader, struct arguments *arguments)
{
    struct directive directive = { .precision = -1 };

    read_flags(reader, &directive);
    directive.width = read_number(reader, arguments);
    if (directive.width < 0) {
        directive.left = true;
        directive.width = directive.width == INT_MIN ? INT_MAX : -directive.width;
    }
    if (reader_skip(reader, '.')) directive.precision = read_number(reader, arguments);
    if (directive.precision < 0) directive.precision = -1;
    directive.length = read_length(reader);
    directive.conversion = reader_peek(reader);
    if (directive.conversion != '\0') reader->at++;
    return directive;
}

/* --- Numbers ---------------------------------------------------------------------------------- */

static size_t padding(const struct directive *directive, size_t used)
{
    return (size_t)directive->width > used ? (size_t)directive->width - used : 0;
}

/* Put sign or prefix and digits, padded to the width by blanks or by zeros between the two. */
static void put_number(struct sink *sink, const struct directive *directive, const char *prefix,
                       const char *digits, size_t count)
{
    size_t prefix_size = strlen(prefix);
    size_t precision = directive->precision > 0 ? (size_t)directive->precision : 0;
    size_t zeros = precision > count ? precision - count : 0;
    size_t blanks = padding(directive, prefix_size + zeros + count);

    if (directive->zero && !directive->left && directive->precision < 0) {
        zeros += blanks;
        blanks = 0;
    }
    if (!directive->left) sink_put_repeated(sink, ' ', blanks);
    sink_put_bytes(sink, prefix, prefix_size);
    sink_put_repeated(sink, '0', zeros);
    sink_put_bytes(sink, digits, count);
    if (directive->left) sink_put_repeated(sink, ' ', blanks);
}

/* The digits of [value], at the end of [room].  Returns: how many; none for 0. */
static size_t write_digits(char *room_end, uint64_t value, unsigned base, bool upper)
{
    const char *digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
    unsigned shift = base == 16 ? 4 : 3;
    char *at = room_end;

    for (; base == 10 && value != 0; value /= 10)
        *--at = (char)('0' + value % 10);
    for (; value != 0; value >>= shift)
        *--at = digits[value & (base - 1)];
    return (size_t)(room_end - at);
}

static void put_magnitude(struct sink *sink, const struct directive *directive, const char *prefix,
                          uint64_t value, unsigned base)
{
    char room[24];
    char *end = room + sizeof room;
    size_t count = write_digits(end, value, base, directive->conversion == 'X');

    // An alternate octal shows one zero; zero itself is one digit unless a precision of 0 asks for
    // none.
    bool lacks_zero = base == 8 && directive->alternate && directive->precision <= (int)count;
    if (count == 0 ? directive->precision != 0 || lacks_zero : lacks_zero) *(end - ++count) = '0';
    put_number(sink, directive, prefix, end - count, count);
}

static int64_t take_signed(const struct directive *directive, struct arguments *arguments)
{
    if (directive->length == LENGTH_64 || directive->length == LENGTH_LONG_DOUBLE)
        return va_arg(arguments->list, int64_t);
    int value = va_arg(arguments->list, int);
    if (directive->length == LENGTH_HH) return (signed char)value;
    if (directive->length == LENGTH_H) return (short)value;
    return value;
}

static uint64_t take_unsigned(const struct directive *directive, struct arguments *arguments)
{
    uint64_t value = (uint64_t)take_signed(directive, arguments);
    switch (directive->length) {
    case LENGTH_HH: return (uint8_t)value;
    case LENGTH_H: return (uint16_t)value;
    case LENGTH_64:
    case LENGTH_LONG_DOUBLE: return value;
    default: return (uint32_t)value;
    }
}

static void put_signed(struct sink *sink, const struct directive *directive,
                       struct arguments *arguments)
{
    int64_t value = take_signed(directive, arguments);
    const char *sign = value < 0 ? "-" : directive->plus ? "+" : directive->space ? " " : "";
    put_magnitude(sink, directive, sign, value < 0 ? -(uint64_t)value : (uint64_t)value, 10);
}

static void put_unsigned(struct sink *sink, const struct directive *directive,
                         struct arguments *arguments)
{
    uint64_t value = take_unsigned(directive, arguments);
    bool marked = directive->alternate && value != 0;

    switch (directive->conversion) {
    case 'o': put_magnitude(sink, directive, "", value, 8); break;
    case 'x': put_magnitude(sink, directive, marked ? "0x" : "", value, 16); break;
    case 'X': put_magnitude(sink, directive, marked ? "0X" : "", value, 16); break;
    default: put_magnitude(sink, directive, "", value, 10); break;
    }
}

/* Sixteen digits, without a mark. */
static void put_pointer(struct sink *sink, const struct directive *directive,
                        struct arguments *arguments)
{
    struct directive plain = {
        .left = directive->left, .width = directive->width, .precision = 16, .conversion = 'X'
    };
    put_magnitude(sink, &plain, "", (uint64_t)(uintptr_t)va_arg(arguments->list, void *), 16);
}

/* The same directive in the host's spelling; long double for all, since a double fits in. */
static void spell_float(const struct directive *directive, char *spelling)
{
    *spelling++ = '%';
    if (directive->left) *spelling++ = '-';
    if (directive->plus) *spelling++ = '+';
    if (directive->space) *spelling++ = ' ';
    if (directive->alternate) *spelling++ = '#';
    if (directive->zero) *spelling++ = '0';
    *spelling++ = '*';
    *spelling++ = '.';
    *spelling++ = '*';
    if (directive->length == LENGTH_LONG_DOUBLE) *spelling++ = 'L';
    *spelling++ = (char)directive->conversion;
    *spelling = '\0';
}

static int write_float(char *room, size_t size, const struct directive *directive,
                       long double value)
{
    char spelling[16];
    spell_float(directive, spelling);
    return directive->length == LENGTH_LONG_DOUBLE
               ? snprintf(room, size, spelling, directive->width, directive->precision, value)
               : snprintf(room, size, spelling, directive->width, directive->precision,
                          (double)value);
}

static void put_float(struct sink *sink, const struct directive *directive,
                      struct arguments *arguments)
{
    long double value = directive->length == LENGTH_LONG_DOUBLE
                            ? va_arg(arguments->list, long double)
                            : va_arg(arguments->list, double);
    char room[128];
    int size = write_float(room, sizeof room, directive, value);
    char *text = room;

    if (size >= (int)sizeof room) text = malloc((size_t)size + 1);
    if (size < 0 || text == NULL) {
        sink->failed = true;
        return;
    }
    if (text != room) write_float(text, (size_t)size + 1, directive, value);
    sink_put_bytes(sink, text, (size_t)size);
    if (text != room) free(text);
}

/* --- Text ------------------------------------------------------------------------------------- */

/* %s and %c mean the function's own width, %S and %C the other; h, l and w say which without
 * regard. */
static bool is_wide(const struct sink *sink, const struct directive *directive)
{
    bool other = directive->conversion == 'S' || directive->conversion == 'C';
    switch (directive->length) {
    case LENGTH_H: return false;
    case LENGTH_L:
    case LENGTH_WIDE: return true;
    default: return sink->wide != other;
    }
}

static void put_padded_units(struct sink *sink, const struct directive *directive,
                             const uint16_t *units, size_t count)
{
    size_t blanks =
        directive->width > 0 ? padding(directive, sink_measure_units(sink, units, count)) : 0;
    char pad = directive->zero && !directive->left ? '0' : ' ';

    if (!directive->left) sink_put_repeated(sink, pad, blanks);
    sink_put_units(sink, units, count);
    if (directive->left) sink_put_repeated(sink, pad, blanks);
}

static void put_padded_bytes(struct sink *sink, const struct directive *directive,
                             const char *bytes, size_t count)
{
    size_t blanks = padding(directive, count);
    char pad = directive->zero && !directive->left ? '0' : ' ';

    if (!directive->left) sink_put_repeated(sink, pad, blanks);
    sink_put_bytes(sink, bytes, count);
    if (directive->left) sink_put_repeated(sink, pad, blanks);
}

/* Tell of what is read: [length] characters, and the terminator if the limit allows one. */
static void read_text(const void *text, size_t length, size_t limit, size_t stride)
{
    access_call_reads("printf", text, (length < limit ? length + 1 : length) * stride);
}

static size_t bounded_length(const char *text, size_t limit)
{
    const char *end = limit == SIZE_MAX ? NULL : memchr(text, '\0', limit);
    if (limit == SIZE_MAX) return strlen(text);
    return end != NULL ? (size_t)(end - text) : limit;
}

/* A precision bounds what is read too: the string then needs no terminator. */
static void put_string(struct sink *sink, const struct directive *directive,
                       struct arguments *arguments)
{
    const void *text = va_arg(arguments->list, const void *);
    size_t limit = directive->precision >= 0 ? (size_t)directive->precision : SIZE_MAX;

    if (text == NULL) {
        put_padded_bytes(sink, directive, "(null)", bounded_length("(null)", limit));
    } else if (is_wide(sink, directive)) {
        size_t length = utf16_length(text, limit);
        read_text(text, length, limit, sizeof(uint16_t));
        put_padded_units(sink, directive, text, length);
    } else {
        size_t length = bounded_length(text, limit);
        read_text(text, length, limit, 1);
        put_padded_bytes(sink, directive, text, length);
    }
}

static void put_character(struct sink *sink, const struct directive *directive,
                          struct arguments *arguments)
{
    int value = va_arg(arguments->list, int);
    if (is_wide(sink, directive))
        put_padded_units(sink, directive, &(uint16_t){ (uint16_t)value }, 1);
    else
        put_padded_bytes(sink, directive, &(char){ (char)value }, 1);
}

/* --- All together ----------------------------------------------------------------------------- */

static void put_directive(struct sink *sink, const struct directive *directive,
                          struct arguments *arguments)
{
    switch (directive->conversion) {
    case '%': sink_put_bytes(sink, "%", 1); break;
    case 'd':
    case 'i': put_signed(sink, directive, arguments); break;
    case 'u':
    case 'o':
    case 'x':
    case 'X': put_unsigned(sink, directive, arguments); break;
    case 'p': put_pointer(sink, directive, arguments); break;
    case 's':
    case 'S': put_string(sink, directive, arguments); break;
    case 'c':
    case 'C': put_character(sink, directive, arguments); break;
    case 'a':
    case 'A':
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G': put_float(sink, directive, arguments); break;
    case 'n': crt_crash("printf: %n is refused, as Microsoft's C library does");
    default:
        crt_crash("printf: a format holds a directive that Microsoft's C library does not know");
    }
}

int printf_format(struct sink *sink, const void *format, va_list list)
{
    struct reader reader = { .text = format, .wide = sink->wide };
    struct arguments arguments;

    va_copy(arguments.list, list);
    for (;;) {
        put_literal(sink, &reader);
        if (reader_peek(&reader) == '\0') break;
        reader.at++;
        struct directive directive = read_directive(&reader, &arguments);
        put_directive(sink, &directive, &arguments);
    }
    va_end(arguments.list);
    read_text(format, reader.at, SIZE_MAX, sink->wide ? sizeof(uint16_t) : sizeof(char));
    return sink->failed || sink->length > INT_MAX ? -1 : (int)sink->length;
}
