/* Broken pipes: the client vanishes at every stage of its session, by closing or by dying, while
 * the server reads, writes or flushes. It costs that session and nothing else. */
#include "check.h"
#include "client.h"

/* The server still serves, has lost nothing and calls nothing a failure. */
static void must_serve_on(struct scene *scene)
{
    scene_run(scene);
    scene_start_client(scene, client_asks_at_once);
    scene_run(scene);
    scene_must_be_idle(scene);
    scene_must_not_complain(scene);
}

CHECK(broken_pipe, survives_a_client_that_leaves_before_it_writes)
{
    scene_await_server(scene);
    scene_start_client(scene, client_comes_and_goes);
    must_serve_on(scene);
    scene_must_print(scene, "the client has closed");
}

CHECK(broken_pipe, survives_a_client_that_leaves_before_it_reads_the_reply)
{
    scene_await_server(scene);
    scene_start_client(scene, client_leaves_a_request);
    must_serve_on(scene);
}

static int leave_after_the_reply(void *argument)
{
    (void)argument;
    HANDLE pipe = client_open();
    client_ask(pipe, "hello");
    client_ask(pipe, "hello again");
    client_close(pipe);
    return 0;
}

CHECK(broken_pipe, ends_the_session_of_a_client_that_leaves_after_its_replies)
{
    scene_await_server(scene);
    scene_start_client(scene, leave_after_the_reply);
    must_serve_on(scene);
    scene_must_print(scene, "request \"hello again\"");
}

/* Waits for ever with the pipe open. */
static int say_nothing(void *argument)
{
    (void)argument;
    client_open();
    Sleep(INFINITE);
    return 0;
}

CHECK(broken_pipe, survives_a_client_that_dies_while_the_server_reads)
{
    scene_await_server(scene);
    scene_start_stray(scene, say_nothing);
    scene_run(scene);
    scene_kill_stray(scene);
    must_serve_on(scene);
}

/* More than the pipe's buffer holds: the write waits until the server has read enough of it, or
 * hangs up. */
static int write_a_long_message(void *argument)
{
    (void)argument;
    char message[3000] = { 0 };
    DWORD written = 0;
    HANDLE pipe = client_open();
    demand_failure(WriteFile(pipe, message, sizeof message, &written, NULL),
                   ERROR_PIPE_NOT_CONNECTED, "it is to be hung up on");
    client_close(pipe);
    return 0;
}

CHECK(broken_pipe, survives_a_client_that_dies_in_the_middle_of_a_message)
{
    scene_await_server(scene);
    scene_kill_before(scene, CALL_READ_FILE, 1);
    scene_start_stray(scene, write_a_long_message);
    must_serve_on(scene);
}

CHECK(broken_pipe, hangs_up_on_a_client_that_waits_in_the_middle_of_a_long_message)
{
    scene_await_server(scene);
    scene_start_client(scene, write_a_long_message);
    must_serve_on(scene);
    scene_must_print(scene, "request refused: it is too long");
}

/* Each reply fills the pipe a little more. */
static int ask_without_reading(void *argument)
{
    (void)argument;
    HANDLE pipe = client_open();
    for (int i = 0; i < 30; i++)
        client_send(pipe, "hello");
    Sleep(INFINITE);
    return 0;
}

CHECK(broken_pipe, survives_a_client_that_dies_while_the_server_writes)
{
    scene_await_server(scene);
    scene_start_stray(scene, ask_without_reading);
    scene_run(scene);
    scene_kill_stray(scene);
    must_serve_on(scene);
}

static int ask_without_reading_and_leave(void *argument)
{
    (void)argument;
    HANDLE pipe = client_open();
    for (int i = 0; i < 30; i++)
        client_send(pipe, "hello");
    Sleep(1000);
    client_close(pipe);
    return 0;
}

CHECK(broken_pipe, survives_a_client_that_leaves_while_the_server_writes)
{
    scene_await_server(scene);
    scene_start_client(scene, ask_without_reading_and_leave);
    must_serve_on(scene);
}

/* A refused request ends the session, and its flush waits for the reply to the first one to be
 * read. */
static int never_read_the_last_reply(void *argument)
{
    (void)argument;
    HANDLE pipe = client_open();
    client_send(pipe, "hello");
    client_send_long(pipe, 600);
    Sleep(INFINITE);
    return 0;
}

CHECK(broken_pipe, survives_a_client_that_dies_while_the_server_flushes)
{
    scene_await_server(scene);
    scene_start_stray(scene, never_read_the_last_reply);
    scene_run(scene);
    scene_kill_stray(scene);
    must_serve_on(scene);
}

CHECK(broken_pipe, lets_a_client_that_never_reads_hold_up_nobody_else)
{
    scene_await_server(scene);
    scene_start_stray(scene, never_read_the_last_reply);
    scene_run(scene);
    scene_start_client(scene, client_asks_at_once);
    scene_run(scene);
    scene_kill_stray(scene);
    must_serve_on(scene);
}

CHECK(broken_pipe, survives_a_client_that_dies_at_any_of_the_servers_calls)
{
    static const enum call calls[] = { CALL_READ_FILE, CALL_WRITE_FILE, CALL_FLUSH_FILE_BUFFERS,
                                       CALL_DISCONNECT_NAMED_PIPE, CALL_CREATE_THREAD };
    enum { CALLS_HERE = sizeof calls / sizeof *calls };
    enum call call = calls[choice_pick(world_choice(scene->world), CHOICE_DATA, CALLS_HERE)];

    scene_await_server(scene);
    scene_kill_before(scene, call, 1);
    scene_start_stray(scene, never_read_the_last_reply);
    scene_run(scene);
    scene_kill_stray(scene);    // where the call was not reached
    must_serve_on(scene);
}
