/* From events to rows.
 *
 * An event has two moments. When no other thread did anything worth a row between them and no
 * time passed, they are drawn as one row, where the event began; else the call waited, and both
 * its moments get a row. Calls that say little (CALL_QUIET) get none, unless they failed, were
 * mocked, waited or never returned. What happens again and again (trace/beats.h) is one row
 * from the second time on. */
#include "trace/beats.h"
#include "trace/rows.h"
#include "trace/store.h"
#include "trace/words.h"

#include <stdlib.h>

/* One moment of the run. */
struct moment {
    size_t event;
    bool used;          // an event has it: not so in a trace written by hand
    bool end;           // the event's end, not its begin
    bool again;         // all that begins at that time repeats what was there before
    uint32_t others;    // when another thread last did something, plus 1; 0: never
};

static struct moment *rows_moments(const struct trace *trace);
static void rows_mark_others(const struct trace *trace, struct moment *moments);
static void rows_mark_repeated(const struct trace *trace, struct moment *moments);
static void rows_add_moment(struct rows *rows, const struct trace *trace,
                            const struct moment *moments, uint32_t at, uint64_t *clock_ms);
static bool rows_visible(const struct trace_event *event);

void rows_init(struct rows *rows, const struct trace *trace)
{
    struct moment *moments = rows_moments(trace);
    uint64_t clock_ms = 0;

    // Each moment makes one row at most, and one for the clock.
    rows->count = 0;
    rows->items = calloc(trace->moment * 2 + (size_t)1, sizeof(*rows->items));
    if (rows->items == NULL) trace_no_memory();
    for (uint32_t at = 0; at < trace->moment; at++) {
        if (moments[at].used) rows_add_moment(rows, trace, moments, at, &clock_ms);
    }
    free(moments);
}

void rows_fini(struct rows *rows)
{
    free(rows->items);
    rows->items = NULL;
    rows->count = 0;
}

static struct moment *rows_moments(const struct trace *trace)
{
    struct moment *moments = calloc(trace->moment + (size_t)1, sizeof(*moments));
    if (moments == NULL) trace_no_memory();

    for (size_t i = 0; i < trace->event_count; i++) {
        const struct trace_event *event = &trace->events[i];
        if (!event->open && event->ended != event->begun && event->ended < trace->moment) {
            moments[event->ended] = (struct moment){ .event = i, .used = true, .end = true };
        }
        if (event->begun < trace->moment) {
            moments[event->begun] = (struct moment){ .event = i, .used = true };
        }
    }
    rows_mark_others(trace, moments);
    rows_mark_repeated(trace, moments);
    return moments;
}

static uint64_t rows_time(const struct trace *trace, const struct moment *moment)
{
    const struct trace_event *event = &trace->events[moment->event];
    return moment->end ? event->ended_ms : event->time_ms;
}

/* Note at each moment whether all that begins at that time repeats. A preemption is worth a row. */
static void rows_mark_repeated(const struct trace *trace, struct moment *moments)
{
    bool *repeated = beats_find_repeated(trace);
    size_t preemption = 0;

    for (uint32_t begin = 0, end; begin < trace->moment; begin = end) {
        uint64_t time_ms = rows_time(trace, &moments[begin]);
        bool again = false;
        for (end = begin; end < trace->moment; end++) {
            if (moments[end].used && rows_time(trace, &moments[end]) != time_ms) break;
            again |= moments[end].used && !moments[end].end && repeated[moments[end].event];
        }
        while (preemption < trace->preemption_count && trace->preemptions[preemption] < end) {
            again &= trace->preemptions[preemption] < begin;
            preemption++;
        }
        for (uint32_t at = begin; again && at < end; at++)
            moments[at].again = true;
    }
    free(repeated);
}

/* Note at each moment when a thread other than the moment's own last did something. Only what
 * gets a row counts, and only calls and output: a thread's birth and death happen to it. */
static void rows_mark_others(const struct trace *trace, struct moment *moments)
{
    uint32_t thread = TRACE_NOBODY;    // who acted last,
    uint32_t last = 0;                 // when, as the count of moments up to then,
    uint32_t before = 0;               // and when somebody else last did before that

    for (uint32_t at = 0; at < trace->moment; at++) {
        const struct trace_event *event = &trace->events[moments[at].event];
        bool acts = event->kind == TRACE_CALL || event->kind == TRACE_OUTPUT;
        if (!moments[at].used) continue;
        moments[at].others = event->thread == thread ? before : last;
        if (acts && rows_visible(event)) {
            if (event->thread != thread) before = last;
            thread = event->thread;
            last = at + 1;
        }
    }
}

/* One row for as long as it goes on. */
static void rows_add_again(struct rows *rows, size_t event, uint64_t time_ms)
{
    struct row *last = rows->count > 0 ? &rows->items[rows->count - 1] : NULL;
    if (last == NULL || last->kind != ROW_AGAIN) last = &rows->items[rows->count++];
    *last = (struct row){ ROW_AGAIN, event, time_ms };
}

static void rows_add_moment(struct rows *rows, const struct trace *trace,
                            const struct moment *moments, uint32_t at, uint64_t *clock_ms)
{
    const struct moment *moment = &moments[at];
    const struct trace_event *event = &trace->events[moment->event];
    bool passed = event->ended_ms > event->time_ms;
    bool waited = event->open ? words_returns(event->call)
                              : passed || moments[event->ended].others > event->begun + 1;
    bool shown = rows_visible(event) || waited;
    uint64_t time_ms = rows_time(trace, moment);

    if (!shown || (moment->end && !waited)) return;
    if (moment->again) {
        rows_add_again(rows, moment->event, time_ms);
        *clock_ms = time_ms;
        return;
    }
    if (time_ms > *clock_ms) {
        *clock_ms = time_ms;
        rows->items[rows->count++] = (struct row){ ROW_CLOCK, moment->event, time_ms };
    }
    enum row_kind kind = event->kind == TRACE_START ? ROW_START
                         : !waited                  ? ROW_WHOLE
                         : moment->end              ? ROW_ENDED
                                                    : ROW_BEGUN;
    rows->items[rows->count++] = (struct row){ kind, moment->event, time_ms };
}

static bool rows_visible(const struct trace_event *event)
{
    bool quiet = event->kind == TRACE_CALL && (call_flags(event->call) & CALL_QUIET);

    return !quiet || event->failed || event->mocked || event->open;
}
