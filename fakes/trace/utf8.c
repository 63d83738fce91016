#include "trace/utf8.h"

size_t utf8_decode(const char *bytes, size_t size, uint32_t *point)
{
    const unsigned char *in = (const unsigned char *)bytes;
    if (size == 0) return 0;
    if (in[0] < 0x80) {
        *point = in[0];
        return 1;
    }

    // The least code point for each length: what is below has a shorter form.
    static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
    size_t length = in[0] >= 0xF0 ? 4 : in[0] >= 0xE0 ? 3 : 2;
    if (in[0] < 0xC2 || in[0] > 0xF4 || length > size) return 0;

    uint32_t value = in[0] & (0xFFu >> (length + 1));
    for (size_t i = 1; i < length; i++) {
        if ((in[i] & 0xC0) != 0x80) return 0;
        value = value << 6 | (in[i] & 0x3Fu);
    }
    if (value < least[length] || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000)) return 0;
    *point = value;
    return length;
}

size_t utf8_encode(char *out, uint32_t point)
{
    size_t length = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    static const unsigned char lead[] = { 0, 0, 0xC0, 0xE0, 0xF0 };

    for (size_t i = length - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (point & 0x3F));
        point >>= 6;
    }
    out[0] = (char)(lead[length] | point);
    return length;
}

/* Ranges that are not one column wide, roughly: a picture may be a column off for a rare script. */
unsigned utf8_columns(uint32_t point)
{
    if (point >= 0x20 && point < 0x7F) return 1;    // nearly all there is
    static const struct {
        uint32_t first;
        uint32_t last;
        unsigned columns;
    } ranges[] = {
        { 0x0300, 0x036F, 0 },   { 0x0483, 0x0489, 0 },   { 0x0591, 0x05BD, 0 },
        { 0x064B, 0x065F, 0 },   { 0x1100, 0x115F, 2 },   { 0x1AB0, 0x1AFF, 0 },
        { 0x1DC0, 0x1DFF, 0 },   { 0x20D0, 0x20FF, 0 },   { 0x2E80, 0xA4CF, 2 },
        { 0xAC00, 0xD7A3, 2 },   { 0xF900, 0xFAFF, 2 },   { 0xFE00, 0xFE0F, 0 },
        { 0xFE20, 0xFE2F, 0 },   { 0xFE30, 0xFE6F, 2 },   { 0xFF00, 0xFF60, 2 },
        { 0xFFE0, 0xFFE6, 2 },   { 0x1F300, 0x1F64F, 2 }, { 0x1F900, 0x1F9FF, 2 },
        { 0x20000, 0x3FFFD, 2 },
    };

    for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
        if (point >= ranges[i].first && point <= ranges[i].last) return ranges[i].columns;
    }
    return 1;
}
