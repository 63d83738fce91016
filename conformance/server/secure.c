/* SECURE: who may come. Read from what the server asked of CreateNamedPipe. */
#include "check.h"
#include "hearing.h"
#include "unwritten.h"
#include "visitor.h"

#include <piperig/pipe_request.h>

/* The server runs, and serves a client or two. */
static void serve(struct scene *scene)
{
    scene_forgive(scene, OUTCOMES);
    scene_await_server(scene);
    scene_serve_calmly(scene, 2);
    scene_insist(scene);
}

/* The server's nth instance from 0, or NULL. */
static const struct pipe_request *instance_at(struct scene *scene, unsigned nth)
{
    const struct pipe_request *request;
    for (size_t i = 0; (request = world_pipe_request(scene->world, i)) != NULL; i++)
        if (request->process == scene->server && request->succeeded && nth-- == 0) return request;
    return NULL;
}

RULE_CHECK(SECURE, 1, claims_its_name_with_the_first_instance)
{
    scene_await_server(scene);
    const struct pipe_request *first = instance_at(scene, 0);
    demand(first != NULL, "the server creates no instance of its pipe");
    demand((first->open_mode & FILE_FLAG_FIRST_PIPE_INSTANCE) != 0,
           "the server creates its first instance without FILE_FLAG_FIRST_PIPE_INSTANCE");
}

static int squat(void *unused)
{
    (void)unused;
    demand_success(CreateNamedPipeW(client_profile()->pipe_name, PIPE_ACCESS_DUPLEX,
                                    PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE,
                                    PIPE_UNLIMITED_INSTANCES, 512, 512, 0, NULL),
                   "it takes the name before the server starts");
    Sleep(INFINITE);
    return 0;
}

RULE_CHECK(SECURE, 2, does_not_share_a_name_that_is_taken)
{
    scene_start_stray(scene, squat);
    scene_run(scene);
    scene_start_server(scene);
    scene_run(scene);
    demand(process_ended(scene->server),
           "another process owns the name of its pipe, and the server goes on all the same");
    scene_must_have_reported(scene, "a name that is taken", world_trace(scene->world)->events);
}

RULE_CHECK(SECURE, 3, rejects_remote_clients_on_every_instance)
{
    const struct pipe_request *instance;
    serve(scene);
    for (unsigned i = 0; (instance = instance_at(scene, i)) != NULL; i++)
        demand((instance->pipe_mode & PIPE_REJECT_REMOTE_CLIENTS) != 0,
               "the server creates an instance without PIPE_REJECT_REMOTE_CLIENTS");
}

RULE_CHECK(SECURE, 4, lets_not_everyone_write)
{
    const struct pipe_request *instance;
    serve(scene);
    for (unsigned i = 0; (instance = instance_at(scene, i)) != NULL; i++)
        demand(instance->open_to == NULL,
               "the server creates an instance whose security descriptor lets %s write",
               instance->open_to);
}

/* Whether the user told that just these bytes come. */
static bool is_told(const void *reply, DWORD count)
{
    const struct exchange *exchange = &client_profile()->exchanges[0];
    return exchange->kind == REPLY_EXACT && !exchange->learned &&
           exchange_fits(exchange, reply, count);
}

static int look_for_stray_bytes(void *scene)
{
    unsigned char reply[PROFILE_REPLY_MAX];
    DWORD count = 0;
    HANDLE pipe = client_open();
    client_request(pipe, 0);
    if (client_await_answer(pipe, reply, sizeof reply, &count) == ANSWER_REPLY)
        count = client_read_rest(pipe, reply, sizeof reply, count);
    size_t at = unwritten_in_bytes(reply, count);
    if (at < count && !is_told(reply, count)) {
        scene_insist(scene);
        demand_unmet("bytes %zu to %zu of its reply were never written", at,
                     at + UNWRITTEN_RUN - 1);
    }
    client_close(pipe);
    return 0;
}

RULE_CHECK(SECURE, 5, replies_with_no_bytes_that_were_never_written)
{
    scene_apply(scene, scene->subject->profile.exchanges[0].kind != REPLY_NONE,
                "it was not seen to answer: tell a request and its reply");
    scene_await_server(scene);
    scene_forgive(scene, OUTCOMES);
    scene_start_client_with(scene, look_for_stray_bytes, scene);
    scene_run(scene);
}

/* Another client's text, which is longer, has been in the server's memory before. */
RULE_CHECK(SECURE, 5, replies_with_no_bytes_of_another_session)
{
    static struct hearing first, second;
    const struct profile *profile = &scene->subject->profile;
    scene_must_know_the_reply(scene);
    scene_forgive(scene, OUTCOMES);
    hearing_of_request(&first, 0);
    hearing_of_request(&second, 0);
    scene_await_server(scene);
    scene_start_client_with(scene, hearing_client, &first);
    scene_run(scene);
    scene_start_client_with(scene, visitor_asks_nth,
                            (void *)(uintptr_t)(profile->exchange_count - 1));
    scene_run(scene);
    scene_start_client_with(scene, hearing_client, &second);
    scene_run(scene);
    demand(first.answer == ANSWER_REPLY && second.answer == ANSWER_REPLY,
           "its request gets no reply");
    scene_insist(scene);
    hearing_must_be_same(&first, &second, "after another client came");
}
