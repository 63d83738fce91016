/* One line an event, with everything that is equal on every machine: what runs are compared by.
 *
 *     12-19 t=0-50 1 client ReadFile file=h2 = FALSE error=109 ERROR_BROKEN_PIPE
 *
 * First the two moments (one, when they are the same; a dash and nothing when the call never
 * returned), then the clock at them, the thread's ordinal and name. Addresses are left out: they
 * are another on each run. */
#include "trace/words.h"

#include <inttypes.h>
#include <limits.h>

static void list_event(struct text *line, const struct trace *trace, const struct names *names,
                       const struct trace_event *event);
static void list_moments(struct text *line, const struct trace_event *event);
static unsigned list_process(const struct trace *trace, const struct trace_event *event);
static void list_call(struct text *line, const struct names *names,
                      const struct trace_event *event);
static void list_argument(struct text *line, const struct names *names,
                          const struct trace_argument *argument);
static const char *list_kind(enum trace_event_kind kind);

void trace_list(const struct trace *trace, FILE *out)
{
    struct names names;
    struct text line;

    names_init(&names, trace);
    text_init(&line);
    for (size_t i = 0; i < trace->event_count; i++) {
        text_clear(&line);
        list_event(&line, trace, &names, &trace->events[i]);
        fprintf(out, "%s\n", line.bytes);
    }
    text_fini(&line);
    names_fini(&names);
}

static void list_event(struct text *line, const struct trace *trace, const struct names *names,
                       const struct trace_event *event)
{
    list_moments(line, event);
    if (event->thread < trace->thread_count) {
        text_add(line, " %u %s", event->thread, trace->threads[event->thread].name);
    } else {
        text_add(line, " - rig");
    }

    if (event->kind == TRACE_CALL) {
        list_call(line, names, event);
    } else {
        text_add(line, " %s", list_kind(event->kind));
        if (event->kind == TRACE_START) text_add(line, " process=%u", list_process(trace, event));
        if (event->kind == TRACE_END) text_add(line, " code=%" PRIu64, event->result);
    }
    if (event->text != NULL) text_add(line, " \"%s\"", event->text);
    if (event->mocked) text_add(line, " mocked");
}

static void list_moments(struct text *line, const struct trace_event *event)
{
    text_add(line, "%" PRIu32, event->begun);
    if (event->open) {
        text_add(line, "-");
    } else if (event->ended != event->begun) {
        text_add(line, "-%" PRIu32, event->ended);
    }
    text_add(line, " t=%" PRIu64, event->time_ms);
    if (!event->open && event->ended_ms != event->time_ms) {
        text_add(line, "-%" PRIu64, event->ended_ms);
    }
}

static unsigned list_process(const struct trace *trace, const struct trace_event *event)
{
    return event->thread < trace->thread_count ? trace->threads[event->thread].process : 0;
}

static void list_call(struct text *line, const struct names *names, const struct trace_event *event)
{
    text_add(line, " %s", call_name(event->call));
    for (unsigned i = 0; i < event->argument_count; i++) {
        list_argument(line, names, &event->arguments[i]);
    }
    if (!event->open) words_result(line, names, event);
    if (event->failed) {
        const char *name = error_name(event->error);
        text_add(line, " error=%" PRIu32 "%s%s", event->error, name != NULL ? " " : "",
                 name != NULL ? name : "");
    }
}

static void list_argument(struct text *line, const struct names *names,
                          const struct trace_argument *argument)
{
    const char *string = (const char *)(uintptr_t)argument->value;

    text_add(line, " %s=", argument->label);
    switch (argument->kind) {
    case TRACE_NUMBER:
    case TRACE_TIMEOUT: text_add(line, "%" PRIu64, argument->value); break;
    case TRACE_HEX: text_add(line, "0x%" PRIx64, argument->value); break;
    case TRACE_HANDLE: words_handle(line, names, argument->value); break;
    case TRACE_TEXT:
    case TRACE_EXCERPT:
        if (string != NULL) {
            text_add_quoted(line, string, argument->kind == TRACE_EXCERPT, UINT_MAX);
        } else {
            text_add(line, "NULL");
        }
        break;
    }
}

static const char *list_kind(enum trace_event_kind kind)
{
    switch (kind) {
    case TRACE_OUTPUT: return "output";
    case TRACE_START: return "start";
    case TRACE_END: return "end";
    case TRACE_STEP: return "step";
    case TRACE_NOTE: return "note";
    default: return "call";
    }
}
