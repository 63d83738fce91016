/* What a run that does not end does again and again.
 *
 * A thread repeats itself when the last events of its lane are the same few over and over: the
 * same calls with the same outcome, whatever handles, sizes and texts they were about. Of all such
 * periods the one that reaches back furthest is told, and the shortest of these. */
#define _POSIX_C_SOURCE 200809L    // strdup
#include "kernel/grow.h"
#include "trace/words.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
    PERIOD_MAX = 64,
    REPEATS_MIN = 3,
    SHARE_MIN = 20,    // a loop is one in so many of all events, or it is by the way
    TOLD_MAX = 4,      // events of a period that are put into words
    QUOTE_COLUMNS = 20
};

/* One thread's events, by index; without the remarks of the rig, of which one is the last. */
struct lane {
    size_t *events;
    size_t count;
    size_t capacity;
};

/* The end of a lane: [times] times [period] events, and perhaps a part of one more. */
struct loop {
    size_t first;    // in the lane
    size_t period;
    size_t times;
};

static void gather(struct lane *lane, const struct trace *trace, size_t thread)
{
    lane->count = 0;
    for (size_t i = 0; i < trace->event_count; i++) {
        const struct trace_event *event = &trace->events[i];
        if (event->thread != thread || event->open || event->kind == TRACE_NOTE) continue;
        GROW(lane->events, lane->count, lane->capacity);
        lane->events[lane->count++] = i;
    }
}

static bool alike(const struct trace_event *a, const struct trace_event *b)
{
    return a->kind == b->kind && a->call == b->call && a->failed == b->failed &&
           a->error == b->error && a->mocked == b->mocked;
}

/* How many events at the end of the lane are like the one [period] before them. */
static size_t reach(const struct lane *lane, const struct trace *trace, size_t period)
{
    size_t reached = 0;
    while (reached + period < lane->count) {
        size_t at = lane->count - 1 - reached;
        if (!alike(&trace->events[lane->events[at]], &trace->events[lane->events[at - period]]))
            break;
        reached++;
    }
    return reached;
}

static struct loop find_loop(const struct lane *lane, const struct trace *trace)
{
    struct loop loop = { 0 };
    size_t furthest = 0;
    for (size_t period = 1; period <= PERIOD_MAX && period < lane->count; period++) {
        // A multiple of a period reaches no further than it does.
        if (loop.period != 0 && period % loop.period == 0) continue;
        size_t reached = reach(lane, trace, period) + period;
        if (reached < REPEATS_MIN * period || reached <= furthest + PERIOD_MAX) continue;
        furthest = reached;
        loop.period = period;
        loop.times = reached / period;
        loop.first = lane->count - reached;
    }
    return loop;
}

/* "49,990" */
static void add_number(struct text *text, size_t number)
{
    if (number >= 1000) {
        add_number(text, number / 1000);
        text_add(text, ",%03zu", number % 1000);
    } else {
        text_add(text, "%zu", number);
    }
}

static void add_event(struct text *text, const struct names *names, const struct trace_event *event)
{
    if (event->kind == TRACE_CALL) {
        words_call(text, names, event, WORDS_WHOLE, QUOTE_COLUMNS);
        const char *error = event->failed ? error_name(event->error) : NULL;
        if (error != NULL) text_add(text, " (%s)", error);
    } else {
        text_add(text, "a line ");
        text_add_quoted(text, event->text != NULL ? event->text : "", false, QUOTE_COLUMNS);
    }
}

/* The names are those of the picture, which counts handles as they come up. What comes up after
 * the first round is not looked at: it may be thousands. */
static void add_loop(struct text *text, const struct trace *trace, size_t thread,
                     const struct lane *lane, struct loop loop)
{
    struct names names;
    struct trace beginning = *trace;
    beginning.event_count = lane->events[loop.first + loop.period - 1] + 1;
    names_init(&names, &beginning);
    text_add(text, "%s%s repeats ", text->size > 0 ? "; " : "", trace->threads[thread].name);
    for (size_t i = 0; i < loop.period && i < TOLD_MAX; i++) {
        if (i > 0) text_add(text, ", then ");
        add_event(text, &names, &trace->events[lane->events[loop.first + i]]);
    }
    if (loop.period > TOLD_MAX) text_add(text, ", then %zu more", loop.period - TOLD_MAX);
    text_add(text, ", ");
    add_number(text, loop.times);
    text_add(text, " times");
    names_fini(&names);
}

/* Whether the thread, of which [lane] is, repeats more than happens by the way. */
static bool repeats(const struct trace *trace, size_t thread, struct lane *lane, struct loop *loop)
{
    gather(lane, trace, thread);
    *loop = find_loop(lane, trace);
    return loop->period * loop->times * SHARE_MIN > trace->event_count;
}

static bool has_call(const struct trace *trace, const struct lane *lane, struct loop loop,
                     enum call call)
{
    for (size_t i = 0; i < loop.period; i++) {
        const struct trace_event *event = &trace->events[lane->events[loop.first + i]];
        if (event->kind == TRACE_CALL && event->call == call) return true;
    }
    return false;
}

bool trace_repeats(const struct trace *trace, enum call call)
{
    struct lane lane = { 0 };
    struct loop loop;
    bool found = false;
    for (size_t thread = 0; thread < trace->thread_count && !found; thread++)
        found = repeats(trace, thread, &lane, &loop) && has_call(trace, &lane, loop, call);
    free(lane.events);
    return found;
}

char *trace_describe_repeats(const struct trace *trace)
{
    struct lane lane = { 0 };
    struct loop loop;
    struct text text;
    text_init(&text);
    for (size_t thread = 0; thread < trace->thread_count; thread++)
        if (repeats(trace, thread, &lane, &loop)) add_loop(&text, trace, thread, &lane, loop);
    char *described = text.size > 0 ? strdup(text.bytes) : NULL;
    free(lane.events);
    text_fini(&text);
    return described;
}
