/* Where formatted text goes: memory of a known size, or memory that grows, in bytes or in UTF-16
 * units.
 *
 * A sink counts all that was put, also what did not fit, as snprintf does. What is put may be bytes
 * or units whatever the sink holds: it converts. Units become UTF-8, half a surrogate pair becomes
 * U+FFFD; a byte becomes the unit of the same number, as in Microsoft's "C" locale.
 */
#ifndef FAKES_CRT_SINK_H
#define FAKES_CRT_SINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sink {
    union {
        char *bytes;
        uint16_t *units;
    };
    bool wide;        // holds units
    bool grows;       // may move to memory of its own
    bool failed;      // could not grow: what is there is not all
    void *owned;      // that memory, or NULL
    size_t room;      // in bytes or units, as the sink holds
    size_t length;    // what was put, in the same measure
};

/* A sink over [room] bytes (or units) at [memory], the caller's. With [grows] it moves when they
 * are used up. */
struct sink sink_of_bytes(char *memory, size_t room, bool grows);
struct sink sink_of_units(uint16_t *memory, size_t room, bool grows);

/* Free what the sink owns. */
void sink_fini(struct sink *sink);

/* Put a terminator behind the first [length] bytes (or units) of a sink over a program's memory,
 * and tell those who watch it what was written. */
void sink_end(struct sink *sink, size_t length);

/* The same for text that has no terminator: [length] is all that was written. */
void sink_end_bare(const struct sink *sink, size_t length);

void sink_put_bytes(struct sink *sink, const char *bytes, size_t count);
void sink_put_units(struct sink *sink, const uint16_t *units, size_t count);
void sink_put_repeated(struct sink *sink, char byte, size_t count);

/* What [count] units will measure in the sink. */
size_t sink_measure_units(const struct sink *sink, const uint16_t *units, size_t count);

#endif
