#include "struck.h"

#include <string.h>
#include <windows.h>

static bool is_of_the_console(const struct trace_event *event)
{
    return event->argument_count > 0 && strcmp(event->arguments[0].label, "console") == 0;
}

/* Whether it moves data through a pipe, or parts with the client at its other end. */
static bool is_of_a_connection(const struct trace_event *event)
{
    switch (event->call) {
    case CALL_READ_FILE:
    case CALL_WRITE_FILE: return !is_of_the_console(event);
    case CALL_FLUSH_FILE_BUFFERS:
    case CALL_DISCONNECT_NAMED_PIPE:
    case CALL_PEEK_NAMED_PIPE:
    case CALL_TRANSACT_NAMED_PIPE: return true;
    default: return false;
    }
}

static bool lets_clients_in(const struct trace_event *event)
{
    return event->kind == TRACE_CALL &&
           (event->call == CALL_CREATE_NAMED_PIPE || event->call == CALL_CONNECT_NAMED_PIPE);
}

static bool has_found_one(const struct trace_event *event)
{
    if (event->call != CALL_CONNECT_NAMED_PIPE || event->open) return false;
    return !event->failed || event->error == ERROR_PIPE_CONNECTED || event->error == ERROR_NO_DATA;
}

/* Who must know of others, and cannot, is in the dark about itself. */
static bool is_a_wait(const struct trace_event *event)
{
    return event->call == CALL_WAIT_FOR_SINGLE_OBJECT ||
           event->call == CALL_WAIT_FOR_MULTIPLE_OBJECTS ||
           event->call == CALL_SLEEP_CONDITION_VARIABLE;
}

bool struck_in_session(const struct trace *trace, const struct trace_event *event)
{
    bool awaits = false, found = false, serves = false;
    if (is_of_a_connection(event)) return true;
    if (lets_clients_in(event) || is_a_wait(event)) return false;
    for (const struct trace_event *before = trace->events; before < event; before++) {
        if (before->thread != event->thread || !lets_clients_in(before)) continue;
        awaits = true;
        serves = has_found_one(before);
        found |= serves;
    }
    if (awaits) return serves || (found && event->call == CALL_CREATE_THREAD);
    size_t creation = trace->threads[event->thread].created_by;
    return creation != TRACE_NO_EVENT && struck_in_session(trace, &trace->events[creation]);
}
