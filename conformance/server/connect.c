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

static struct scene_doings since(struct scene *scene, struct scene_doings before)
{
    struct scene_doings now = scene_server_doings(scene);
    for (int call = 0; call < CALLS; call++)
        now.calls[call] -= before.calls[call];
    now.letters -= before.letters;
    return now;
}

/* What the server does for a client that it awaits. */
static struct scene_doings do_for(struct scene *scene, scene_script *script)
{
    struct scene_doings before = scene_server_doings(scene);
    world_hush(scene->world, true);
    scene_start_client(scene, script);
    scene_run(scene);
    world_hush(scene->world, false);
    return since(scene, before);
}

/* What it does for another and then for one that is there too early, and gone by then. */
static struct scene_doings do_for_one_who_is_gone(struct scene *scene, const char *label,
                                                  scene_script *script)
{
    struct scene_doings before = scene_server_doings(scene);
    unsigned clients = scene->clients;
    scene_step_before(scene, CALL_CONNECT_NAMED_PIPE, 1, label, script);    // from now on
    scene_serve_calmly(scene, 1);
    scene_apply(scene, scene->clients == clients + 2,
                "it does not call ConnectNamedPipe again when it has served a client");
    return since(scene, before);
}

/* Whether a request shows in what it writes, to the pipe or to its console. */
static bool shows_more(const struct scene_doings *with, const struct scene_doings *without)
{
    return with->calls[CALL_WRITE_FILE] > without->calls[CALL_WRITE_FILE] ||
           with->letters > without->letters;
}

/* Or in whatever else it does but to read, to rest, or to put another instance in the place of this. */
static bool does_more(const struct scene_doings *with, const struct scene_doings *without)
{
    for (int call = 0; call < CALLS; call++) {
        bool says_nothing = call == CALL_READ_FILE || call == CALL_PEEK_NAMED_PIPE ||
                            call == CALL_SLEEP || call == CALL_DISCONNECT_NAMED_PIPE ||
                            call == CALL_CLOSE_HANDLE || call == CALL_CONNECT_NAMED_PIPE ||
                            call == CALL_CREATE_NAMED_PIPE;
        if (!says_nothing && with->calls[call] > without->calls[call]) return true;
    }
    return with->letters > without->letters;
}

/* To be read is to be treated as a request, be it answered into the void: so it shows, if requests do. */
RULE_CHECK_WITH_RUNS(CONNECT, 4, does_something_with_what_a_client_left, 1)
{
    scene_apply(scene, scene->subject->profile.may_ask, "its clients cannot write");
    scene_forgive(scene, OUTCOMES);
    scene_await_server(scene);
    scene_serve_calmly(scene, 1);
    struct scene_doings idle = do_for(scene, client_comes_and_goes);
    struct scene_doings asked = do_for(scene, client_asks);
    struct scene_doings nothing =
        do_for_one_who_is_gone(scene, comes_and_goes, client_comes_and_goes);
    struct scene_doings left =
        do_for_one_who_is_gone(scene, "a client asks and goes", client_leaves_a_request);
    scene_insist(scene);
    demand(!shows_more(&asked, &idle) || does_more(&left, &nothing),
           "the server reads what its client left, and then does no more than for one that left "
           "nothing");
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
