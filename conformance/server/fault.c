/* FAULT: calls that fail. Under every plan of faults a client comes, which may be turned away; then
 * what was wrong is gone. */
#include "check.h"
#include "client.h"

#include "must.h"

#include <piperig/fault.h>

enum { PATIENCE_MS = 60000 };

/* Opens the pipe if it can be had in reasonable time. */
static HANDLE try_to_open(void)
{
    DWORD started = GetTickCount();
    HANDLE pipe = client_open_with(GENERIC_READ | GENERIC_WRITE);
    while (pipe == INVALID_HANDLE_VALUE && GetTickCount() - started < PATIENCE_MS) {
        if (!WaitNamedPipeW(client_profile()->pipe_name, PATIENCE_MS)) Sleep(1000);
        pipe = client_open_with(GENERIC_READ | GENERIC_WRITE);
    }
    return pipe;
}

/* From a server that replies at all. */
static void take_what_comes(HANDLE pipe)
{
    char reply[PROFILE_MESSAGE_MAX];
    DWORD count;
    if (client_profile()->exchanges[0].kind != REPLY_NONE)
        ReadFile(pipe, reply, sizeof reply, &count, NULL);
}

/* Asks, and takes what comes: a reply, or to be hung up on. It must not be left waiting. */
static int be_content(void *unused)
{
    const struct exchange *exchange = &client_profile()->exchanges[0];
    (void)unused;
    HANDLE pipe = try_to_open();
    if (pipe == INVALID_HANDLE_VALUE) return 0;
    if (client_try_to_send(pipe, exchange->request, exchange->request_bytes)) take_what_comes(pipe);
    client_close(pipe);
    return 0;
}

/* Sends more than the server has room for, and stays: so the server has reason to end a session whose
 * client is still there. What it sends is all it sends, since a client that writes while its reply is
 * unread could be waited for by a flush that it waits for itself. */
static int be_rude(void *unused)
{
    static const char long_message[PROFILE_MESSAGE_MAX];
    DWORD size = client_profile()->room_bytes + 1;
    (void)unused;
    HANDLE pipe = try_to_open();
    if (pipe == INVALID_HANDLE_VALUE) return 0;
    if (size <= sizeof long_message && client_try_to_send(pipe, long_message, size))
        take_what_comes(pipe);
    client_close(pipe);
    return 0;
}

/* Whether the server has printed something since it was struck first. */
static bool has_reported(const struct scene *scene)
{
    const struct trace *trace = world_trace(scene->world);
    const struct trace_event *event = fault_first_struck(scene->world);
    uint16_t server = trace->threads[0].process;
    for (; event != NULL && event < trace->events + trace->event_count; event++)
        if (event->kind == TRACE_OUTPUT && trace->threads[event->thread].process == server)
            return true;
    return false;
}

static void must_have_reported(struct scene *scene)
{
    must_hold(process_exit_code(scene->server) != 0 && "it ends with an error");
    must_hold(has_reported(scene) && "it has said why it ends");
}

/* The server and clients of either kind, under the run's plan, until that is lifted. */
static void come_under_plan(struct scene *scene, unsigned clients)
{
    scene_script *script = scene_pick(scene, 2) == 0 ? be_content : be_rude;
    scene_start_server(scene);
    for (unsigned i = 0; i < clients; i++) {
        scene_start_client(scene, script);
        scene_run(scene);
    }
    world_lift_plan(scene->world);
}

/* A server that is still there has lived through it: once nothing is wrong any more, it serves. */
static void must_serve_on_or_have_reported(struct scene *scene)
{
    come_under_plan(scene, 1);
    scene_must_use_open_handles(scene);
    if (process_ended(scene->server))
        must_have_reported(scene);
    else
        scene_must_serve_on(scene);
}

RULE_CHECK_WITH_FAULTS(FAULT, 1, serves_on_or_has_reported_whatever_fails, 1, FAULT_ONCE)
{
    must_serve_on_or_have_reported(scene);
}

/* Two clients: what goes on and on meets the second one, too. */
RULE_CHECK_WITH_FAULTS(FAULT, 2, neither_crashes_nor_hangs_nor_spins_whatever_goes_on_failing, 1,
                       FAULT_ONWARDS)
{
    come_under_plan(scene, 2);
    scene_must_use_open_handles(scene);
    if (process_ended(scene->server)) must_have_reported(scene);
}

RULE_CHECK_WITH_FAULTS(FAULT, 3, leaves_nothing_behind_whatever_fails, 1,
                       FAULT_ONCE | FAULT_ONWARDS)
{
    come_under_plan(scene, 1);
    if (process_ended(scene->server)) return;
    scene_must_serve_on(scene);
    scene_must_hold_no_more(scene, scene->subject->profile.rested);
}

RULE_CHECK_WITH_FAULTS(FAULT, 4, serves_on_or_has_reported_whatever_two_calls_fail, 2, FAULT_ONCE)
{
    must_serve_on_or_have_reported(scene);
}
