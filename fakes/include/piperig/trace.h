/* What happened in a run, call by call: the only thing that oracles, pictures and reports read. */
#ifndef PIPERIG_TRACE_H
#define PIPERIG_TRACE_H

#include <piperig/call.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum {
    TRACE_ARGUMENTS_MAX = 4,
    TRACE_NOBODY = 0xFFFF,    // the thread of an event that is the rig's own
};
#define TRACE_NO_EVENT SIZE_MAX

/* How to write an argument down. */
enum trace_kind {
    TRACE_NUMBER,    // decimal
    TRACE_HEX,
    TRACE_HANDLE,     // a handle value, written h1, h2, ... as they come up in the trace
    TRACE_TIMEOUT,    // milliseconds, or INFINITE
    TRACE_TEXT,       // a string kept by the trace (trace_keep)
    TRACE_EXCERPT,    // the start of a longer string, kept by the trace
};

struct trace_argument {
    const char *label;    // static string
    enum trace_kind kind;
    uint64_t value;    // for TRACE_TEXT and TRACE_EXCERPT the address of the string
};

enum trace_event_kind {
    TRACE_CALL,      // a Win32 or C library call
    TRACE_OUTPUT,    // a line, or a part of one, that a process wrote to its console; [call] is
                     // the C library's, if it was that and not WriteFile
    TRACE_START,     // a thread began
    TRACE_END,       // a thread ended; [result] is its exit code
    TRACE_STEP,      // a test's own step ran here; [text] says which
    TRACE_NOTE,      // the rig's remark, e.g. a mocked failure or a divergence
};

/* One event. A call that blocked has others between its [begun] and its [ended] moment; moments
 * count from 0 and are shared by all threads, so that they order everything. */
struct trace_event {
    enum trace_event_kind kind;
    enum call call;
    uint16_t thread;     // ordinal in the run, from 0
    bool mocked;         // its outcome was given by a test
    bool failed;         // [error] is set
    bool open;           // not returned (yet)
    uint16_t chances;    // a plan could have struck it so: a bit for each enum fault_effect
    uint32_t begun;
    uint32_t ended;
    uint32_t error;       // Win32 error when [failed]
    uint64_t result;      // what it returned; handles and counts as a number
    uint64_t time_ms;     // virtual clock at [begun]
    uint64_t ended_ms;    // virtual clock at [ended]
    unsigned argument_count;
    unsigned asked_count;    // how many of them were known before others could act
    struct trace_argument arguments[TRACE_ARGUMENTS_MAX];
    const char *text;    // output, step name or note: UTF-8, kept by the trace
};

/* Who a lane belongs to. */
struct trace_thread {
    const char *name;     // "server", "client", "server/2": kept by the trace
    uint16_t process;     // ordinal in the run
    size_t created_by;    // the event of the CreateThread that made it; TRACE_NO_EVENT: it was none
};

struct trace {
    struct trace_event *events;
    size_t event_count;
    size_t event_capacity;
    struct trace_thread *threads;
    size_t thread_count;
    size_t thread_capacity;
    uint32_t moment;    // the next moment to hand out
    uint32_t
        *preemptions;    // the moments before which the turn was taken from one who could go on
    size_t preemption_count;
    size_t preemption_capacity;
    char *text;    // arena of kept strings
    size_t text_used;
    size_t text_capacity;
    struct trace_block *blocks;    // earlier arenas of this run
};

/* Keep a copy of [size] bytes as a NUL-terminated UTF-8 string: control characters, quotes and
 * bytes that are not UTF-8 are escaped. Lives as long as the run's trace. */
const char *trace_keep(struct trace *trace, const char *bytes, size_t size);

/* The same for UTF-16: [count] units. */
const char *trace_keep_wide(struct trace *trace, const uint16_t *units, size_t count);

/* The [nth] (from 1) call of [call] that thread [thread] made (-1: any), or NULL. */
const struct trace_event *trace_find(const struct trace *trace, enum call call, int thread,
                                     unsigned nth);

/* What the threads repeat at the end of the trace, in words: "server/1 repeats ReadFile h3 0 bytes =
 * FALSE 109, 49,990 times". Calls are the same when their outcome is; handles, sizes and texts are
 * those of the first round.
 *
 * Returns: NULL when nobody repeats anything for long.      Owns: the caller frees it. */
char *trace_describe_repeats(const struct trace *trace);

/* Whether [call] is among what some thread repeats there. */
bool trace_repeats(const struct trace *trace, enum call call);

/* The name of a Win32 error, e.g. "ERROR_BROKEN_PIPE", or NULL when we do not know it. */
const char *error_name(uint32_t error);

/* Draw the trace as lanes in time, one lane a thread, within [columns] columns (0: 80). A call
 * that blocked is drawn where it began and where it ended. */
void trace_draw(const struct trace *trace, FILE *out, unsigned columns);

/* The same in about [rows] rows below the names. Of more, those at the beginning and at the end are
 * drawn, and between them those of preemptions, of mocked calls and of what a test did; and how many
 * are left out at each place. */
void trace_draw_short(const struct trace *trace, FILE *out, unsigned columns, size_t rows);

/* One line an event, stable byte for byte for equal runs: what self tests compare. */
void trace_list(const struct trace *trace, FILE *out);

#endif
