/* What of a trace is worth a row in a picture, and in which order. */
#ifndef FAKES_TRACE_ROWS_H
#define FAKES_TRACE_ROWS_H

#include <piperig/trace.h>

enum row_kind {
    ROW_WHOLE,    // an event at one go: nobody else acted in between
    ROW_BEGUN,    // a call that waits from here on
    ROW_ENDED,    // ... until here
    ROW_START,    // a thread begins: no text of its own, its next row shows it
    ROW_CLOCK,    // the virtual clock has moved to [time_ms]
    ROW_AGAIN,    // and what happened before did so again and again until then
};

struct row {
    enum row_kind kind;
    size_t event;    // index in the trace; of ROW_CLOCK and ROW_AGAIN one that shows the new time
    uint64_t time_ms;
};

struct rows {
    struct row *items;
    size_t count;
};

/* The rows of [trace].  Owns: rows_fini frees them. */
void rows_init(struct rows *rows, const struct trace *trace);

void rows_fini(struct rows *rows);

#endif
