/* LEAK: what a session took, it gives back. A server may keep something for later, such as the
 * handle of a thread that has ended until the next client comes; it must not keep more and more. */
#include "check.h"
#include "holder.h"
#include "misdeeds.h"
#include "visitor.h"

enum { WARM_UP = 2 };

/* Let some sessions go well, so that what is kept once is there. */
static struct holdings warm_up(struct scene *scene)
{
    scene_forgive(scene, OUTCOMES);
    scene_await_server(scene);
    scene_serve_calmly(scene, WARM_UP);
    return process_holdings(scene->server);
}

/* A last session that goes well gives the server reason to clean up after those before it. */
static void must_hold_no_more(struct scene *scene, struct holdings before)
{
    scene_serve_calmly(scene, 1);
    scene_insist(scene);
    scene_must_hold_no_more(scene, before);
}

RULE_CHECK(LEAK, 1, holds_no_more_after_a_session_that_went_well)
{
    struct holdings before = warm_up(scene);
    scene_start_client(scene, visitor_asks_again);
    scene_run(scene);
    must_hold_no_more(scene, before);
}

RULE_CHECK(LEAK, 1, holds_no_more_after_two_sessions_at_once)
{
    struct holdings before = warm_up(scene);
    scene_start_client(scene, client_asks);
    scene_start_client(scene, client_asks);
    scene_run(scene);
    must_hold_no_more(scene, before);
}

RULE_CHECK(LEAK, 2, holds_no_more_after_a_session_that_went_wrong)
{
    struct holdings before = warm_up(scene);
    scene_start_misbehaving(scene);
    scene_run(scene);
    must_hold_no_more(scene, before);
}

RULE_CHECK(LEAK, 2, holds_no_more_after_a_client_died)
{
    struct holdings before = warm_up(scene);
    scene_start_one_who_dies(scene);
    scene_run(scene);
    must_hold_no_more(scene, before);
}

/* Of clients that come before ConnectNamedPipe, too. */
RULE_CHECK(LEAK, 2, holds_no_more_after_a_client_that_came_and_went)
{
    struct holdings before = warm_up(scene);
    scene_step_before(scene, CALL_CONNECT_NAMED_PIPE, 1, "a client comes and goes",
                      client_comes_and_goes);
    scene_serve_calmly(scene, 2);
    scene_insist(scene);
    scene_must_hold_no_more(scene, before);
}

RULE_CHECK(LEAK, 3, holds_the_same_after_30_sessions)
{
    struct holdings before = warm_up(scene);
    scene_serve_calmly(scene, 30);
    scene_insist(scene);
    scene_must_hold_no_more(scene, before);
}

static int ask_many_times(void *unused)
{
    enum { MANY = 20 };
    unsigned last = client_profile()->exchange_count - 1;
    (void)unused;
    HANDLE pipe = client_open();
    for (unsigned i = 0; i < MANY; i++)
        client_exchange(pipe, i % 2 == 0 ? 0 : last);
    client_close(pipe);
    return 0;
}

RULE_CHECK_WITH_RUNS(LEAK, 3, holds_the_same_after_a_session_of_20_requests, 1)
{
    scene_apply(scene, scene->subject->profile.sessions == SESSIONS_OF_MANY,
                "it ends a session after one request");
    struct holdings before = warm_up(scene);
    world_hush(scene->world, true);
    scene_start_client(scene, ask_many_times);
    scene_run(scene);
    world_hush(scene->world, false);
    must_hold_no_more(scene, before);
}

RULE_CHECK(LEAK, 3, holds_the_same_after_each_misdeed_twice)
{
    struct holdings before = warm_up(scene);
    world_hush(scene->world, true);
    for (unsigned i = 0; i < 2 * misdeed_count(); i++) {
        scene_start_client(scene, misdeed_at(i % misdeed_count())->script);
        scene_run(scene);
    }
    world_hush(scene->world, false);
    must_hold_no_more(scene, before);
}
