/* RACE: threads that touch the same memory, wait for each other, or go in circles. */
#include "check.h"
#include "misdeeds.h"
#include "stopper.h"
#include "visitor.h"

static void bring_threads_together(struct scene *scene)
{
    scene_start_client(scene, visitor_asks_again);
    scene_start_client(scene, client_asks);
    scene_run(scene);
}

static void watch_memory(struct scene *scene)
{
    scene_apply(scene,
                program_shows_memory(&scene->subject->program) &&
                    world_set_race_watch(scene->world, true),
                "this build does not see what a program does with its memory");
    scene_forgive(scene, OUTCOME_RACED);
}

RULE_CHECK(RACE, 1, has_an_order_in_what_its_threads_do_to_memory)
{
    watch_memory(scene);
    scene_await_server(scene);
    bring_threads_together(scene);
    scene_must_serve_on(scene);
}

RULE_CHECK(RACE, 1, has_an_order_in_what_its_threads_do_to_memory_when_a_client_misbehaves)
{
    watch_memory(scene);
    scene_apply(scene, scene->subject->profile.instances_max != 1,
                "it serves one client at a time");
    scene_await_server(scene);
    scene_start_misbehaving(scene);
    scene_start_client(scene, client_asks);
    scene_run(scene);
    scene_must_serve_on(scene);
}

RULE_CHECK(RACE, 1, has_an_order_in_what_its_threads_do_to_memory_from_its_start)
{
    watch_memory(scene);
    scene_step_before(scene, CALL_CONNECT_NAMED_PIPE, 1, "a client asks", client_asks);
    scene_start_server(scene);
    scene_run(scene);
    scene_must_serve_on(scene);
}

RULE_CHECK(RACE, 1, has_an_order_in_what_its_threads_do_to_memory_when_it_is_to_stop)
{
    scene_must_have_a_way_to_stop(scene);
    watch_memory(scene);
    scene_await_server(scene);
    scene_ask_to_stop_in_a_session(scene);
    scene_run(scene);
}

RULE_CHECK(RACE, 2, has_no_two_threads_wait_for_each_other)
{
    scene_look_for_self_waits(scene);
    scene_await_server(scene);
    bring_threads_together(scene);
    scene_must_serve_on(scene);
}

RULE_CHECK(RACE, 2, has_no_two_threads_wait_for_each_other_when_a_client_misbehaves)
{
    scene_apply(scene, scene->subject->profile.instances_max != 1,
                "it serves one client at a time");
    scene_look_for_self_waits(scene);
    scene_await_server(scene);
    scene_start_misbehaving(scene);
    scene_start_client(scene, client_asks);
    scene_run(scene);
    scene_must_serve_on(scene);
}

/* Where no reply was ever seen, the threads may be the reason: one that reads keeps one that is to write
 * from its turn on the same handle. A client that asks and leaves would set them free. */
RULE_CHECK(RACE, 2, has_no_two_threads_wait_for_each_other_where_no_reply_comes)
{
    const struct profile *profile = &scene->subject->profile;
    scene_apply(scene, profile->exchanges[0].kind == REPLY_NONE, "it replies");
    scene_apply(scene, profile->may_ask && profile->may_answer, "its pipe goes one way");
    scene_forgive(scene, OUTCOMES);
    scene_await_server(scene);
    scene_start_stray(scene, visitor_asks_and_awaits);
    scene_run(scene);
    scene_must_not_wait_for_itself(scene);
}

RULE_CHECK(RACE, 3, has_no_thread_repeat_itself_without_end)
{
    enum { ENOUGH = 400 };
    scene_forgive(scene, OUTCOME_RUNAWAY);
    scene_await_server(scene);
    struct scene_pace before = scene_server_pace(scene);
    scene_start_misbehaving(scene);
    scene_run(scene);
    scene_insist(scene);
    scene_must_call_rarely(scene, before, ENOUGH);
}

/* Every call that succeeds leaves a last error that means nothing. */
RULE_CHECK(LASTERROR, 1, decides_by_no_stale_last_error)
{
    scene_arm_canary(scene);
    scene_start_server(scene);
    scene_start_client(scene, visitor_asks_again);
    scene_run(scene);
    scene_must_serve_on(scene);
}

RULE_CHECK(LASTERROR, 1, decides_by_no_stale_last_error_that_it_looks_for)
{
    scene_arm_some_canary(scene);
    scene_await_server(scene);
    scene_start_client(scene, client_asks);
    scene_run(scene);
    scene_must_be_there(scene);
}

RULE_CHECK(LASTERROR, 1, decides_by_no_stale_last_error_when_a_client_misbehaves)
{
    scene_arm_canary(scene);
    scene_await_server(scene);
    scene_start_misbehaving(scene);
    scene_run(scene);
    scene_must_serve_on(scene);
}
