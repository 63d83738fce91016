/* Microsoft's sscanf, directive by directive.
 *
 * As in printf (printf.c), I64 and I32 exist, and %s in a wide function is a wide string, %S the
 * other kind. Beyond ASCII a byte is the unit of the same number, as in the "C" locale.
 */
#include "crt/scan.h"

#include "access/access.h"
#include "crt/crt.h"

#include "win32/api.h"

#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

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
    bool suppressed;
    bool has_width;
    size_t width;
    enum length length;
    unsigned conversion;
    size_t set;        // where the characters between brackets begin in the format ...
    size_t set_end;    // ... and end
    bool excludes;     // the set is of those that end the text
};

struct reader {
    const struct scan *scan;
    const void *format;
    size_t at;          // in the format
    size_t read;        // of the text
    size_t read_max;    // and what was looked at
    va_list list;
    int count;    // values that were put
};

/* --- Characters ------------------------------------------------------------------------------- */

static unsigned unit_of(const void *text, bool wide, size_t index)
{
    return wide ? ((const uint16_t *)text)[index] : ((const unsigned char *)text)[index];
}

static unsigned format_at(const struct reader *reader, size_t index)
{
    return unit_of(reader->format, reader->scan->wide, index);
}

/* The next character of the text, which counts as looked at; 0 is its end. */
static unsigned peek(struct reader *reader)
{
    if (reader->read >= reader->read_max) reader->read_max = reader->read + 1;
    return unit_of(reader->scan->text, reader->scan->wide, reader->read);
}

static bool is_blank(unsigned unit)
{
    return unit == ' ' || (unit >= '\t' && unit <= '\r');
}

static void skip_blanks(struct reader *reader)
{
    while (is_blank(peek(reader)))
        reader->read++;
}

static bool skip(struct reader *reader, unsigned unit)
{
    if (format_at(reader, reader->at) != unit) return false;
    reader->at++;
    return true;
}

/* --- Reading a directive ---------------------------------------------------------------------- */

static enum length read_length(struct reader *reader)
{
    if (skip(reader, 'h')) return skip(reader, 'h') ? LENGTH_HH : LENGTH_H;
    if (skip(reader, 'l')) return skip(reader, 'l') ? LENGTH_64 : LENGTH_L;
    if (skip(reader, 'w')) return LENGTH_WIDE;
    if (skip(reader, 'L')) return LENGTH_LONG_DOUBLE;
    if (skip(reader, 'j') || skip(reader, 'z') || skip(reader, 't')) return LENGTH_64;
    if (!skip(reader, 'I')) return LENGTH_NONE;
    bool is_32 = format_at(reader, reader->at) == '3' && format_at(reader, reader->at + 1) == '2';
    bool is_64 = format_at(reader, reader->at) == '6' && format_at(reader, reader->at + 1) == '4';
    if (is_32 || is_64) reader->at += 2;
    return is_32 ? LENGTH_NONE : LENGTH_64;    // a lone I is as wide as a pointer
}

/* What is between brackets; a bracket that comes first is one of the set. */
static void read_set(struct reader *reader, struct directive *directive)
{
    directive->excludes = skip(reader, '^');
    directive->set = reader->at;
    skip(reader, ']');
    while (format_at(reader, reader->at) != ']') {
        if (format_at(reader, reader->at) == 0) crt_crash("sscanf: a set has no closing bracket");
        reader->at++;
    }
    directive->set_end = reader->at++;
}

/* What follows a percent sign. */
static struct directive read_directive(struct reader *reader)
{
    struct directive directive = { .suppressed = skip(reader, '*') };
    for (unsigned c; (c = format_at(reader, reader->at)) >= '0' && c <= '9'; reader->at++) {
        directive.has_width = true;
        if (directive.width < INT_MAX / 10) directive.width = directive.width * 10 + (c - '0');
    }
    if (!directive.has_width) directive.width = SIZE_MAX;
    directive.length = read_length(reader);
    directive.conversion = format_at(reader, reader->at);
    if (directive.conversion != 0) reader->at++;
    if (directive.conversion == '[') read_set(reader, &directive);
    return directive;
}

/* --- Numbers ---------------------------------------------------------------------------------- */

static void put(struct reader *reader, const void *value, size_t size)
{
    void *target = va_arg(reader->list, void *);
    access_call_writes_number(reader->scan->call, target, size);
    memcpy(target, value, size);
    reader->count++;
}

static void put_integer(struct reader *reader, const struct directive *directive, uint64_t value)
{
    static const size_t sizes[] = {
        [LENGTH_NONE] = 4, [LENGTH_HH] = 1,   [LENGTH_H] = 2,
        [LENGTH_64] = 8,   [LENGTH_WIDE] = 4, [LENGTH_LONG_DOUBLE] = 8
    };
    if (directive->length == LENGTH_L)
        api_refuse("sscanf with %ld or %lu: a long has 64 bits here, and a DWORD 32");
    if (directive->suppressed) return;
    // The least significant bytes come first.
    put(reader, &value, directive->conversion == 'p' ? sizeof(void *) : sizes[directive->length]);
}

/* The value of a digit, or 36. */
static unsigned digit_of(unsigned unit)
{
    if (unit >= '0' && unit <= '9') return unit - '0';
    if (unit >= 'a' && unit <= 'z') return unit - 'a' + 10;
    if (unit >= 'A' && unit <= 'Z') return unit - 'A' + 10;
    return 36;
}

/* What may stand before the digits of [base], or of any if that is 0.  Returns: the base. */
static unsigned read_prefix(struct reader *reader, unsigned base, size_t *left)
{
    const struct scan *scan = reader->scan;
    if ((base != 0 && base != 16) || *left == 0 || peek(reader) != '0')
        return base == 0 ? 10 : base;
    bool has_x = *left > 1 && (unit_of(scan->text, scan->wide, reader->read + 1) | 0x20) == 'x';
    if (!has_x) return base == 0 ? 8 : base;
    reader->read += 2;
    *left -= 2;
    return 16;
}

static bool read_integer(struct reader *reader, const struct directive *directive, unsigned base)
{
    size_t left = directive->width, digits = 0;
    uint64_t value = 0;
    skip_blanks(reader);
    bool negated = peek(reader) == '-';
    if (left > 0 && (negated || peek(reader) == '+')) {
        reader->read++;
        left--;
    }
    size_t begin = reader->read;
    base = read_prefix(reader, base, &left);
    for (unsigned digit; left > 0 && (digit = digit_of(peek(reader))) < base; left--, digits++) {
        value = value * base + digit;
        reader->read++;
    }
    if (digits == 0 && reader->read == begin) return false;
    put_integer(reader, directive, negated ? 0 - value : value);
    return true;
}

static void put_float(struct reader *reader, const struct directive *directive, long double value)
{
    if (directive->length == LENGTH_NONE)
        put(reader, &(float){ (float)value }, sizeof(float));
    else if (directive->length == LENGTH_LONG_DOUBLE)
        put(reader, &value, sizeof value);
    else
        put(reader, &(double){ (double)value }, sizeof(double));
}

/* The host reads the number, of a copy that ends where the directive does. */
static bool read_float(struct reader *reader, const struct directive *directive)
{
    char copy[128];
    size_t size = 0;
    skip_blanks(reader);
    while (size < directive->width && size < sizeof copy - 1) {
        unsigned unit = unit_of(reader->scan->text, reader->scan->wide, reader->read + size);
        if (unit <= ' ' || unit >= 0x7F) break;
        copy[size++] = (char)unit;
    }
    copy[size] = '\0';
    char *end;
    long double value = strtold(copy, &end);
    reader->read += (size_t)(end - copy);
    peek(reader);
    if (end == copy) return false;
    if (!directive->suppressed) put_float(reader, directive, value);
    return true;
}

/* --- Text ------------------------------------------------------------------------------------- */

/* Whether [unit] is in the set, which may have ranges. */
static bool is_in_set(const struct reader *reader, const struct directive *directive, unsigned unit)
{
    for (size_t i = directive->set; i < directive->set_end; i++) {
        unsigned first = format_at(reader, i), last = first;
        if (i + 2 < directive->set_end && format_at(reader, i + 1) == '-') {
            last = format_at(reader, i + 2);
            i += 2;
        }
        if (unit >= first && unit <= last) return true;
    }
    return false;
}

static bool takes(const struct reader *reader, const struct directive *directive, unsigned unit)
{
    if (unit == 0) return false;
    switch (directive->conversion) {
    case '[': return is_in_set(reader, directive, unit) != directive->excludes;
    case 's':
    case 'S': return !is_blank(unit);
    default: return true;
    }
}

static bool is_wide(const struct reader *reader, const struct directive *directive)
{
    bool other = directive->conversion == 'S' || directive->conversion == 'C';
    if (directive->length == LENGTH_H) return false;
    if (directive->length == LENGTH_L || directive->length == LENGTH_WIDE) return true;
    return reader->scan->wide != other;
}

static void put_unit(void *target, bool wide, size_t index, unsigned unit)
{
    if (wide)
        ((uint16_t *)target)[index] = (uint16_t)unit;
    else
        ((char *)target)[index] = (char)unit;
}

/* The [count] characters that come next, and a terminator if it is to have one. What there is no
 * room for ends the reading, and leaves an empty text. */
static bool put_text(struct reader *reader, const struct directive *directive, size_t count,
                     bool ends)
{
    const struct scan *scan = reader->scan;
    bool wide = is_wide(reader, directive);
    void *target = va_arg(reader->list, void *);
    size_t room = scan->safe ? va_arg(reader->list, unsigned) : SIZE_MAX;
    bool fits = count + ends <= room;
    size_t written = fits ? count + ends : room > 0;

    access_call_writes(scan->call, target, written << wide);
    for (size_t i = 0; i < written; i++)
        put_unit(target, wide, i,
                 fits && i < count ? unit_of(scan->text, scan->wide, reader->read + i) : 0);
    if (fits) reader->count++;
    if (!fits) errno = ENOMEM;
    return fits;
}

static bool read_text(struct reader *reader, const struct directive *directive)
{
    bool is_character = directive->conversion == 'c' || directive->conversion == 'C';
    size_t width = is_character && !directive->has_width ? 1 : directive->width;
    size_t begin = reader->read, count = 0;
    while (count < width && takes(reader, directive, peek(reader))) {
        reader->read++;
        count++;
    }
    if (count == 0 || (is_character && count < width)) return false;
    reader->read = begin;
    if (!directive->suppressed && !put_text(reader, directive, count, !is_character)) return false;
    reader->read += count;
    return true;
}

/* --- All together ----------------------------------------------------------------------------- */

static bool put_position(struct reader *reader, const struct directive *directive)
{
    int count = reader->count;
    put_integer(reader, directive, reader->read);
    reader->count = count;    // it is no value of the text
    return true;
}

static bool match(struct reader *reader, unsigned unit)
{
    if (peek(reader) != unit) return false;
    reader->read++;
    return true;
}

/* Returns: false where the reading ends. */
static bool obey(struct reader *reader, const struct directive *directive)
{
    switch (directive->conversion) {
    case '%': skip_blanks(reader); return match(reader, '%');
    case 'd':
    case 'u': return read_integer(reader, directive, 10);
    case 'i': return read_integer(reader, directive, 0);
    case 'o': return read_integer(reader, directive, 8);
    case 'x':
    case 'X':
    case 'p': return read_integer(reader, directive, 16);
    case 'a':
    case 'A':
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G': return read_float(reader, directive);
    case 's':
    case 'S': skip_blanks(reader); return read_text(reader, directive);
    case 'c':
    case 'C':
    case '[': return read_text(reader, directive);
    case 'n': return put_position(reader, directive);
    default:
        crt_crash("sscanf: a format holds a directive that Microsoft's C library does not know");
    }
}

/* One directive, blanks or a character of the format. */
static bool step(struct reader *reader)
{
    unsigned unit = format_at(reader, reader->at++);
    if (is_blank(unit)) {
        skip_blanks(reader);
        return true;
    }
    if (unit != '%') return match(reader, unit);
    struct directive directive = read_directive(reader);
    return obey(reader, &directive);
}

int scan_format(const struct scan *scan, const void *format, va_list list)
{
    size_t stride = scan->wide ? sizeof(uint16_t) : sizeof(char);
    struct reader reader = { .scan = scan, .format = format };
    bool goes_on = true;

    va_copy(reader.list, list);
    while (goes_on && format_at(&reader, reader.at) != 0)
        goes_on = step(&reader);
    va_end(reader.list);
    access_call_reads(scan->call, format, (reader.at + goes_on) * stride);
    access_call_reads(scan->call, scan->text, reader.read_max * stride);
    return !goes_on && reader.count == 0 && peek(&reader) == 0 ? EOF : reader.count;
}

/* --- What programs call ----------------------------------------------------------------------- */

/* Which of the first three names the host's header has depends on its age, and on the standard. */
int __wrap_sscanf(const char *text, const char *format, ...);
int __wrap___isoc99_sscanf(const char *text, const char *format, ...)
    __attribute__((alias("__wrap_sscanf")));
int __wrap___isoc23_sscanf(const char *text, const char *format, ...)
    __attribute__((alias("__wrap_sscanf")));
int __wrap_swscanf(const uint16_t *text, const uint16_t *format, ...);
int __wrap___isoc99_swscanf(const uint16_t *text, const uint16_t *format, ...)
    __attribute__((alias("__wrap_swscanf")));
int __wrap___isoc23_swscanf(const uint16_t *text, const uint16_t *format, ...)
    __attribute__((alias("__wrap_swscanf")));

int __wrap_sscanf(const char *text, const char *format, ...)
{
    struct scan scan = { .call = "sscanf", .text = text, .wide = false, .safe = false };
    va_list list;
    va_start(list, format);
    int count = scan_format(&scan, format, list);
    va_end(list);
    return count;
}

int sscanf_s(const char *text, const char *format, ...)
{
    struct scan scan = { .call = "sscanf_s", .text = text, .wide = false, .safe = true };
    va_list list;
    va_start(list, format);
    int count = scan_format(&scan, format, list);
    va_end(list);
    return count;
}

int __wrap_swscanf(const uint16_t *text, const uint16_t *format, ...)
{
    struct scan scan = { .call = "swscanf", .text = text, .wide = true, .safe = false };
    va_list list;
    va_start(list, format);
    int count = scan_format(&scan, format, list);
    va_end(list);
    return count;
}

int swscanf_s(const WCHAR *text, const WCHAR *format, ...)
{
    struct scan scan = { .call = "swscanf_s", .text = text, .wide = true, .safe = true };
    va_list list;
    va_start(list, format);
    int count = scan_format(&scan, format, list);
    va_end(list);
    return count;
}
