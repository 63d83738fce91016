/* STOP: asked to stop by Ctrl-C, the server ends, whatever its clients do at that moment, and ends in
 * good order. */
#include "check.h"
#include "visitor.h"

static int press_ctrl_c(void *scene)
{
    process_ctrl_event(((struct scene *)scene)->server, CTRL_C_EVENT);
    return 0;
}

/* Who is there when it is asked. Only whoever stays makes a difference to it. */
static scene_script *const present[] = { NULL, visitor_says_nothing, visitor_never_reads,
                                         visitor_offends_and_never_reads, visitor_floods };
enum { PRESENT = sizeof present / sizeof *present };

static void serve_until_it_is_asked(struct scene *scene)
{
    scene_apply(scene, scene->subject->profile.handles_ctrl,
                "it has no handler for Ctrl-C: Windows ends it at once");
    scene_script *script = present[scene_pick(scene, PRESENT)];
    scene_await_server(scene);
    if (script != NULL) scene_start_stray(scene, script);
    scene_run(scene);
}

static void ask_to_stop(struct scene *scene)
{
    scene_start_client_with(scene, press_ctrl_c, scene);
}

static void must_have_ended(const struct scene *scene)
{
    if (!process_ended(scene->server)) demand_unmet("asked to stop, the server goes on");
}

RULE_CHECK(STOP, 1, ends_whoever_is_there)
{
    serve_until_it_is_asked(scene);
    ask_to_stop(scene);
    scene_run(scene);
    must_have_ended(scene);
}

RULE_CHECK(STOP, 1, ends_while_a_client_comes)
{
    scene_apply(scene, scene->subject->profile.handles_ctrl,
                "it has no handler for Ctrl-C: Windows ends it at once");
    scene_await_server(scene);
    scene_start_client(scene, visitor_takes_what_comes);
    ask_to_stop(scene);
    scene_run(scene);
    must_have_ended(scene);
}

/* What the handler itself needs may stay: its thread, and the event by which it tells the rest. */
static void must_have_left_nothing(const struct scene *scene)
{
    struct holdings idle = scene->subject->profile.idle, left = process_left(scene->server);
    enum { MAIN_AND_HANDLER = 2 };
    if (left.threads > MAIN_AND_HANDLER)
        demand_unmet("the server ends while %zu of its threads still run", left.threads - 1);
    if (left.handles >= idle.handles)
        demand_unmet("the server ends with %zu handles open; it had %zu when it was idle",
                     left.handles, idle.handles);
    if (left.blocks > idle.blocks)
        demand_unmet("the server ends with %zu heap blocks; it had %zu when it was idle",
                     left.blocks, idle.blocks);
}

RULE_CHECK(STOP, 2, leaves_nothing_behind_whoever_is_there)
{
    scene_forgive(scene, OUTCOMES);
    serve_until_it_is_asked(scene);
    ask_to_stop(scene);
    scene_run(scene);
    must_have_ended(scene);
    scene_insist(scene);
    must_have_left_nothing(scene);
}

RULE_CHECK(STOP, 2, leaves_nothing_behind_when_it_served_others_before)
{
    scene_apply(scene, scene->subject->profile.handles_ctrl,
                "it has no handler for Ctrl-C: Windows ends it at once");
    scene_forgive(scene, OUTCOMES);
    scene_await_server(scene);
    scene_serve_calmly(scene, 3);
    scene_start_client(scene, visitor_takes_what_comes);
    ask_to_stop(scene);
    scene_run(scene);
    must_have_ended(scene);
    scene_insist(scene);
    must_have_left_nothing(scene);
}
