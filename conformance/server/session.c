/* SESSION: a request, its reply, and nobody else's. */
#include "check.h"
#include "visitor.h"

static void must_answer(struct scene *scene)
{
    scene_apply(scene, scene->subject->profile.exchanges[0].kind != REPLY_NONE,
                "it was not seen to answer: tell a request and its reply");
}

static int get_one_reply(void *unused)
{
    (void)unused;
    HANDLE pipe = client_open();
    client_exchange(pipe, 0);
    client_must_get_no_more(pipe);
    client_close(pipe);
    return 0;
}

RULE_CHECK(SESSION, 1, answers_a_request_once)
{
    must_answer(scene);
    scene_apply(scene, scene->subject->profile.may_ask, "its clients cannot write");
    const struct exchange *exchange = &scene->subject->profile.exchanges[0];
    scene_apply(scene, !exchange->in_several || !exchange->learned,
                "it answers a request with several messages: tell the bytes of all of them");
    scene_apply(scene, !client_reads_in_pieces() || !exchange->too_long,
                "its reply is longer than the rig can keep, and there is no telling where it ends");
    scene_await_server(scene);
    scene_start_client(scene, get_one_reply);
    scene_run(scene);
}

static void must_take_several(struct scene *scene)
{
    must_answer(scene);
    scene_apply(scene, scene->subject->profile.sessions == SESSIONS_OF_MANY,
                "it ends a session after one request");
}

RULE_CHECK(SESSION, 2, answers_each_of_several_requests_in_turn)
{
    must_take_several(scene);
    scene_await_server(scene);
    scene_start_client(scene, visitor_asks_again);
    scene_run(scene);
}

/* All requests are there before the first reply is read. */
static int ask_ahead(void *unused)
{
    (void)unused;
    HANDLE pipe = client_open();
    unsigned last = client_profile()->exchange_count - 1;
    client_request(pipe, 0);
    client_request(pipe, last);
    client_must_get_reply(pipe, 0);
    client_must_get_reply(pipe, last);
    client_must_get_no_more(pipe);
    client_close(pipe);
    return 0;
}

RULE_CHECK(SESSION, 2, answers_in_order_what_was_asked_ahead)
{
    const struct profile *profile = &scene->subject->profile;
    must_take_several(scene);
    scene_apply(scene, !client_reads_in_pieces() || profile->exchanges[0].kind == REPLY_EXACT,
                "there is no telling where a reply ends");
    const struct exchange *last = &profile->exchanges[profile->exchange_count - 1];
    scene_apply(
        scene, client_may_send_ahead(last->request_bytes, 1),
        "its pipe has no room for a request that is sent before the reply to another is read");
    scene_await_server(scene);
    scene_start_client(scene, ask_ahead);
    scene_run(scene);
}

RULE_CHECK(SESSION, 3, gives_two_clients_their_own_replies)
{
    must_answer(scene);
    unsigned last = scene->subject->profile.exchange_count - 1;
    scene_await_server(scene);
    scene_start_client_with(scene, visitor_asks_nth, (void *)(uintptr_t)0);
    scene_start_client_with(scene, visitor_asks_nth, (void *)(uintptr_t)last);
    scene_run(scene);
}

RULE_CHECK(SESSION, 4, gives_well_behaved_clients_the_same_in_any_order)
{
    must_answer(scene);
    unsigned last = scene->subject->profile.exchange_count - 1;
    scene_start_server(scene);
    scene_start_client(scene, visitor_asks_again);
    scene_start_client_with(scene, visitor_asks_nth, (void *)(uintptr_t)last);
    scene_run(scene);
}

RULE_CHECK(SESSION, 4, gives_a_slow_reader_the_same_in_any_order)
{
    must_answer(scene);
    scene_start_server(scene);
    scene_start_client(scene, visitor_reads_slowly);
    scene_start_client(scene, client_asks);
    scene_run(scene);
}
