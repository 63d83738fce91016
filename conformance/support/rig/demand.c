#include "demand.h"

#include "calm.h"
#include "test.h"

#include "kernel/invariant.h"

#include <piperig/world.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { THREADS_MAX = 512, SENTENCE_MAX = 1024 };

/* What each thread of this run awaits from the call that it is in, by its place in the trace. Beyond so
 * many threads nothing is kept, and what is said of them is less. */
static const char *awaited[THREADS_MAX];

void demand_begin_run(void)
{
    memset(awaited, 0, sizeof awaited);
}

void demand_begin(const char *due)
{
    uint16_t thread = world_thread(world_current());
    if (thread < THREADS_MAX) awaited[thread] = due;
}

/* --- What is said ----------------------------------------------------------------------------- */

__attribute__((format(printf, 1, 2))) static void complain(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    test_complain(format, arguments);
    va_end(arguments);
    if (!test_is_quiet()) fputc('\n', stderr);
}

static const char *name_of(uint16_t thread)
{
    return world_trace(world_current())->threads[thread].name;
}

static _Noreturn void say(const char *format, va_list arguments)
{
    char sentence[SENTENCE_MAX];
    uint16_t thread = world_thread(world_current());
    vsnprintf(sentence, sizeof sentence, format, arguments);
    if (thread != TRACE_NOBODY)
        complain("%s: %s", name_of(thread), sentence);
    else
        complain("%s", sentence);
    calm_world_abort();
}

void demand_unmet(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say(format, arguments);
}

void demand(bool condition, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (!condition) say(format, arguments);
    va_end(arguments);
}

/* --- Calls ------------------------------------------------------------------------------------ */

/* The last call that [thread] made, or the last one that failed. */
static const struct trace_event *last_call(uint16_t thread, bool failed)
{
    const struct trace *trace = world_trace(world_current());
    const struct trace_event *last = NULL;
    for (size_t i = 0; i < trace->event_count; i++) {
        const struct trace_event *event = &trace->events[i];
        if (event->thread != thread || event->kind != TRACE_CALL) continue;
        if (event->failed || !failed) last = event;
    }
    INVARIANT(last != NULL);
    return last;
}

static const char *name_of_error(DWORD error)
{
    const char *name = error_name(error);
    return name != NULL ? name : "an error without a name";
}

void demand_failed(const char *due)
{
    const struct trace_event *event = last_call(world_thread(world_current()), true);
    demand_unmet("%s, but %s failed with %s (%u)", due, call_name(event->call),
                 name_of_error(event->error), event->error);
}

BOOL demand_returned(BOOL seen)
{
    demand_begin(NULL);
    return seen;
}

BOOL demand_true(BOOL seen, const char *due)
{
    if (!demand_returned(seen)) demand_failed(due);
    return seen;
}

HANDLE demand_handle(HANDLE seen, const char *due)
{
    demand_true(seen != NULL && seen != INVALID_HANDLE_VALUE, due);
    return seen;
}

void demand_failed_with(BOOL seen, DWORD error, const char *due)
{
    if (!demand_returned(seen) && GetLastError() == error) return;
    const struct trace_event *event = last_call(world_thread(world_current()), !seen);
    if (seen)
        demand_unmet("%s, but %s succeeded", due, call_name(event->call));
    else
        demand_unmet("%s, but %s failed with %s (%u) instead of %s (%u)", due,
                     call_name(event->call), name_of_error(event->error), event->error,
                     name_of_error(error), error);
}

void demand_waits_in_vain(void)
{
    const struct world *world = world_current();
    uint16_t thread = world_thread_in_vain(world);
    const char *due = thread < THREADS_MAX ? awaited[thread] : NULL;
    if (due == NULL) demand_unmet("%s waits for ever: %s", name_of(thread), world_why(world));
    demand_unmet("%s: %s, but %s never returns: %s", name_of(thread), due,
                 call_name(last_call(thread, false)->call), world_why(world));
}
