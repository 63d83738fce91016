#include "crt/sink.h"

#include "access/access.h"
#include "crt/utf16.h"

#include <stdlib.h>
#include <string.h>

struct sink sink_of_bytes(char *memory, size_t room, bool grows)
{
    return (struct sink){ .bytes = memory, .room = room, .grows = grows };
}

struct sink sink_of_units(uint16_t *memory, size_t room, bool grows)
{
    return (struct sink){ .units = memory, .wide = true, .room = room, .grows = grows };
}

void sink_fini(struct sink *sink)
{
    free(sink->owned);
}

static size_t stride(const struct sink *sink)
{
    return sink->wide ? sizeof *sink->units : sizeof *sink->bytes;
}

void sink_end_bare(const struct sink *sink, size_t length)
{
    access_call_writes("printf", sink->bytes, length * stride(sink));
}

void sink_end(struct sink *sink, size_t length)
{
    sink_end_bare(sink, length + 1);
    if (sink->wide)
        sink->units[length] = 0;
    else
        sink->bytes[length] = '\0';
}

static void grow(struct sink *sink, size_t needed)
{
    size_t room = sink->room * 2 > needed ? sink->room * 2 : needed * 2;
    void *moved = realloc(sink->owned, room * stride(sink));
    if (moved == NULL) {
        sink->failed = true;
        sink->grows = false;
        return;
    }
    if (sink->owned == NULL) memcpy(moved, sink->bytes, sink->length * stride(sink));
    sink->owned = moved;
    sink->bytes = moved;
    sink->room = room;
}

/* How many of [count] still fit; they count as put in any case. */
static size_t claim(struct sink *sink, size_t count)
{
    if (count == 0) return 0;
    if (sink->grows && sink->room - sink->length < count) grow(sink, sink->length + count);
    size_t left = sink->length < sink->room ? sink->room - sink->length : 0;
    sink->length += count;
    return count < left ? count : left;
}

void sink_put_bytes(struct sink *sink, const char *bytes, size_t count)
{
    size_t at = sink->length;
    size_t fit = claim(sink, count);

    if (fit == 0) return;
    if (!sink->wide) memcpy(sink->bytes + at, bytes, fit);
    for (size_t i = 0; sink->wide && i < fit; i++)
        sink->units[at + i] = (unsigned char)bytes[i];
}

void sink_put_units(struct sink *sink, const uint16_t *units, size_t count)
{
    if (sink->wide) {
        size_t at = sink->length;
        size_t fit = claim(sink, count);
        if (fit > 0) memcpy(sink->units + at, units, fit * sizeof *units);
        return;
    }
    size_t at = sink->length;
    size_t size = utf16_to_utf8(units, count, NULL, 0);
    size_t fit = claim(sink, size);
    if (fit < size && fit > 0) memset(sink->bytes + at, 0, fit);    // a character may not fit whole
    if (fit > 0) utf16_to_utf8(units, count, sink->bytes + at, fit);
}

void sink_put_repeated(struct sink *sink, char byte, size_t count)
{
    size_t at = sink->length;
    size_t fit = claim(sink, count);

    if (fit == 0) return;
    if (!sink->wide) memset(sink->bytes + at, byte, fit);
    for (size_t i = 0; sink->wide && i < fit; i++)
        sink->units[at + i] = (unsigned char)byte;
}

size_t sink_measure_units(const struct sink *sink, const uint16_t *units, size_t count)
{
    return sink->wide ? count : utf16_to_utf8(units, count, NULL, 0);
}
