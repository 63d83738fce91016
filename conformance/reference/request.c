/* Requests: each gets exactly one reply, and a stranger's bytes cost no more than the stranger's
 * session. */
#include "check.h"
#include "client.h"

static int ask_three_times(void *argument)
{
    (void)argument;
    HANDLE pipe = client_open();
    client_ask(pipe, "one");
    client_ask(pipe, "two");
    client_ask(pipe, "three");
    client_close(pipe);
    return 0;
}

CHECK(request, answers_each_of_several_requests_in_a_session)
{
    scene_await_server(scene);
    scene_start_client(scene, ask_three_times);
    scene_run(scene);
    scene_must_print(scene, "request \"one\"");
    scene_must_print(scene, "request \"three\"");
    scene_must_be_idle(scene);
    scene_must_not_complain(scene);
}

/* Once the server has come to rest, there is one reply and no more. */
static int get_one_reply(void *argument)
{
    (void)argument;
    DWORD available = 0;
    HANDLE pipe = client_open();
    client_ask(pipe, "hello");
    Sleep(1000);
    demand_success(PeekNamedPipe(pipe, NULL, 0, NULL, &available, NULL),
                   "it has its reply, and the session goes on");
    demand(available == 0, "it has its reply and no more is due, but %u bytes are there to read",
           available);
    client_close(pipe);
    return 0;
}

CHECK(request, gets_exactly_one_reply)
{
    scene_await_server(scene);
    scene_start_client(scene, get_one_reply);
    scene_run(scene);
    scene_must_be_idle(scene);
}

static int fill_the_buffer(void *argument)
{
    (void)argument;
    HANDLE pipe = client_open();
    client_send_long(pipe, 512);
    client_must_get_answer(pipe);
    client_close(pipe);
    return 0;
}

/* The longest request, without a terminator: the server adds one behind it. */
CHECK(request, fills_the_buffer_and_is_answered)
{
    scene_await_server(scene);
    scene_start_client(scene, fill_the_buffer);
    scene_run(scene);
    scene_must_be_idle(scene);
    scene_must_not_complain(scene);
}

static int send_one_too_many(void *argument)
{
    (void)argument;
    HANDLE pipe = client_open();
    client_send_long(pipe, 513);
    client_must_be_refused(pipe, ERROR_PIPE_NOT_CONNECTED);
    client_close(pipe);
    return 0;
}

CHECK(request, longer_than_the_buffer_is_refused_once)
{
    scene_await_server(scene);
    scene_start_client(scene, send_one_too_many);
    scene_run(scene);
    scene_must_print(scene, "request refused: it is too long");
    scene_must_be_idle(scene);
}

static void send_bytes(HANDLE pipe, const void *bytes, DWORD size)
{
    DWORD written = 0;
    demand_success(WriteFile(pipe, bytes, size, &written, NULL), "its request is to be taken");
}

static int send_nothing(void *argument)
{
    (void)argument;
    HANDLE pipe = client_open();
    send_bytes(pipe, "", 0);
    client_must_be_refused(pipe, ERROR_PIPE_NOT_CONNECTED);
    client_close(pipe);
    return 0;
}

CHECK(request, of_no_bytes_is_refused)
{
    scene_await_server(scene);
    scene_start_client(scene, send_nothing);
    scene_run(scene);
    scene_must_print(scene, "request refused: it is empty");
    scene_must_be_idle(scene);
}

static int send_two_strings(void *argument)
{
    (void)argument;
    static const WCHAR wide[] = u"one\0two";
    HANDLE pipe = client_open();
    send_bytes(pipe, wide, sizeof wide);    // in either width there is a NUL in its midst
    client_must_be_refused(pipe, ERROR_PIPE_NOT_CONNECTED);
    client_close(pipe);
    return 0;
}

CHECK(request, that_goes_on_after_its_terminator_is_refused)
{
    scene_await_server(scene);
    scene_start_client(scene, send_two_strings);
    scene_run(scene);
    scene_must_print(scene, "request refused: it goes on after its terminator");
    scene_must_be_idle(scene);
}

static int send_three_bytes(void *argument)
{
    (void)argument;
    HANDLE pipe = client_open();
    send_bytes(pipe, "abc", 3);
    Sleep(1000);
    client_close(pipe);
    return 0;
}

/* Three bytes are a request without a terminator, or one character and a half. */
CHECK(request, cut_in_the_middle_of_a_character_is_refused)
{
    scene_await_server(scene);
    scene_start_client(scene, send_three_bytes);
    scene_run(scene);
    if (scene->subject->profile.wide)
        scene_must_print(scene, "request refused: its last character is cut in half");
    else
        scene_must_print(scene, "request \"abc\"");
    scene_must_be_idle(scene);
}

static int send_control_characters(void *argument)
{
    (void)argument;
    HANDLE pipe = client_open();
    client_ask(pipe, "a\n\r\t\"\\\x1b[2Jb");
    client_close(pipe);
    return 0;
}

CHECK(request, with_control_characters_is_printed_escaped)
{
    scene_await_server(scene);
    scene_start_client(scene, send_control_characters);
    scene_run(scene);
    scene_must_print(scene, "request \"a\\n\\r\\t\\\"\\\\\\x1b[2Jb\"");
    scene_must_not_print(scene, "\x1b");
    scene_must_be_idle(scene);
}
