#include "trace/names.h"

#include "kernel/grow.h"

#include <stdlib.h>
#include <string.h>

static void names_add_event(struct names *names, const struct trace_event *event);
static void names_add(struct names *names, uint64_t value);

void names_init(struct names *names, const struct trace *trace)
{
    memset(names, 0, sizeof(*names));
    for (size_t i = 0; i < trace->event_count; i++)
        names_add_event(names, &trace->events[i]);
}

void names_fini(struct names *names)
{
    free(names->values);
    memset(names, 0, sizeof(*names));
}

size_t names_find(const struct names *names, uint64_t value)
{
    for (size_t i = 0; i < names->count; i++) {
        if (names->values[i] == value) return i + 1;
    }
    return 0;
}

/* What a quiet call returned is named when a call uses it: else it is in no picture. */
static void names_add_event(struct names *names, const struct trace_event *event)
{
    bool returns_handle = event->kind == TRACE_CALL && !event->open && !event->failed &&
                          (call_flags(event->call) & (CALL_HANDLE | CALL_QUIET)) == CALL_HANDLE;

    for (unsigned i = 0; i < event->argument_count; i++) {
        const struct trace_argument *argument = &event->arguments[i];
        if (argument->kind == TRACE_HANDLE) names_add(names, argument->value);
    }
    if (returns_handle) names_add(names, event->result);
}

static void names_add(struct names *names, uint64_t value)
{
    // The kernel's handles are multiples of 4; the last few numbers are pseudo handles.
    bool plausible = value != 0 && value % 4 == 0 && value < UINT64_MAX - 8;
    if (!plausible || names_find(names, value) > 0) return;

    GROW(names->values, names->count, names->capacity);
    names->values[names->count++] = value;
}
