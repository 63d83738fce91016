/* A client that does not read its replies cannot hold a session for ever: the server hangs up on
 * it when its patience is at an end. One that is slow, but faster than that, gets them all. */
#include "check.h"
#include "client.h"

enum { PATIENCE_MS = 10000, REQUESTS = 25 };    // more than there is room for replies

/* The last reply is unread when the server wants to end the session. */
static int leave_the_reply(void *argument)
{
    (void)argument;
    HANDLE pipe = client_open();
    client_send(pipe, "hello");
    client_send_long(pipe, 600);
    Sleep(INFINITE);
    return 0;
}

/* The replies have filled the pipe, and the server has more to say. */
static int leave_no_room(void *argument)
{
    (void)argument;
    HANDLE pipe = client_open();
    for (int i = 0; i < REQUESTS; i++)
        client_send(pipe, "hello");
    Sleep(INFINITE);
    return 0;
}

/* The client is hung up on, when the time has come and once. */
static void must_be_hung_up_on(struct scene *scene, scene_script *client)
{
    scene_await_server(scene);
    scene_start_stray(scene, client);
    scene_run(scene);
    scene_must_print(scene, "the client does not read its replies");
    demand(world_clock_ms(scene->world) == PATIENCE_MS,
           "the server hangs up after %u ms, not after %u", (unsigned)world_clock_ms(scene->world),
           PATIENCE_MS);
    scene_must_be_idle(scene);
    scene_must_not_complain(scene);
}

CHECK(never_reads, is_hung_up_on_when_the_last_reply_lies_too_long)
{
    must_be_hung_up_on(scene, leave_the_reply);
}

CHECK_WITH_RUNS(never_reads, is_hung_up_on_when_there_is_no_room_for_too_long, 500)
{
    must_be_hung_up_on(scene, leave_no_room);
}

CHECK(never_reads, keeps_nobody_else_waiting)
{
    scene_await_server(scene);
    scene_start_stray(scene, leave_the_reply);
    scene_start_client(scene, client_asks);
    scene_run(scene);
    scene_must_be_idle(scene);
    scene_must_not_complain(scene);
}

/* Reads all in the end, just in time. */
static int read_in_time(void *argument)
{
    (void)argument;
    HANDLE pipe = client_open();
    for (int i = 0; i < REQUESTS; i++)
        client_send(pipe, "hello");
    Sleep(PATIENCE_MS - 1);
    for (int i = 0; i < REQUESTS; i++)
        client_must_get_answer(pipe);
    client_close(pipe);
    return 0;
}

CHECK_WITH_RUNS(never_reads, but_one_that_reads_in_time_gets_all_its_replies, 500)
{
    scene_await_server(scene);
    scene_start_client(scene, read_in_time);
    scene_run(scene);
    scene_must_not_print(scene, "does not read its replies");
    scene_must_be_idle(scene);
    scene_must_not_complain(scene);
}

/* --- While calls fail ------------------------------------------------------------------------- */

/* The limit passes when the call has not quite begun to wait. */
CHECK_WITH_RUNS(never_reads, is_cancelled_again_if_it_did_not_wait_yet, 100)
{
    scene_await_server(scene);
    scene_fail(scene, CALL_CANCEL_SYNCHRONOUS_IO, 1, ERROR_NOT_FOUND);
    scene_start_stray(scene, leave_the_reply);
    scene_run(scene);
    scene_must_print(scene, "the client does not read its replies");
    demand(world_clock_ms(scene->world) > PATIENCE_MS, "the server hangs up after %u ms already",
           (unsigned)world_clock_ms(scene->world));
    scene_must_be_idle(scene);
}

/* The server is not to blame for a session that nothing can end, and serves on. */
static void must_serve_on(struct scene *scene)
{
    scene_start_stray(scene, leave_the_reply);
    scene_run(scene);
    scene_start_client(scene, client_asks);
    scene_run(scene);
    scene_must_be_there(scene);
}

CHECK_WITH_RUNS(never_reads, is_given_up_if_it_cannot_be_cancelled, 100)
{
    scene_await_server(scene);
    scene_fail_always(scene, CALL_CANCEL_SYNCHRONOUS_IO, ERROR_NOT_ENOUGH_MEMORY);
    must_serve_on(scene);
}

CHECK_WITH_RUNS(never_reads, is_told_of_if_its_thread_cannot_be_opened, 100)
{
    scene_await_server(scene);
    scene_fail(scene, CALL_OPEN_THREAD, 1, ERROR_NOT_ENOUGH_MEMORY);
    must_serve_on(scene);
    scene_must_print(scene, "OpenThread failed with error 8");
}

/* No call may wait without a limit: the reply is not written, or not waited for. */
static int lose_the_reply(void *argument)
{
    static const char due[] = "it is to be hung up on without a reply";
    char reply[64];
    DWORD read = 0;
    HANDLE pipe = client_open();
    (void)argument;
    client_send(pipe, "hello");
    demand(!demand_return(ReadFile(pipe, reply, sizeof reply, &read, NULL), due),
           "%s, but it got %u bytes", due, read);
    client_close(pipe);
    return 0;
}

CHECK_WITH_RUNS(never_reads, is_not_waited_for_without_a_limit, 100)
{
    scene_await_server(scene);
    scene_fail(scene, CALL_CREATE_TIMER_QUEUE_TIMER, 1, ERROR_NOT_ENOUGH_MEMORY);
    scene_start_client(scene, lose_the_reply);
    scene_run(scene);
    scene_must_print(scene, "WriteFile failed with error 8");
    scene_start_client(scene, client_asks);
    scene_run(scene);
    scene_must_be_idle(scene);
}

CHECK_WITH_RUNS(never_reads, is_not_flushed_for_without_a_limit, 100)
{
    scene_await_server(scene);
    scene_fail(scene, CALL_CREATE_TIMER_QUEUE_TIMER, 2, ERROR_NOT_ENOUGH_MEMORY);
    scene_start_client(scene, client_asks);
    scene_run(scene);
    scene_must_print(scene, "FlushFileBuffers failed with error 8");
    scene_must_be_idle(scene);
}

CHECK_WITH_RUNS(never_reads, or_does_and_the_limit_cannot_be_lifted, 100)
{
    scene_await_server(scene);
    scene_fail(scene, CALL_DELETE_TIMER_QUEUE_TIMER, 1, ERROR_NOT_ENOUGH_MEMORY);
    scene_start_client(scene, client_asks);
    scene_run(scene);
    scene_must_print(scene, "DeleteTimerQueueTimer failed with error 8");
    scene_start_client(scene, client_asks);
    scene_run(scene);
    scene_must_be_there(scene);
}
