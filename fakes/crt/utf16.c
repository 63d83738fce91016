#include "crt/utf16.h"

#include "trace/utf8.h"

#include <string.h>

static bool is_high(uint16_t unit)
{
    return (unit & 0xFC00) == 0xD800;
}

static bool is_low(uint16_t unit)
{
    return (unit & 0xFC00) == 0xDC00;
}

size_t utf16_decode(const uint16_t *units, size_t count, uint32_t *point)
{
    if (!is_high(units[0]) && !is_low(units[0])) {
        *point = units[0];
        return 1;
    }
    if (is_low(units[0]) || count < 2 || !is_low(units[1])) return 0;
    *point = 0x10000 + ((uint32_t)(units[0] & 0x3FF) << 10) + (units[1] & 0x3FF);
    return 2;
}

size_t utf16_encode(uint16_t *units, uint32_t point)
{
    if (point < 0x10000) {
        units[0] = (uint16_t)point;
        return 1;
    }
    units[0] = (uint16_t)(0xD800 + ((point - 0x10000) >> 10));
    units[1] = (uint16_t)(0xDC00 + (point & 0x3FF));
    return 2;
}

size_t utf16_to_utf8(const uint16_t *units, size_t count, char *bytes, size_t room)
{
    size_t total = 0;

    for (size_t used; count > 0; units += used, count -= used) {
        uint32_t point;
        char form[4];
        if (units[0] < 0x80) {
            if (total < room) bytes[total] = (char)units[0];
            total++;
            used = 1;
            continue;
        }
        used = utf16_decode(units, count, &point);
        if (used == 0) {
            point = UTF16_REPLACEMENT;
            used = 1;
        }
        size_t size = utf8_encode(form, point);
        if (total + size <= room) memcpy(bytes + total, form, size);
        total += size;
    }
    return total;
}

/* The bytes of an ill-formed sequence that a correct one could have begun with: they are
 * replaced as one. */
static size_t false_start(const unsigned char *bytes, size_t size)
{
    size_t length = bytes[0] >= 0xF0 ? 4 : bytes[0] >= 0xE0 ? 3 : 2;
    if (bytes[0] < 0xC2 || bytes[0] > 0xF4 || size < 2) return 1;

    // The second byte rules out overlong forms, surrogates and what lies beyond Unicode.
    unsigned char low = bytes[0] == 0xE0 ? 0xA0 : bytes[0] == 0xF0 ? 0x90 : 0x80;
    unsigned char high = bytes[0] == 0xED ? 0x9F : bytes[0] == 0xF4 ? 0x8F : 0xBF;
    if (bytes[1] < low || bytes[1] > high) return 1;

    size_t used = 2;
    while (used < length && used < size && (bytes[used] & 0xC0) == 0x80)
        used++;
    return used;
}

size_t utf16_from_utf8(const char *bytes, size_t size, uint16_t *units, size_t room,
                       bool *ill_formed)
{
    size_t total = 0;

    for (size_t used; size > 0; bytes += used, size -= used) {
        uint32_t point;
        uint16_t form[2];
        used = utf8_decode(bytes, size, &point);
        if (used == 0) {
            point = UTF16_REPLACEMENT;
            used = false_start((const unsigned char *)bytes, size);
            if (ill_formed != NULL) *ill_formed = true;
        }
        size_t count = utf16_encode(form, point);
        if (total + count <= room) memcpy(units + total, form, count * sizeof *form);
        total += count;
    }
    return total;
}

size_t utf16_length(const uint16_t *text, size_t limit)
{
    size_t length = 0;
    while (length < limit && text[length] != 0)
        length++;
    return length;
}
