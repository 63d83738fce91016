/* FAULT: calls that fail. Under every plan of faults a client comes, which may be turned away; then
 * what was wrong is gone.
 *
 * Which is right, to serve on or to end with a report, depends on where a fault strikes (struck.h): in a
 * session and once, it costs at most that session; where the server makes ready or lets clients in, or for
 * good, the server may end. */
#include "check.h"
#include "struck.h"
#include "visitor.h"

#include <piperig/fault.h>

/* Who waits for a key to quit takes a console that cannot be read for one. */
static bool was_told_by_its_console(const struct scene *scene)
{
    const struct fault_plan *plan = world_plan(scene->world);
    for (unsigned i = 0; i < plan->count; i++)
        if (fault_outcome_at(plan->faults[i].outcome)->call == CALL_CONSOLE_READ &&
            fault_struck(scene->world, i) > 0)
            return true;
    return false;
}

/* The event by which one fault of the plan has struck so that the server may end: where it makes ready or
 * lets clients in, or for good. Of one that has struck a session, and passes, it may not. NULL: there is none. */
static const struct trace_event *reason_to_end(const struct scene *scene)
{
    const struct fault_plan *plan = world_plan(scene->world);
    for (unsigned i = 0; i < plan->count; i++) {
        const struct trace_event *event = fault_struck_at(scene->world, i);
        if (event == NULL) continue;
        if (plan->faults[i].onwards || !struck_in_session(world_trace(scene->world), event))
            return event;
    }
    return NULL;
}

/* Of what strikes a session and passes, the server must not have ended. */
static void must_have_had_reason_to_end(const struct scene *scene)
{
    const struct trace_event *first = fault_first_struck(scene->world);
    if (first == NULL || reason_to_end(scene) != NULL) return;
    demand_unmet(
        "the server has ended, with all its clients, since %s failed once in a session: it may end "
        "that session, and is to serve on",
        call_name(first->call));
}

/* Which of the two was right is part of the rule, and so is told. */
static void must_have_reported(struct scene *scene)
{
    if (was_told_by_its_console(scene)) return;
    must_have_had_reason_to_end(scene);
    scene_must_have_reported(scene, "a call that failed where it may end",
                             fault_first_struck(scene->world));
}

/* The server and clients of either kind, under the run's plan, until that is lifted. A server that tries
 * again and again keeps a client waiting meanwhile, and no longer.
 *
 * Returns: the client that still waits, or NULL. */
static struct process *suffer_plan(struct scene *scene, unsigned clients)
{
    scene_script *script = scene_pick(scene, 2) == 0 ? visitor_takes_what_comes
                                                     : visitor_sends_too_much_and_takes_what_comes;
    struct process *client = NULL;
    bool waits = false;
    scene_start_server(scene);
    for (unsigned i = 0; i < clients; i++) {
        client = scene_start_client(scene, script);
        waits = !scene_let_run(scene);
    }
    world_lift_plan(scene->world);
    return waits ? client : NULL;
}

static void come_under_plan(struct scene *scene, unsigned clients)
{
    if (suffer_plan(scene, clients) != NULL) scene_run(scene);
}

/* A server that is still there has lived through it: once nothing is wrong any more, it serves. */
static void must_serve_on_or_have_reported(struct scene *scene)
{
    come_under_plan(scene, 1);
    if (process_ended(scene->server))
        must_have_reported(scene);
    else
        scene_must_serve_on(scene);
}

/* Two clients: what goes on and on meets the second one, too. */
static void must_live_or_have_reported(struct scene *scene)
{
    come_under_plan(scene, 2);
    if (process_ended(scene->server)) must_have_reported(scene);
}

/* Whether somebody is served is another rule's matter: who is not goes. */
static void must_leave_nothing_behind(struct scene *scene)
{
    scene_forgive(scene, OUTCOMES);
    struct process *waiting = suffer_plan(scene, 1);
    if (waiting != NULL && !scene_let_run(scene)) process_kill(waiting, 1);
    if (process_ended(scene->server)) return;
    scene_must_serve_on(scene);
    scene_insist(scene);
    scene_must_hold_no_more(scene, scene->subject->profile.rested);
}

RULE_CHECK_WITH_FAULTS(FAULT, 1, serves_on_or_has_reported_whatever_fails, 1,
                       FAULT_ONCE | FAULT_DOCUMENTED_ONLY)
{
    must_serve_on_or_have_reported(scene);
}

RULE_CHECK_WITH_FAULTS(FAULT, 2, neither_crashes_nor_hangs_nor_spins_whatever_goes_on_failing, 1,
                       FAULT_ONWARDS | FAULT_DOCUMENTED_ONLY)
{
    must_live_or_have_reported(scene);
}

RULE_CHECK_WITH_FAULTS(FAULT, 3, leaves_nothing_behind_whatever_fails, 1,
                       FAULT_ONCE | FAULT_ONWARDS | FAULT_DOCUMENTED_ONLY)
{
    must_leave_nothing_behind(scene);
}

/* What is closed where a call has failed is closed once. */
RULE_CHECK_WITH_FAULTS(END, 3, uses_nothing_that_is_closed_whatever_fails, 1,
                       FAULT_ONCE | FAULT_ONWARDS | FAULT_DOCUMENTED_ONLY)
{
    scene_forgive_all_but_crash(scene, CRASH_STALE);
    come_under_plan(scene, 1);
    scene_insist(scene);
    scene_must_use_open_handles(scene);
}

RULE_CHECK_WITH_FAULTS(FAULT, 4, serves_on_or_has_reported_whatever_two_calls_fail, 2, FAULT_ONCE)
{
    must_serve_on_or_have_reported(scene);
}

RULE_CHECK_WITH_FAULTS(FAULT, 5, serves_on_or_has_reported_whatever_fails_undocumented, 1,
                       FAULT_ONCE | FAULT_UNPROVEN_ONLY)
{
    must_serve_on_or_have_reported(scene);
}

RULE_CHECK_WITH_FAULTS(FAULT, 5, neither_crashes_nor_hangs_nor_spins_whatever_goes_on_undocumented,
                       1, FAULT_ONWARDS | FAULT_UNPROVEN_ONLY)
{
    must_live_or_have_reported(scene);
}

RULE_CHECK_WITH_FAULTS(FAULT, 5, leaves_nothing_behind_whatever_fails_undocumented, 1,
                       FAULT_ONCE | FAULT_ONWARDS | FAULT_UNPROVEN_ONLY)
{
    must_leave_nothing_behind(scene);
}
