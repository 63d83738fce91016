/* AVAILABLE: the name stays, and whoever is patient gets in, whoever else is there. */
#include "check.h"
#include "holder.h"
#include "misdeeds.h"
#include "visitor.h"

/* Who lets in no other client while it serves one says so: the pipe is busy. */
static void must_serve_others(struct scene *scene)
{
    const struct profile *profile = &scene->subject->profile;
    scene_apply(scene, profile->instances_max != 1,
                "it creates its pipe for one client at a time (nMaxInstances is 1)");
    scene_apply(scene, profile->clients_let_in != 1,
                "it lets in one client at a time, and has no instance for others meanwhile");
}

static void come(struct scene *scene, unsigned count, scene_script *script)
{
    for (unsigned i = 0; i < count; i++)
        scene_start_client(scene, script);
}

RULE_CHECK(AVAILABLE, 1, keeps_its_name_while_a_client_comes_and_another_goes)
{
    scene_await_server(scene);
    scene_forgive(scene, OUTCOMES);
    for (int i = 0; i < 2; i++)
        scene_start_client_with(scene, visitor_finds_the_name, scene);
    scene_run(scene);
}

RULE_CHECK(AVAILABLE, 1, keeps_its_name_when_a_client_misbehaves)
{
    scene_await_server(scene);
    scene_forgive(scene, OUTCOMES);
    scene_start_misbehaving(scene);
    scene_start_client_with(scene, visitor_finds_the_name, scene);
    scene_run(scene);
}

RULE_CHECK(AVAILABLE, 2, lets_in_whoever_waits_and_tries_again)
{
    scene_await_server(scene);
    come(scene, 3, client_asks);
    scene_run(scene);
    scene_must_serve_on(scene);
}

/* Where there is a limit one client may reach it, and then nobody else gets in: but no longer than
 * that one stays. */
RULE_CHECK(AVAILABLE, 2, lets_in_whoever_waits_when_one_who_held_all_instances_leaves)
{
    scene_await_server(scene);
    bool serves_more = scene_let_one_hold_all(scene, HOLDING_MAX);
    scene_apply(scene, !serves_more, "it serves as many clients at once as come");
    scene_start_client(scene, visitor_asks_until_served);
    scene_start_leaving(scene);
    scene_run(scene);
    scene_must_serve_on(scene);
}

RULE_CHECK(AVAILABLE, 3, serves_others_while_one_says_nothing)
{
    must_serve_others(scene);
    scene_await_server(scene);
    scene_start_staying(scene, visitor_says_nothing);
    scene_start_client(scene, client_asks);
    scene_run_beside(scene);
    scene_must_serve_on(scene);
}

RULE_CHECK(AVAILABLE, 3, serves_others_while_one_holds_20_instances_and_says_nothing)
{
    enum { MANY = 20 };
    scene_await_server(scene);
    bool serves_more = scene_let_one_hold_all(scene, MANY);
    scene_apply(scene, serves_more, "it serves so many clients at once, and no more");
    scene_start_client(scene, client_asks);
    scene_run(scene);
}

RULE_CHECK(AVAILABLE, 4, serves_others_while_one_never_reads)
{
    must_serve_others(scene);
    scene_await_server(scene);
    scene_start_staying(scene, visitor_never_reads);
    scene_start_client(scene, client_asks);
    scene_run_beside(scene);
    scene_must_serve_on(scene);
}

/* It is refused with its reply unread: whoever flushes then waits for it. */
RULE_CHECK(AVAILABLE, 4, serves_others_while_one_offends_and_never_reads)
{
    must_serve_others(scene);
    scene_await_server(scene);
    scene_start_staying(scene, visitor_offends_and_never_reads);
    scene_run(scene);
    scene_start_client(scene, client_asks);
    scene_run_beside(scene);
    scene_must_serve_on(scene);
}

RULE_CHECK(AVAILABLE, 5, serves_others_while_one_floods_it)
{
    must_serve_others(scene);
    scene_await_server(scene);
    scene_start_staying(scene, visitor_floods);
    scene_start_client(scene, client_asks);
    scene_run_beside(scene);
    scene_must_serve_on(scene);
}

/* More than the 64 objects that one wait can take, or than a small table. */
RULE_CHECK(AVAILABLE, 6, serves_70_one_after_another)
{
    scene_await_server(scene);
    scene_serve_calmly(scene, 70);
    scene_must_serve_on(scene);
}

/* More than a byte can count, or a larger table holds. */
RULE_CHECK_WITH_RUNS(AVAILABLE, 6, serves_400_one_after_another, 1)
{
    scene_await_server(scene);
    scene_serve_calmly(scene, 400);
}

/* More at once than one wait can take, if they are let: the server may have to grow, and to shrink. */
RULE_CHECK_WITH_RUNS(AVAILABLE, 6, serves_the_next_when_one_who_held_70_instances_has_left, 10)
{
    scene_await_server(scene);
    scene_let_one_hold_all(scene, HOLDING_MAX);
    scene_start_leaving(scene);
    world_hush(scene->world, true);
    scene_run(scene);
    world_hush(scene->world, false);
    scene_serve_calmly(scene, 1);
}

RULE_CHECK(AVAILABLE, 7, serves_all_who_come_at_the_same_moment)
{
    scene_await_server(scene);
    come(scene, 2, client_asks);
    scene_run(scene);
    scene_must_serve_on(scene);
}

RULE_CHECK(AVAILABLE, 7, serves_all_who_come_at_its_very_start)
{
    scene_start_server(scene);
    come(scene, 3, client_asks);
    scene_run(scene);
    scene_must_serve_on(scene);
}

RULE_CHECK(AVAILABLE, 8, serves_the_next_after_one_who_misbehaved)
{
    scene_await_server(scene);
    scene_start_misbehaving(scene);
    scene_run(scene);
    scene_must_serve_on(scene);
}

/* Whatever each of them costs: a place, say, in a table of 64. */
RULE_CHECK_WITH_RUNS(AVAILABLE, 8, serves_the_next_after_70_who_misbehaved, 100)
{
    enum { MANY = 70 };
    scene_await_server(scene);
    scene_script *script = misdeed_at(scene_pick(scene, misdeed_count()))->script;
    world_hush(scene->world, true);
    for (unsigned i = 0; i < MANY; i++) {
        scene_start_client(scene, script);
        scene_run(scene);
    }
    world_hush(scene->world, false);
    scene_serve_calmly(scene, 1);
}

RULE_CHECK(AVAILABLE, 8, serves_one_well_while_another_misbehaves)
{
    must_serve_others(scene);
    scene_await_server(scene);
    scene_start_misbehaving(scene);
    scene_start_client(scene, client_asks);
    scene_run(scene);
    scene_must_serve_on(scene);
}

RULE_CHECK(AVAILABLE, 8, serves_one_well_while_another_offends)
{
    must_serve_others(scene);
    uintptr_t offence = scene_pick(scene, OFFENCES);
    scene_await_server(scene);
    scene_start_client_with(scene, visitor_leaves_an_offence, (void *)offence);
    scene_start_client(scene, client_asks);
    scene_run(scene);
    scene_must_serve_on(scene);
}

RULE_CHECK(AVAILABLE, 8, serves_one_well_while_another_dies)
{
    must_serve_others(scene);
    scene_await_server(scene);
    scene_start_one_who_dies(scene);
    scene_start_client(scene, client_asks);
    scene_run(scene);
    scene_must_serve_on(scene);
}

RULE_CHECK(AVAILABLE, 8, serves_one_well_while_another_comes_again_and_again)
{
    scene_await_server(scene);
    scene_start_client(scene, visitor_comes_again_and_again);
    scene_start_client(scene, client_asks);
    scene_run(scene);
    scene_must_serve_on(scene);
}
