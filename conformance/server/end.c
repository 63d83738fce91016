/* END: how a session ends. */
#include "check.h"
#include "hearing.h"
#include "misdeeds.h"
#include "stopper.h"
#include "visitor.h"

static void must_answer(struct scene *scene)
{
    scene_apply(scene, scene->subject->profile.exchanges[0].kind != REPLY_NONE,
                "it was not seen to answer: tell a request and its reply");
}

static void must_answer_requests(struct scene *scene)
{
    must_answer(scene);
    scene_apply(scene, scene->subject->profile.may_ask, "its clients cannot write");
}

static void must_take_an_offence(struct scene *scene)
{
    scene_apply(scene, client_may_offend(),
                "its pipe has no room for what a client sends before it reads its reply");
}

RULE_CHECK(END, 1, gives_a_slow_reader_its_whole_reply)
{
    must_answer(scene);
    scene_await_server(scene);
    scene_forgive(scene, OUTCOMES);
    scene_start_client_with(scene, visitor_reads_slowly, scene);
    scene_run(scene);
}

/* The server finds a reason to hang up while the reply to the first request is unread. */
RULE_CHECK(END, 1, gives_an_offender_its_last_reply)
{
    static struct offender offender;
    must_answer(scene);
    must_take_an_offence(scene);
    offender = (struct offender){ scene, scene_pick(scene, OFFENCES) };
    scene_await_server(scene);
    scene_forgive(scene, OUTCOMES);
    scene_start_client_with(scene, visitor_offends_and_reads_late, &offender);
    scene_run(scene);
}

RULE_CHECK(END, 2, flushes_before_it_disconnects)
{
    must_answer(scene);
    scene_forgive(scene, OUTCOMES);
    unsigned offence = scene_pick(scene, OFFENCES + 1);
    scene_await_server(scene);
    scene_start_client_with(
        scene, offence < OFFENCES ? visitor_offends_and_takes_late : visitor_takes_late,
        (void *)(uintptr_t)offence);
    scene_run(scene);
    scene_insist(scene);
    scene_must_flush_before_disconnecting(scene);
}

/* With the values of closed handles given out again, a stale one is somebody else's. */
static void use_handles(struct scene *scene)
{
    scene_forgive_all_but_crash(scene, CRASH_STALE);
    world_set_handle_recycling(scene->world, scene_pick(scene, 2) == 1);
    scene_await_server(scene);
}

RULE_CHECK(END, 3, uses_nothing_that_is_closed)
{
    use_handles(scene);
    scene_start_client(scene, visitor_asks_again);
    scene_start_client(scene, client_asks);
    scene_run(scene);
    scene_must_serve_on(scene);
    scene_insist(scene);
    scene_must_use_open_handles(scene);
}

RULE_CHECK(END, 3, uses_nothing_that_is_closed_after_misdeeds)
{
    use_handles(scene);
    scene_start_misbehaving(scene);
    scene_run(scene);
    scene_must_serve_on(scene);
    scene_insist(scene);
    scene_must_use_open_handles(scene);
}

RULE_CHECK(END, 3, closes_nothing_of_another_session)
{
    scene_apply(scene, scene->subject->profile.clients_at_once > 1,
                "it serves one client at a time");
    use_handles(scene);
    scene_start_misbehaving(scene);
    scene_start_client(scene, visitor_asks_again);
    scene_run(scene);
    scene_insist(scene);
    scene_must_use_open_handles(scene);
}

RULE_CHECK(END, 3, uses_nothing_that_is_closed_when_it_is_to_stop)
{
    scene_must_have_a_way_to_stop(scene);
    use_handles(scene);
    scene_ask_to_stop_in_a_session(scene);
    scene_run(scene);
    scene_insist(scene);
    scene_must_use_open_handles(scene);
}

/* Where what is too much is no reason to hang up, the client just stays, as one that says nothing. */
static void must_hang_up_on_too_much(struct scene *scene)
{
    static struct hearing hearing;
    hearing_of_too_much(&hearing);
    world_hush(scene->world, true);
    scene_start_client_with(scene, hearing_client, &hearing);
    scene_run(scene);
    world_hush(scene->world, false);
    scene_apply(scene, hearing.answer == ANSWER_HUNG_UP,
                "it hangs up on nobody for a request that is too long");
}

/* A client that is hung up on in time can see that. */
RULE_CHECK(END, 4, lets_go_of_a_client_that_never_reads)
{
    must_answer_requests(scene);
    must_take_an_offence(scene);
    scene_await_server(scene);
    must_hang_up_on_too_much(scene);
    scene_start_client(scene, visitor_offends_and_waits_for_the_end);
    scene_run(scene);
    scene_must_serve_on(scene);
}

static enum client_answer heard_at_last;

static int ask_and_stay(void *unused)
{
    unsigned char rest[PROFILE_MESSAGE_MAX];
    DWORD count = 0;
    (void)unused;
    HANDLE pipe = client_open();
    client_exchange(pipe, 0);
    heard_at_last = client_hear_answer(pipe, rest, sizeof rest, &count);
    client_close(pipe);
    return 0;
}

/* Of its own accord, and not because of what its client does. */
static void must_hang_up_after_a_reply(struct scene *scene)
{
    heard_at_last = ANSWER_NONE;
    world_hush(scene->world, true);
    scene_start_client(scene, ask_and_stay);
    scene_run(scene);
    world_hush(scene->world, false);
    scene_apply(scene, heard_at_last == ANSWER_HUNG_UP,
                "it hangs up on nobody who has its reply and stays");
}

RULE_CHECK(END, 4, lets_go_of_a_client_that_asks_once_and_never_reads)
{
    must_answer_requests(scene);
    scene_await_server(scene);
    must_hang_up_after_a_reply(scene);
    scene_start_client(scene, visitor_waits_for_the_end);
    scene_run(scene);
    scene_must_serve_on(scene);
}

RULE_CHECK(END, 4, lets_go_of_a_client_that_floods_and_never_reads)
{
    must_answer_requests(scene);
    scene_apply(scene, scene->subject->profile.sessions == SESSIONS_OF_MANY,
                "it ends a session after one request");
    scene_await_server(scene);
    scene_start_client(scene, visitor_floods_until_the_end);
    scene_run(scene);
    scene_must_serve_on(scene);
}

static int leave_a_piece_of_a_request(void *unused)
{
    const struct exchange *exchange = &client_profile()->exchanges[0];
    (void)unused;
    HANDLE pipe = client_open_and_read_nothing();
    if (exchange->request_bytes > 1)
        client_try_to_send(pipe, exchange->request, exchange->request_bytes - 1);
    client_close(pipe);
    return 0;
}

/* That there is no next client, since the name has gone, is the matter of other rules. */
static int must_get_only_its_own(void *unused)
{
    (void)unused;
    HANDLE pipe = client_open_what_is_there();
    if (pipe == INVALID_HANDLE_VALUE) return 0;
    client_exchange(pipe, 0);
    client_must_get_no_more(pipe);
    client_close(pipe);
    return 0;
}

static void must_use_instances_again(struct scene *scene)
{
    scene_apply(scene, scene->subject->profile.reuses_instances,
                "it serves no second client by an instance");
}

RULE_CHECK(END, 5, gives_the_next_client_of_an_instance_only_its_own)
{
    must_answer_requests(scene);
    must_use_instances_again(scene);
    scene_script *leaves =
        scene_pick(scene, 2) == 0 ? visitor_leaves_many_requests : leave_a_piece_of_a_request;
    scene_await_server(scene);
    scene_start_client(scene, leaves);
    scene_run(scene);
    for (unsigned i = 0; i < 2; i++) {
        scene_start_client(scene, must_get_only_its_own);
        scene_run(scene);
    }
}

/* Whether a server may end after so many clients is the matter of other rules. */
static void must_go_on(struct scene *scene)
{
    scene_apply(scene, !process_ended(scene->server),
                "it ends before its instances have had so many clients");
}

/* What an earlier client has sent is in no later client's request, which has no end of its own. */
RULE_CHECK(END, 5, takes_nothing_of_an_earlier_client_for_a_later_ones)
{
    static struct hearing first, second;
    const struct profile *profile = &scene->subject->profile;
    must_answer_requests(scene);
    scene_must_know_the_reply(scene);
    must_use_instances_again(scene);
    scene_apply(scene, profile->reads_messages,
                "where no messages are read only a terminator ends one");
    hearing_of_unterminated(&first);
    hearing_of_unterminated(&second);

    scene_forgive(scene, OUTCOMES);
    scene_await_server(scene);
    scene_start_client_with(scene, hearing_client, &first);
    scene_run(scene);
    for (unsigned i = 0; i < 4; i++) {    // whichever of its instances they get
        must_go_on(scene);
        scene_start_client_with(scene, visitor_asks_nth,
                                (void *)(uintptr_t)(profile->exchange_count - 1));
        scene_run(scene);
    }
    must_go_on(scene);
    scene_start_client_with(scene, hearing_client, &second);
    scene_run(scene);
    scene_insist(scene);
    hearing_must_be_same(&first, &second, "after others came by the same instances");
}
