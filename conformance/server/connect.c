/* CONNECT: a client may come before, while or after the server says ConnectNamedPipe, and may be
 * gone by then. */
#include "check.h"
#include "visitor.h"

static const char *const a_client_comes = "a client comes before ConnectNamedPipe";
static const char *const comes_and_goes = "a client comes and goes";

/* The client comes just before one of the first calls: each is tried. */
static void come_before_connect(struct scene *scene, const char *label, scene_script *script)
{
    scene_step_before(scene, CALL_CONNECT_NAMED_PIPE, 1 + scene_pick(scene, 2), label, script);
    scene_start_server(scene);
    scene_run(scene);
}

RULE_CHECK(CONNECT, 1, serves_a_client_that_comes_before_connect)
{
    come_before_connect(scene, a_client_comes, client_asks);
    scene_must_serve_on(scene);
}

RULE_CHECK(CONNECT, 1, serves_a_client_whatever_the_order)
{
    scene_start_server(scene);
    scene_start_client(scene, client_asks);
    scene_run(scene);
    scene_must_serve_on(scene);
}

/* Not only its first reply: the rest of the session goes its way, and leaves what others leave. */
RULE_CHECK(CONNECT, 2, gives_an_early_client_a_whole_session)
{
    scene_step_before(scene, CALL_CONNECT_NAMED_PIPE, 1, a_client_comes, visitor_asks_again);
    scene_start_server(scene);
    scene_run(scene);
    scene_serve_calmly(scene, 1);
    scene_must_hold_no_more(scene, scene->subject->profile.rested);
}

RULE_CHECK(CONNECT, 2, lets_an_early_client_read_slowly)
{
    scene_step_before(scene, CALL_CONNECT_NAMED_PIPE, 1, a_client_comes, visitor_reads_slowly);
    scene_start_server(scene);
    scene_run(scene);
    scene_must_serve_on(scene);
}

RULE_CHECK(CONNECT, 3, serves_the_next_when_one_is_gone_before_connect)
{
    come_before_connect(scene, comes_and_goes, client_comes_and_goes);
    scene_must_serve_on(scene);
}

RULE_CHECK(CONNECT, 3, serves_the_next_when_one_after_another_is_gone_before_connect)
{
    for (unsigned nth = 1; nth <= 3; nth++)
        scene_step_before(scene, CALL_CONNECT_NAMED_PIPE, nth, comes_and_goes,
                          client_comes_and_goes);
    scene_start_server(scene);
    scene_run(scene);
    scene_must_serve_on(scene);
}

/* So many in a row that whoever counts them as failures gives up. */
RULE_CHECK(CONNECT, 3, serves_the_next_when_12_in_a_row_are_gone_before_connect)
{
    for (unsigned nth = 1; nth <= SCENE_STEPS_MAX; nth++)
        scene_step_before(scene, CALL_CONNECT_NAMED_PIPE, nth, comes_and_goes,
                          client_comes_and_goes);
    world_hush(scene->world, true);
    scene_await_server(scene);
    world_hush(scene->world, false);
    scene_must_serve_on(scene);
}

RULE_CHECK(CONNECT, 4, reads_what_a_client_left_that_is_gone_before_connect)
{
    const struct exchange *exchange = &scene->subject->profile.exchanges[0];
    scene_apply(scene, scene->subject->profile.may_ask, "its clients cannot write");
    scene_forgive(scene, OUTCOMES);
    scene_step_before(scene, CALL_CONNECT_NAMED_PIPE, 1, "a client asks and goes",
                      client_leaves_a_request);
    scene_start_server(scene);
    scene_run(scene);
    scene_insist(scene);
    scene_must_have_read(scene, exchange->request_bytes);
}

/* Each refusal is met by something else than the same call. */
RULE_CHECK(CONNECT, 5, does_not_ask_the_same_again_when_a_client_is_gone)
{
    enum { ENOUGH = 10 };
    scene_forgive_all_but_repeats(scene, CALL_CONNECT_NAMED_PIPE);
    scene_step_before(scene, CALL_CONNECT_NAMED_PIPE, 1, comes_and_goes, client_comes_and_goes);
    scene_start_server(scene);
    scene_run(scene);
    scene_insist(scene);
    scene_must_fail_rarely(scene, CALL_CONNECT_NAMED_PIPE, ERROR_NO_DATA, ENOUGH);
}
