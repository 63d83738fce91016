/* What the trace of a run says of the server's ways. */
#include "scene.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>
#include <windows.h>

static bool is_of_server(const struct trace *trace, const struct trace_event *event)
{
    return strncmp(trace->threads[event->thread].name, "server", 6) == 0;
}

static bool is_servers(const struct trace *trace, const struct trace_event *event)
{
    return event->kind == TRACE_CALL && is_of_server(trace, event);
}

/* --- Handles ---------------------------------------------------------------------------------- */

/* A handle that is not open, or not yet, or no longer. */
void scene_must_use_open_handles(struct scene *scene)
{
    const struct trace *trace = world_trace(scene->world);
    for (size_t i = 0; i < trace->event_count; i++) {
        const struct trace_event *event = &trace->events[i];
        if (!is_servers(trace, event) || event->mocked || !event->failed) continue;
        if (event->error != ERROR_INVALID_HANDLE) continue;
        demand_unmet("%s calls %s with a handle that is not open",
                     trace->threads[event->thread].name, call_name(event->call));
    }
}

/* --- What it has said ------------------------------------------------------------------------- */

/* Whether this is a line that the process printed, or tried to: more it cannot do when its output is
 * what fails. */
static bool is_report(const struct trace_event *event)
{
    bool to_console =
        event->argument_count > 0 && strcmp(event->arguments[0].label, "console") == 0;
    return event->kind == TRACE_OUTPUT || event->call == CALL_CONSOLE_WRITE ||
           (event->call == CALL_WRITE_FILE && to_console);
}

static bool has_reported(const struct scene *scene, const struct trace_event *since)
{
    const struct trace *trace = world_trace(scene->world);
    const struct trace_event *event = since;
    for (; event != NULL && event < trace->events + trace->event_count; event++)
        if (is_report(event) && is_of_server(trace, event)) return true;
    return false;
}

void scene_must_have_reported(struct scene *scene, const char *over,
                              const struct trace_event *since)
{
    demand(process_exit_code(scene->server) != 0,
           "the server has ended over %s, and with exit code 0", over);
    demand(has_reported(scene, since), "the server has ended over %s, and has not said so", over);
}

/* --- How often -------------------------------------------------------------------------------- */

struct scene_pace scene_server_pace(const struct scene *scene)
{
    const struct trace *trace = world_trace(scene->world);
    unsigned calls = 0;
    for (size_t i = 0; i < trace->event_count; i++)
        calls += is_servers(trace, &trace->events[i]);
    return (struct scene_pace){ calls, world_clock_ms(scene->world) };
}

/* What is called in [ms] at the pace of [before], or in the same time as that. */
static uint64_t calls_at(struct scene_pace before, uint64_t ms)
{
    enum { LOOKING_MS = 1000 };    // who came to rest sooner was not looking for work
    if (before.ms < LOOKING_MS || ms < before.ms) return before.calls;
    return before.calls * ms / before.ms;
}

void scene_must_call_rarely(struct scene *scene, struct scene_pace before, unsigned most)
{
    struct scene_pace now = scene_server_pace(scene);
    uint64_t calls = now.calls - before.calls, enough = calls_at(before, now.ms - before.ms) + most;
    if (calls > enough)
        demand_unmet("the server makes %" PRIu64 " calls where %" PRIu64 " are more than enough",
                     calls, enough);
}

static unsigned count_letters(const char *text)
{
    unsigned count = 0;
    for (; *text != '\0'; text++)
        count += !isdigit((unsigned char)*text);
    return count;
}

struct scene_doings scene_server_doings(const struct scene *scene)
{
    const struct trace *trace = world_trace(scene->world);
    struct scene_doings doings = { .letters = count_letters(process_output(scene->server)) };
    for (size_t i = 0; i < trace->event_count; i++)
        if (is_servers(trace, &trace->events[i])) doings.calls[trace->events[i].call]++;
    return doings;
}

void scene_must_fail_rarely(struct scene *scene, enum call call, uint32_t error, unsigned most)
{
    const struct trace *trace = world_trace(scene->world);
    unsigned failed = 0;
    for (size_t i = 0; i < trace->event_count; i++) {
        const struct trace_event *event = &trace->events[i];
        failed += is_servers(trace, event) && event->call == call && event->failed &&
                  event->error == error;
    }
    if (failed > most)
        demand_unmet("the server calls %s again and again: it has failed %u times", call_name(call),
                     failed);
}

/* --- Data ------------------------------------------------------------------------------------- */

static uint64_t number_of(const struct trace_event *event, const char *label)
{
    for (unsigned i = 0; i < event->argument_count; i++)
        if (strcmp(event->arguments[i].label, label) == 0) return event->arguments[i].value;
    return 0;
}

void scene_must_have_read(struct scene *scene, uint32_t bytes)
{
    const struct trace *trace = world_trace(scene->world);
    uint64_t read = 0;
    for (size_t i = 0; i < trace->event_count; i++) {
        const struct trace_event *event = &trace->events[i];
        if (is_servers(trace, event) && event->call == CALL_READ_FILE)
            read += number_of(event, "bytes");
    }
    if (read < bytes)
        demand_unmet("the server has read %u of the %u bytes that its client left", (unsigned)read,
                     bytes);
}

/* Whether the server, as far as the trace goes up to [end], has written by [handle] what its
 * client may not have read. */
static bool may_be_unread(const struct trace *trace, uint64_t handle, size_t end)
{
    bool unread = false;
    for (size_t i = 0; i < end; i++) {
        const struct trace_event *event = &trace->events[i];
        if (!is_servers(trace, event)) continue;
        if (event->call == CALL_CREATE_NAMED_PIPE && event->result == handle) unread = false;
        if (event->argument_count == 0 || event->arguments[0].kind != TRACE_HANDLE ||
            event->arguments[0].value != handle)
            continue;
        bool is_write = event->call == CALL_WRITE_FILE && !event->failed;
        bool is_empty = event->call == CALL_READ_FILE && event->error == ERROR_NO_DATA;
        bool is_gone = event->failed && !is_empty &&    // so says a read that does not wait
                       (event->error == ERROR_BROKEN_PIPE || event->error == ERROR_NO_DATA ||
                        event->error == ERROR_PIPE_NOT_CONNECTED);
        if (is_write && number_of(event, "bytes") > 0) unread = true;
        if (event->call == CALL_FLUSH_FILE_BUFFERS || is_gone) unread = false;
        if (event->call == CALL_DISCONNECT_NAMED_PIPE) unread = false;
    }
    return unread;
}

void scene_must_flush_before_disconnecting(struct scene *scene)
{
    const struct trace *trace = world_trace(scene->world);
    for (size_t i = 0; i < trace->event_count; i++) {
        const struct trace_event *event = &trace->events[i];
        if (!is_servers(trace, event) || event->call != CALL_DISCONNECT_NAMED_PIPE) continue;
        if (event->failed || event->argument_count == 0) continue;
        if (may_be_unread(trace, event->arguments[0].value, i))
            demand_unmet("%s disconnects a client to which it has written, without a flush",
                         trace->threads[event->thread].name);
    }
}

/* The first call of [call] that [thread] made after event [from], or -1. */
static long next_call(const struct trace *trace, enum call call, unsigned thread, size_t from)
{
    for (size_t i = from; i < trace->event_count; i++) {
        const struct trace_event *event = &trace->events[i];
        if (event->kind == TRACE_CALL && event->call == call && event->thread == thread)
            return (long)i;
    }
    return -1;
}

void scene_must_call_in_order(struct scene *scene, enum call first, enum call second)
{
    const struct trace *trace = world_trace(scene->world);
    bool seen = false;
    for (unsigned thread = 0; thread < trace->thread_count; thread++) {
        long before = next_call(trace, first, thread, 0);
        long after = next_call(trace, second, thread, 0);
        if (before < 0 || after < 0) continue;
        seen = true;
        if (after < before)
            demand_unmet("%s calls %s before %s", trace->threads[thread].name, call_name(second),
                         call_name(first));
    }
    if (!seen) demand_unmet("no thread called both %s and %s", call_name(first), call_name(second));
}
