/* The store: two arrays that only grow and an arena for the texts.
 *
 * A benchmark records a hundred thousand runs a second, so an event costs a handful of stores
 * and a reset costs three. What is not written is not cleared either: an event's arguments
 * beyond [argument_count] hold whatever an earlier run left there. */
#include "trace/record.h"
#include "trace/store.h"

#include "kernel/grow.h"
#include "kernel/invariant.h"

#include <stdlib.h>
#include <string.h>

static bool trace_is_undisturbed(const struct trace *trace, size_t index);
static struct trace_event *trace_append(struct trace *trace);
static struct trace_event *trace_close(struct trace *trace, size_t index, uint64_t time_ms,
                                       uint64_t result);

void trace_init(struct trace *trace)
{
    memset(trace, 0, sizeof(*trace));
}

void trace_reset(struct trace *trace)
{
    trace->event_count = 0;
    trace->thread_count = 0;
    trace->moment = 0;
    trace->preemption_count = 0;
    trace_text_reset(trace);
}

void trace_fini(struct trace *trace)
{
    trace_text_fini(trace);
    free(trace->events);
    free(trace->threads);
    free(trace->preemptions);
    trace_init(trace);
}

void trace_note_preemption(struct trace *trace)
{
    GROW(trace->preemptions, trace->preemption_count, trace->preemption_capacity);
    trace->preemptions[trace->preemption_count++] = trace->moment;
}

uint16_t trace_add_thread(struct trace *trace, const char *name, uint16_t process)
{
    INVARIANT(trace->thread_count < TRACE_NOBODY);
    GROW(trace->threads, trace->thread_count, trace->thread_capacity);
    struct trace_thread *thread = &trace->threads[trace->thread_count];
    thread->name = trace_keep(trace, name, strlen(name));
    thread->process = process;
    thread->created_by = TRACE_NO_EVENT;
    return (uint16_t)trace->thread_count++;
}

void trace_note_creation(struct trace *trace, uint16_t thread, size_t event)
{
    INVARIANT(thread < trace->thread_count && event < trace->event_count);
    trace->threads[thread].created_by = event;
}

size_t trace_begin(struct trace *trace, enum trace_event_kind kind, enum call call, uint16_t thread,
                   uint64_t time_ms)
{
    struct trace_event *event = trace_append(trace);

    event->kind = kind;
    event->call = call;
    event->thread = thread;
    event->mocked = false;
    event->failed = false;
    event->open = true;
    event->chances = 0;
    event->begun = trace->moment++;
    event->ended = event->begun;
    event->error = 0;
    event->result = 0;
    event->time_ms = time_ms;
    event->ended_ms = time_ms;
    event->argument_count = 0;
    event->asked_count = 0;
    event->text = NULL;
    return trace->event_count - 1;
}

void trace_end(struct trace *trace, size_t index, uint64_t time_ms, uint64_t result)
{
    trace_close(trace, index, time_ms, result);
}

void trace_fail(struct trace *trace, size_t index, uint64_t time_ms, uint64_t result,
                uint32_t error)
{
    struct trace_event *event = trace_close(trace, index, time_ms, result);

    event->failed = true;
    event->error = error;
}

size_t trace_mark(struct trace *trace, enum trace_event_kind kind, uint16_t thread,
                  uint64_t time_ms, const char *text, uint64_t result)
{
    size_t index = trace_begin(trace, kind, CALL_NONE, thread, time_ms);
    struct trace_event *event = &trace->events[index];

    event->open = false;
    event->text = text;
    event->result = result;
    return index;
}

void trace_make_output(struct trace *trace, size_t index, const char *text)
{
    INVARIANT(index < trace->event_count);
    struct trace_event *event = &trace->events[index];

    INVARIANT(event->open && event->kind == TRACE_CALL);
    event->kind = TRACE_OUTPUT;
    event->open = false;
    event->text = text;
}

void trace_show(struct trace *trace, size_t index, const char *label, enum trace_kind kind,
                uint64_t value)
{
    INVARIANT(index < trace->event_count);
    struct trace_event *event = &trace->events[index];

    if (event->argument_count < TRACE_ARGUMENTS_MAX) {
        event->arguments[event->argument_count++] =
            (struct trace_argument){ .label = label, .kind = kind, .value = value };
        if (trace_is_undisturbed(trace, index)) event->asked_count = event->argument_count;
    }
}

void trace_show_text(struct trace *trace, size_t index, const char *label, const char *text)
{
    trace_show(trace, index, label, TRACE_TEXT, (uintptr_t)text);
}

void trace_note_chance(struct trace *trace, size_t index, unsigned effect)
{
    INVARIANT(index < trace->event_count);
    trace->events[index].chances |= (uint16_t)(1u << effect);
}

void trace_set_mocked(struct trace *trace, size_t index)
{
    INVARIANT(index < trace->event_count);
    trace->events[index].mocked = true;
}

const struct trace_event *trace_find(const struct trace *trace, enum call call, int thread,
                                     unsigned nth)
{
    unsigned found = 0;

    for (size_t i = 0; i < trace->event_count; i++) {
        const struct trace_event *event = &trace->events[i];
        bool wanted = event->kind == TRACE_CALL && event->call == call &&
                      (thread < 0 || event->thread == thread);
        if (wanted && ++found == nth) return event;
    }
    return NULL;
}

/* Whether nobody but its own thread recorded anything since the event began: all moments since are
 * accounted for by later events of that thread. */
static bool trace_is_undisturbed(const struct trace *trace, size_t index)
{
    const struct trace_event *event = &trace->events[index];
    uint32_t moments = event->begun + 1;

    for (size_t i = index + 1; i < trace->event_count; i++) {
        const struct trace_event *later = &trace->events[i];
        if (later->thread != event->thread) return false;
        moments += later->ended != later->begun ? 2 : 1;
    }
    return moments == trace->moment;
}

static struct trace_event *trace_append(struct trace *trace)
{
    GROW(trace->events, trace->event_count, trace->event_capacity);
    return &trace->events[trace->event_count++];
}

static struct trace_event *trace_close(struct trace *trace, size_t index, uint64_t time_ms,
                                       uint64_t result)
{
    INVARIANT(index < trace->event_count);
    struct trace_event *event = &trace->events[index];

    INVARIANT(event->open);
    event->open = false;
    event->ended = trace->moment++;
    event->ended_ms = time_ms;
    event->result = result;
    return event;
}
