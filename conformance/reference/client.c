/* The reference client, with the reference server and with servers that treat it otherwise. */
#include "check.h"
#include "client.h"

#include <string.h>

static const char *const quick[] = { "--no-wait", NULL };

/* --- With the reference server ---------------------------------------------------------------- */

CHECK(client, sends_its_argument_and_prints_the_reply)
{
    static const char *const arguments[] = { "-n", "--", "-hello-", NULL };
    scene_await_server(scene);
    struct process *client = scene_start_program(scene, arguments, "");
    scene_run(scene);

    scene_must_end(client, 0,
                   scene->subject->profile.wide ? "sending 16 bytes" : "sending 8 bytes");
    scene_must_end(client, 0, "reply \"default answer from server\"");
    scene_must_print(scene, "request \"-hello-\"");
    scene_must_be_idle(scene);
}

CHECK(client, sends_a_message_of_its_own_and_waits_for_enter)
{
    scene_await_server(scene);
    struct process *client = scene_start_program(scene, NULL, "any\nmore\n");
    scene_run(scene);

    scene_must_end(client, 0, "press ENTER");
    scene_must_print(scene, "request \"Default message from client.\"");
    scene_must_be_idle(scene);
}

CHECK(client, takes_the_end_of_the_input_for_enter)
{
    scene_await_server(scene);
    struct process *client = scene_start_program(scene, NULL, "");
    scene_run(scene);
    scene_must_end(client, 0, "press ENTER");
}

CHECK(client, finds_the_server_whoever_else_asks)
{
    scene_await_server(scene);
    struct process *one = scene_start_program(scene, quick, "");
    struct process *other = scene_start_program(scene, quick, "");
    scene_run(scene);
    scene_must_end(one, 0, "reply \"default answer from server\"");
    scene_must_end(other, 0, "reply \"default answer from server\"");
    scene_must_be_idle(scene);
}

/* --- The command line ------------------------------------------------------------------------- */

CHECK_WITH_RUNS(client, tells_how_it_is_used, 0)
{
    static const char *const help[] = { "--help", NULL }, *const unknown[] = { "-x", "one", NULL },
                             *const two[] = { "one", "two", NULL };
    struct process *asked = scene_start_program(scene, help, "");
    struct process *wrong = scene_start_program(scene, unknown, "");
    struct process *doubled = scene_start_program(scene, two, "");
    scene_run(scene);
    scene_must_end(asked, 0, "usage: pipe-client");
    scene_must_end(wrong, 2, "usage: pipe-client");
    scene_must_end(doubled, 2, "usage: pipe-client");
}

CHECK_WITH_RUNS(client, has_a_server_that_tells_how_it_is_used, 0)
{
    static const char *const help[] = { "--help", NULL }, *const unknown[] = { "-x", NULL },
                             *const both[] = { "--help", "-x", NULL };
    const struct program *server = &scene->subject->program;
    struct process *asked = world_start(scene->world, server, PROCESS_MUST_END, help);
    struct process *wrong = world_start(scene->world, server, PROCESS_MUST_END, unknown);
    struct process *doubled = world_start(scene->world, server, PROCESS_MUST_END, both);
    scene_run(scene);
    scene_must_end(asked, 0, "usage: pipe-server");
    scene_must_end(wrong, 2, "usage: pipe-server");
    scene_must_end(doubled, 2, "usage: pipe-server");
}

/* --- Servers that are not there, or busy ------------------------------------------------------ */

CHECK_WITH_RUNS(client, says_that_nobody_serves, 0)
{
    struct process *client = scene_start_program(scene, quick, "");
    scene_run(scene);
    scene_must_end(client, 1, "CreateFile failed with error 2");
    scene_must_end(client, 1, "nobody serves");
}

static const WCHAR pipe_name[] = u"\\\\.\\pipe\\mynamedpipe";

static HANDLE create_only_instance(void)
{
    return demand_success(CreateNamedPipeW(pipe_name, PIPE_ACCESS_DUPLEX,
                                           PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE, 1, 4096, 4096,
                                           0, NULL),
                          "it serves the client");
}

static void read_request(HANDLE pipe, void *bytes, DWORD room, DWORD *count)
{
    demand_success(ReadFile(pipe, bytes, room, count, NULL), "the client's request is due");
}

static void reply(HANDLE pipe, const void *bytes, DWORD count)
{
    DWORD written = 0;
    demand_success(WriteFile(pipe, bytes, count, &written, NULL),
                   "the client is to take its reply");
}

/* Has its only instance taken, by itself, for as long as anybody may want to wait. */
static int be_busy(void *argument)
{
    (void)argument;
    create_only_instance();
    client_open();
    Sleep(INFINITE);
    return 0;
}

CHECK_WITH_RUNS(client, gives_up_on_a_busy_server_after_twenty_seconds, 100)
{
    scene_start_stray(scene, be_busy);
    scene_run(scene);
    struct process *client = scene_start_program(scene, quick, "");
    scene_run(scene);
    scene_must_end(client, 1, "WaitNamedPipe failed with error 121");
    scene_must_end(client, 1, "the server was busy for 20 seconds");
    demand(world_clock_ms(scene->world) == 20000,
           "the client gives up after %u ms, not after 20000",
           (unsigned)world_clock_ms(scene->world));
}

/* Is busy, and then for one client more. */
static int be_busy_for_a_while(void *argument)
{
    char request[64];
    DWORD count = 0;
    HANDLE pipe = create_only_instance(), own = client_open();
    (void)argument;
    Sleep(3000);
    CloseHandle(own);
    demand_success(DisconnectNamedPipe(pipe), "it hangs up on itself");
    ConnectNamedPipe(pipe, NULL);
    read_request(pipe, request, sizeof request, &count);
    reply(pipe, request, count);
    CloseHandle(pipe);
    return 0;
}

CHECK(client, waits_for_a_busy_server)
{
    scene_start_stray(scene, be_busy_for_a_while);
    scene_run(scene);
    struct process *client = scene_start_program(scene, quick, "");
    scene_run(scene);
    scene_must_end(client, 0, "reply \"Default message from client.\"");
}

/* What it has waited for is taken by somebody else again and again, until its patience is at an
 * end. */
CHECK_WITH_RUNS(client, gives_up_when_others_are_always_faster, 0)
{
    scene_await_server(scene);
    world_mock(scene->world, &(struct mock){ .call = CALL_CREATE_FILE,
                                             .who = "client*",
                                             .onwards = true,
                                             .then = MOCK_FAIL,
                                             .error = ERROR_PIPE_BUSY });
    world_mock(scene->world, &(struct mock){ .call = CALL_GET_TICK_COUNT,
                                             .who = "client*",
                                             .nth = 3,
                                             .onwards = true,
                                             .then = MOCK_RETURN,
                                             .result = 200000 });
    struct process *client = scene_start_program(scene, quick, "");
    scene_run(scene);
    scene_must_end(client, 1, "CreateFile failed with error 231");
    scene_must_end(client, 1, "the server was busy");
}

/* --- Replies that are long, or break off ------------------------------------------------------ */

enum { LONG_REPLY_BYTES = 3000 };

static int give_a_long_reply(void *argument)
{
    char bytes[LONG_REPLY_BYTES] = { 0 };
    DWORD count = 0;
    HANDLE pipe = create_only_instance();
    (void)argument;
    ConnectNamedPipe(pipe, NULL);
    read_request(pipe, bytes, sizeof bytes, &count);
    memset(bytes, 'x', sizeof bytes);
    reply(pipe, bytes, sizeof bytes);
    CloseHandle(pipe);
    return 0;
}

CHECK(client, prints_a_reply_that_is_longer_than_its_buffer)
{
    scene_start_stray(scene, give_a_long_reply);
    scene_run(scene);
    struct process *client = scene_start_program(scene, quick, "");
    scene_run(scene);
    scene_must_end(client, 0, "client: reply \"");
}

static int give_an_empty_reply(void *argument)
{
    char bytes[64];
    DWORD count = 0;
    HANDLE pipe = create_only_instance();
    (void)argument;
    ConnectNamedPipe(pipe, NULL);
    read_request(pipe, bytes, sizeof bytes, &count);
    reply(pipe, bytes, 0);
    CloseHandle(pipe);
    return 0;
}

CHECK_WITH_RUNS(client, prints_a_reply_of_no_bytes, 100)
{
    scene_start_stray(scene, give_an_empty_reply);
    scene_run(scene);
    struct process *client = scene_start_program(scene, quick, "");
    scene_run(scene);
    scene_must_end(client, 0, "client: reply \"\"");
}

CHECK_WITH_RUNS(client, says_that_a_reply_broke_off, 100)
{
    scene_start_stray(scene, give_a_long_reply);
    scene_run(scene);
    scene_fail_client(scene, CALL_READ_FILE, 2, ERROR_PIPE_NOT_CONNECTED);
    struct process *client = scene_start_program(scene, quick, "");
    scene_run(scene);
    scene_must_end(client, 1, "\" and no more");
    scene_must_end(client, 1, "ReadFile failed with error 233");
}

/* --- Failing calls ---------------------------------------------------------------------------- */

static void must_fail_to_ask(struct scene *scene, enum call call, uint32_t error,
                             const char *report)
{
    scene_await_server(scene);
    scene_fail_client(scene, call, 1, error);
    struct process *client = scene_start_program(scene, quick, "");
    scene_run(scene);
    scene_must_end(client, 1, report);
    scene_must_be_idle(scene);
}

CHECK_WITH_RUNS(client, reports_that_it_may_not_open_the_pipe, 100)
{
    must_fail_to_ask(scene, CALL_CREATE_FILE, ERROR_ACCESS_DENIED,
                     "CreateFile failed with error 5");
}

CHECK_WITH_RUNS(client, reports_that_it_cannot_read_messages, 100)
{
    must_fail_to_ask(scene, CALL_SET_NAMED_PIPE_HANDLE_STATE, ERROR_ACCESS_DENIED,
                     "SetNamedPipeHandleState failed with error 5");
}

CHECK_WITH_RUNS(client, reports_that_it_cannot_send, 100)
{
    must_fail_to_ask(scene, CALL_WRITE_FILE, ERROR_NO_DATA, "WriteFile failed with error 232");
}

CHECK_WITH_RUNS(client, reports_that_it_cannot_read_the_reply, 100)
{
    must_fail_to_ask(scene, CALL_READ_FILE, ERROR_BROKEN_PIPE, "ReadFile failed with error 109");
}

/* A write that says TRUE and took nothing. */
CHECK_WITH_RUNS(client, takes_half_a_request_for_none, 100)
{
    scene_await_server(scene);
    world_mock(scene->world,
               &(struct mock){
                   .call = CALL_WRITE_FILE, .who = "client", .then = MOCK_RETURN, .result = TRUE });
    struct process *client = scene_start_program(scene, quick, "");
    scene_run(scene);
    scene_must_end(client, 1, "WriteFile failed with error 29");
    scene_must_be_idle(scene);
}
