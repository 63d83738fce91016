/* BROKEN: a client goes away, by closing or by dying, whatever the server does at that moment. */
#include "check.h"
#include "holder.h"
#include "visitor.h"

#include <piperig/fault.h>

RULE_CHECK(BROKEN, 1, survives_a_client_that_closes_in_the_middle)
{
    static scene_script *const leavers[] = { client_comes_and_goes, client_leaves_a_request,
                                             visitor_leaves_after_a_piece,
                                             visitor_leaves_many_requests };
    enum { LEAVERS = sizeof leavers / sizeof *leavers };
    scene_await_server(scene);
    scene_start_client(scene, leavers[scene_pick(scene, LEAVERS)]);
    scene_run(scene);
    scene_must_serve_on(scene);
}

/* Whoever else holds the server's end may disconnect it between any two calls of the session. */
RULE_CHECK(BROKEN, 1, survives_being_disconnected_in_the_middle)
{
    static const enum call calls[] = { CALL_READ_FILE, CALL_WRITE_FILE, CALL_PEEK_NAMED_PIPE,
                                       CALL_FLUSH_FILE_BUFFERS, CALL_DISCONNECT_NAMED_PIPE };
    enum { CALLS_HERE = sizeof calls / sizeof *calls };
    scene_await_server(scene);
    scene_disconnect_before(scene, calls[scene_pick(scene, CALLS_HERE)], 1 + scene_pick(scene, 2));
    scene_start_client(scene, visitor_takes_what_comes);
    scene_run(scene);
    world_lift_plan(scene->world);    // it may not have come to that call
    scene_must_serve_on(scene);
}

RULE_CHECK(BROKEN, 2, survives_a_client_that_dies_in_the_middle)
{
    scene_await_server(scene);
    scene_start_one_who_dies(scene);
    scene_run(scene);
    scene_must_serve_on(scene);
}

RULE_CHECK(BROKEN, 2, survives_a_client_that_dies_while_it_waits)
{
    static scene_script *const waiters[] = { visitor_says_nothing, visitor_never_reads,
                                             visitor_floods, visitor_offends_and_never_reads };
    enum { WAITERS = sizeof waiters / sizeof *waiters };
    scene_forgive(scene, OUTCOMES);    // what it does while it lives is the matter of other rules
    scene_await_server(scene);
    scene_start_stray(scene, waiters[scene_pick(scene, WAITERS)]);
    scene_run(scene);
    scene_must_be_there(scene);
    scene_insist(scene);
    scene_kill_stray(scene);
    scene_run(scene);
    scene_must_serve_on(scene);
}

/* A thread that has been told what happened needs a few calls to clean up. */
RULE_CHECK(BROKEN, 3, makes_few_calls_once_its_client_is_gone)
{
    enum { ENOUGH = 60 };
    scene_forgive(scene, OUTCOME_RUNAWAY);
    scene_await_server(scene);
    scene_start_stray(scene,
                      scene_pick(scene, 2) == 0 ? visitor_says_nothing : visitor_never_reads);
    scene_run(scene);
    struct scene_pace before = scene_server_pace(scene);
    scene_kill_stray(scene);
    scene_run(scene);
    scene_insist(scene);
    scene_must_call_rarely(scene, before, ENOUGH);
}

/* Its reply meets nobody. */
RULE_CHECK(BROKEN, 3, makes_few_calls_for_a_client_that_left_a_request)
{
    enum { ENOUGH = 80 };
    scene_forgive(scene, OUTCOME_RUNAWAY);
    scene_await_server(scene);
    struct scene_pace before = scene_server_pace(scene);
    scene_start_client(scene, client_leaves_a_request);
    scene_run(scene);
    scene_insist(scene);
    scene_must_call_rarely(scene, before, ENOUGH);
}
