/* STOP: asked to stop, the server ends, whatever its clients do at that moment, and ends in good order.
 * It is asked in the way that its user told: by Ctrl-C where nothing was. */
#include "check.h"
#include "stopper.h"
#include "visitor.h"

/* Who is there when it is asked, the fewest first. Only whoever stays makes a difference to it. */
static const struct {
    unsigned clients;
    scene_script *script;
} present[] = {
    { 0, NULL },
    { 1, visitor_says_nothing },
    { 1, visitor_never_reads },
    { 1, visitor_offends_and_never_reads },
    { 1, visitor_floods },
    { 2, visitor_says_nothing },
};
enum { PRESENT = sizeof present / sizeof *present };

/* How many of these rows can be there at once and leave room for a client that is to ask it to stop. */
static unsigned rows_with_room(const struct profile *profile)
{
    unsigned room = profile->clients_at_once > 1 ? profile->clients_at_once : 1, rows = 0;
    unsigned asking = profile->stop_way == STOP_BY_REQUEST;
    while (rows < PRESENT && present[rows].clients + asking <= room)
        rows++;
    return rows;
}

static void serve_until_it_is_asked(struct scene *scene)
{
    scene_must_have_a_way_to_stop(scene);
    unsigned picked = scene_pick(scene, rows_with_room(&scene->subject->profile));
    scene_await_server(scene);
    for (unsigned i = 0; i < present[picked].clients; i++)
        scene_start_stray(scene, present[picked].script);
    scene_run(scene);
}

static void must_have_ended(const struct scene *scene)
{
    if (!process_ended(scene->server)) demand_unmet("asked to stop, the server goes on");
}

RULE_CHECK(STOP, 1, ends_whoever_is_there)
{
    serve_until_it_is_asked(scene);
    scene_ask_to_stop(scene);
    scene_run(scene);
    must_have_ended(scene);
}

RULE_CHECK(STOP, 1, ends_while_a_client_comes)
{
    scene_must_have_a_way_to_stop(scene);
    scene_await_server(scene);
    scene_start_client(scene, visitor_takes_what_comes);
    scene_ask_to_stop(scene);
    scene_run(scene);
    must_have_ended(scene);
}

/* Before it has a handler, Windows ends it; from then on it must do so itself. */
RULE_CHECK(STOP, 1, ends_when_it_is_asked_while_it_starts)
{
    scene_must_have_a_way_to_stop(scene);
    scene_start_server(scene);
    scene_ask_to_stop(scene);
    scene_run(scene);
    must_have_ended(scene);
}

/* The main thread may wait for whoever ends the process. And what a handler itself needs may stay: its
 * thread, and the event by which it tells the rest. */
static void must_have_left_nothing(const struct scene *scene)
{
    struct holdings idle = scene->subject->profile.idle, left = process_left(scene->server);
    if (left.alone > 0)
        demand_unmet("the server ends while %zu of its threads still run", left.alone);
    if (left.pipes > 0) demand_unmet("the server ends with %zu of its instances open", left.pipes);
    if (left.others > idle.others)
        demand_unmet("the server ends with %zu handles open; it had %zu when it was idle",
                     left.others, idle.others);
    if (left.blocks > idle.blocks)
        demand_unmet("the server ends with %zu heap blocks; it had %zu when it was idle",
                     left.blocks, idle.blocks);
}

RULE_CHECK(STOP, 2, leaves_nothing_behind_whoever_is_there)
{
    scene_forgive(scene, OUTCOMES);
    serve_until_it_is_asked(scene);
    scene_ask_to_stop(scene);
    scene_run(scene);
    must_have_ended(scene);
    scene_insist(scene);
    must_have_left_nothing(scene);
}

RULE_CHECK(STOP, 2, leaves_nothing_behind_when_it_served_others_before)
{
    scene_must_have_a_way_to_stop(scene);
    scene_forgive(scene, OUTCOMES);
    scene_await_server(scene);
    scene_serve_calmly(scene, 3);
    scene_start_client(scene, visitor_takes_what_comes);
    scene_ask_to_stop(scene);
    scene_run(scene);
    must_have_ended(scene);
    scene_insist(scene);
    must_have_left_nothing(scene);
}
