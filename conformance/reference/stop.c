/* A stop request ends the server in whatever state it is: exit code 0, every session ended, and
 * nothing left of what it took. */
#include "check.h"
#include "client.h"

#include <string.h>

enum { CREW_AT_FIRST = 8 };    // threads that the server has room for to begin with

static int press(void *argument, DWORD event)
{
    struct scene *scene = argument;
    process_ctrl_event(scene->server, event);
    return 0;
}

static int press_ctrl_c(void *scene)
{
    return press(scene, CTRL_C_EVENT);
}

static int press_ctrl_break(void *scene)
{
    return press(scene, CTRL_BREAK_EVENT);
}

static int close_console(void *scene)
{
    return press(scene, CTRL_CLOSE_EVENT);
}

/* Somebody asks it to stop, at whatever moment. */
static void given_a_stop(struct scene *scene)
{
    scene_start_client_with(scene, press_ctrl_c, scene);
}

static unsigned count(const char *text, const char *words)
{
    unsigned found = 0;
    while ((text = strstr(text, words)) != NULL) {
        found++;
        text += strlen(words);
    }
    return found;
}

/* The system's threads that call the handler may be about to end: one for each of [stops]
 * requests. */
static void must_have_left_nothing(const struct process *server, unsigned stops)
{
    struct holdings left = process_left(server);
    unsigned begun = count(process_output(server), ": begins");
    unsigned ended = count(process_output(server), ": ends");
    demand(left.handles + left.ended == 0, "the server ends with %zu handles open",
           left.handles + left.ended);
    demand(left.blocks == 0, "the server ends with %zu heap blocks", left.blocks);
    demand(left.threads <= 1 + stops, "the server ends while %zu of its threads still run",
           left.threads - 1);
    demand(begun == ended, "the server has begun %u sessions and ended %u", begun, ended);
}

static void must_obey(struct scene *scene, unsigned stops)
{
    scene_run(scene);
    scene_must_end(scene->server, 0, "server: stopped");
    must_have_left_nothing(scene->server, stops);
    scene_must_use_open_handles(scene);
    scene_must_not_complain(scene);
}

static void must_stop(struct scene *scene)
{
    must_obey(scene, 1);
}

CHECK(stop, ends_an_idle_server)
{
    scene_await_server(scene);
    given_a_stop(scene);
    must_stop(scene);
}

CHECK(stop, comes_by_ctrl_break_too_and_when_the_console_is_closed)
{
    scene_script *ways[] = { press_ctrl_break, close_console };
    scene_script *way = ways[scene_pick(scene, 2)];
    scene_await_server(scene);
    scene_start_client_with(scene, way, scene);
    must_stop(scene);
}

CHECK(stop, may_be_asked_for_twice)
{
    scene_await_server(scene);
    given_a_stop(scene);
    given_a_stop(scene);
    must_obey(scene, 2);
}

/* Connects and waits to be spoken to. */
static int be_silent(void *argument)
{
    (void)argument;
    HANDLE pipe = client_open_as_it_is();
    client_must_be_refused(pipe, ERROR_PIPE_NOT_CONNECTED);
    client_close(pipe);
    return 0;
}

CHECK(stop, ends_the_session_of_a_client_that_says_nothing)
{
    scene_await_server(scene);
    scene_start_stray(scene, be_silent);
    scene_run(scene);
    given_a_stop(scene);
    must_stop(scene);
}

/* Asks, and gets its reply or is hung up on. */
static int ask_or_be_cut_off(void *argument)
{
    char reply[1024];
    DWORD size = 0;
    HANDLE pipe = client_open_with(GENERIC_READ | GENERIC_WRITE);
    (void)argument;
    if (pipe == INVALID_HANDLE_VALUE) return 0;
    if (client_try_to_send(pipe, "hello", 6))
        demand_return(ReadFile(pipe, reply, sizeof reply, &size, NULL),
                      "it is to get a reply, or to be hung up on");
    client_close(pipe);
    return 0;
}

CHECK(stop, ends_a_session_in_the_midst_of_a_request)
{
    scene_await_server(scene);
    scene_start_client(scene, ask_or_be_cut_off);
    given_a_stop(scene);
    must_stop(scene);
}

CHECK(stop, ends_a_server_that_two_clients_talk_to)
{
    scene_await_server(scene);
    scene_start_client(scene, ask_or_be_cut_off);
    scene_start_client(scene, ask_or_be_cut_off);
    given_a_stop(scene);
    must_stop(scene);
}

/* Sends [count] requests and one that is too long, over which it is refused, as far as the server
 * lets it; and reads none of the replies. */
static int read_nothing(unsigned count)
{
    char long_one[600] = { 0 };
    HANDLE pipe = client_open_with(GENERIC_READ | GENERIC_WRITE);
    bool goes_on = pipe != INVALID_HANDLE_VALUE;
    for (unsigned i = 0; i < count && goes_on; i++)
        goes_on = client_try_to_send(pipe, "hello", 6);
    if (goes_on) client_try_to_send(pipe, long_one, sizeof long_one);
    if (goes_on) Sleep(INFINITE);
    return 0;
}

static int leave_the_reply(void *argument)
{
    (void)argument;
    return read_nothing(1);
}

/* The replies leave no room for another one, so that the server waits in a write. */
static int leave_no_room(void *argument)
{
    (void)argument;
    return read_nothing(25);
}

/* The server is asked to stop at whatever moment, and has lost its patience at none. */
static void must_not_be_waited_for(struct scene *scene, scene_script *client)
{
    scene_await_server(scene);
    scene_start_stray(scene, client);
    given_a_stop(scene);
    must_stop(scene);
    demand(world_clock_ms(scene->world) < 1000, "the server has ended after %u ms only",
           (unsigned)world_clock_ms(scene->world));
}

CHECK(stop, waits_for_no_client_that_leaves_its_reply_unread)
{
    must_not_be_waited_for(scene, leave_the_reply);
}

CHECK_WITH_RUNS(stop, waits_for_no_client_that_leaves_no_room, 1000)
{
    must_not_be_waited_for(scene, leave_no_room);
}

CHECK_WITH_RUNS(stop, ends_more_sessions_than_there_was_room_for_at_first, 20)
{
    scene_await_server(scene);
    for (int i = 0; i < CREW_AT_FIRST + 1; i++)
        scene_start_stray(scene, be_silent);
    scene_run(scene);
    given_a_stop(scene);
    must_stop(scene);
}

/* --- While calls fail ------------------------------------------------------------------------- */

static int press_later(void *scene)
{
    Sleep(1200);
    return press_ctrl_c(scene);
}

static void must_stop_at_once(struct scene *scene)
{
    scene_start_client_with(scene, press_later, scene);
    scene_run(scene);
    scene_must_end(scene->server, 0, "server: stopped");
    must_have_left_nothing(scene->server, 1);
    demand(world_clock_ms(scene->world) == 1200,
           "asked to stop at 1200 ms, the server ends at %u ms",
           (unsigned)world_clock_ms(scene->world));
}

CHECK_WITH_RUNS(stop, ends_a_server_that_rests_between_two_attempts_to_connect, 100)
{
    scene_await_server(scene);
    scene_fail_always(scene, CALL_CONNECT_NAMED_PIPE, ERROR_NOT_ENOUGH_MEMORY);
    scene_start_client(scene, client_asks);
    must_stop_at_once(scene);
}

CHECK_WITH_RUNS(stop, ends_a_server_that_rests_between_two_attempts_to_create, 100)
{
    scene_await_server(scene);
    scene_fail_always(scene, CALL_CREATE_NAMED_PIPE, ERROR_NOT_ENOUGH_MEMORY);
    scene_start_client(scene, client_asks);
    must_stop_at_once(scene);
}

/* The first cancel comes too early, as it may on any day. */
CHECK(stop, cancels_again_what_had_not_begun_to_wait)
{
    scene_await_server(scene);
    scene_fail(scene, CALL_CANCEL_SYNCHRONOUS_IO, 1, ERROR_NOT_FOUND);
    given_a_stop(scene);
    must_stop(scene);
}

/* A thread that cannot be cancelled must not keep the rest from ending. */
CHECK_WITH_RUNS(stop, does_not_wait_for_what_cannot_be_cancelled, 100)
{
    scene_await_server(scene);
    scene_fail_always(scene, CALL_CANCEL_SYNCHRONOUS_IO, ERROR_NOT_ENOUGH_MEMORY);
    given_a_stop(scene);
    scene_run(scene);
    scene_must_end(scene->server, 0, "CancelSynchronousIo failed with error 8");
}

CHECK_WITH_RUNS(stop, says_so_when_it_cannot_join, 100)
{
    scene_await_server(scene);
    scene_fail_always(scene, CALL_WAIT_FOR_SINGLE_OBJECT, ERROR_NOT_ENOUGH_MEMORY);
    given_a_stop(scene);
    scene_run(scene);
    scene_must_end(scene->server, 0, "WaitForSingleObject failed with error 8");
}

/* The system's own way remains. */
CHECK_WITH_RUNS(stop, is_left_to_the_system_when_the_handler_fails, 100)
{
    scene_await_server(scene);
    scene_fail(scene, CALL_SET_EVENT, 1, ERROR_NOT_ENOUGH_MEMORY);
    given_a_stop(scene);
    scene_run(scene);
    scene_must_end(scene->server, 0xC000013A, "");
}

/* At the moment of the last attempt. */
static int press_at_the_end(void *scene)
{
    Sleep(4000);
    return press_ctrl_c(scene);
}

/* The request comes when the server ends of itself: it ends either way, and neither the handler nor
 * the end gets in the other's way. */
CHECK(stop, may_come_when_the_server_ends_anyway)
{
    scene_await_server(scene);
    scene_fail_always(scene, CALL_CREATE_NAMED_PIPE, ERROR_ACCESS_DENIED);
    scene_start_client(scene, ask_or_be_cut_off);
    scene_start_client_with(scene, press_at_the_end, scene);
    scene_run(scene);
    demand(process_ended(scene->server), "asked to stop, the server goes on");
    demand(process_exit_code(scene->server) <= 1, "the server has ended with exit code %u",
           process_exit_code(scene->server));
    must_have_left_nothing(scene->server, 1);
    scene_must_use_open_handles(scene);
}
