/* How a session ends: flush, disconnect, close, so that a slow reader gets its whole reply. */
#include "check.h"
#include "client.h"

/* The server ends this session itself, over a request that is too long, while its reply to the
 * first one is still unread. */
static int read_slowly(void *argument)
{
    (void)argument;
    HANDLE pipe = client_open();
    client_send(pipe, "hello");
    client_send_long(pipe, 600);
    Sleep(1000);
    client_must_get_answer(pipe);
    client_must_be_refused(pipe, ERROR_PIPE_NOT_CONNECTED);
    client_close(pipe);
    return 0;
}

CHECK(ending, gives_a_slow_reader_its_whole_reply)
{
    scene_await_server(scene);
    scene_start_client(scene, read_slowly);
    scene_run(scene);
    scene_must_be_idle(scene);
}

CHECK(ending, flushes_then_disconnects_then_closes)
{
    scene_await_server(scene);
    scene_start_client(scene, client_asks);
    scene_run(scene);
    scene_must_call_in_order(scene, CALL_FLUSH_FILE_BUFFERS, CALL_DISCONNECT_NAMED_PIPE);
    scene_must_call_in_order(scene, CALL_DISCONNECT_NAMED_PIPE, CALL_CLOSE_HANDLE);
    scene_must_be_idle(scene);
    scene_must_not_complain(scene);
}

static int lose_the_reply(void *argument)
{
    (void)argument;
    HANDLE pipe = client_open();
    client_send(pipe, "hello");
    client_send_long(pipe, 600);
    Sleep(1000);
    client_must_be_refused(pipe, ERROR_PIPE_NOT_CONNECTED);
    client_close(pipe);
    return 0;
}

/* The reason for the rule: without the flush, disconnecting takes the unread reply away. */
CHECK(ending, would_lose_the_reply_of_a_slow_reader_without_the_flush)
{
    world_mock(scene->world, &(struct mock){ .call = CALL_FLUSH_FILE_BUFFERS,
                                             .who = "server*",
                                             .then = MOCK_RETURN,
                                             .result = 1 });
    scene_await_server(scene);
    scene_start_client(scene, lose_the_reply);
    scene_run(scene);
    scene_must_be_idle(scene);
}

CHECK(ending, gives_back_all_it_took_after_several_sessions)
{
    scene_await_server(scene);
    for (int i = 0; i < 4; i++) {
        scene_start_client(scene, client_asks);
        scene_run(scene);
        scene_must_be_idle(scene);
    }
    scene_must_not_complain(scene);
}
