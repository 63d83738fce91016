/* STOP: asked to stop, the server ends, whatever its clients do at that moment, and ends in good order.
 * It is asked in the way that its user told: by Ctrl-C where nothing was. */
#include "check.h"
#include "visitor.h"

static int press_ctrl_c(void *scene)
{
    process_ctrl_event(((struct scene *)scene)->server, CTRL_C_EVENT);
    return 0;
}

static int press_ctrl_break(void *scene)
{
    process_ctrl_event(((struct scene *)scene)->server, CTRL_BREAK_EVENT);
    return 0;
}

static bool is_by_request(const struct scene *scene)
{
    return scene->subject->profile.stop_way == STOP_BY_REQUEST;
}

static void must_have_a_way_to_stop(struct scene *scene)
{
    const struct profile *profile = &scene->subject->profile;
    scene_apply(scene, profile->stop_way != STOP_NEVER, "nobody asks it to stop, as was told");
    scene_apply(scene, is_by_request(scene) || profile->handles_ctrl,
                "it has no handler for Ctrl-C and Ctrl-Break: Windows ends it at once");
    scene_apply(scene, !is_by_request(scene) || profile->may_ask,
                "its clients may not write, and so cannot ask it to stop");
}

/* Who is there when it is asked. Only whoever stays makes a difference to it. */
static scene_script *const present[] = { NULL, visitor_says_nothing, visitor_never_reads,
                                         visitor_offends_and_never_reads, visitor_floods };
enum { PRESENT = sizeof present / sizeof *present };

/* Where it serves one at a time, whoever is to ask cannot get in beside one who stays. */
static void serve_until_it_is_asked(struct scene *scene)
{
    must_have_a_way_to_stop(scene);
    bool has_room = !is_by_request(scene) || scene->subject->profile.clients_at_once > 1;
    scene_script *script = present[scene_pick(scene, has_room ? PRESENT : 1)];
    scene_await_server(scene);
    if (script != NULL) scene_start_stray(scene, script);
    scene_run(scene);
}

static void ask_to_stop(struct scene *scene)
{
    switch (scene->subject->profile.stop_way) {
    case STOP_BY_REQUEST: scene_start_client(scene, visitor_asks_to_stop); break;
    case STOP_BY_CTRL_BREAK: scene_start_client_with(scene, press_ctrl_break, scene); break;
    default: scene_start_client_with(scene, press_ctrl_c, scene); break;
    }
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
    must_have_a_way_to_stop(scene);
    scene_await_server(scene);
    scene_start_client(scene, visitor_takes_what_comes);
    ask_to_stop(scene);
    scene_run(scene);
    must_have_ended(scene);
}

/* What a handler itself needs may stay: its thread, and the event by which it tells the rest. */
static void must_have_left_nothing(const struct scene *scene)
{
    struct holdings idle = scene->subject->profile.idle, left = process_left(scene->server);
    size_t threads = is_by_request(scene) ? 1 : 2;    // the main one, and a handler's
    if (left.threads > threads)
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
    must_have_a_way_to_stop(scene);
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
