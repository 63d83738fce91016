/* Failing calls: what one session cannot get costs that session, not the server. */
#include "check.h"
#include "client.h"

/* Is turned away, perhaps before it has done anything: whatever it does, it is told so and can
 * leave. */
static int be_turned_away(void *argument)
{
    (void)argument;
    static const char due[] = "it is to be turned away";
    char byte;
    DWORD read = 0;
    HANDLE pipe = client_open_as_it_is();
    demand(!demand_return(ReadFile(pipe, &byte, 1, &read, NULL), due), "%s, but it got %u bytes",
           due, read);
    client_close(pipe);
    return 0;
}

static void must_cost_one_session(struct scene *scene, enum call call, unsigned nth, uint32_t error)
{
    scene_await_server(scene);
    scene_fail(scene, call, nth, error);
    scene_start_client(scene, be_turned_away);
    scene_run(scene);
    scene_must_print(scene, "failed with error");
    scene_start_client(scene, client_asks_at_once);
    scene_run(scene);
    scene_must_be_idle(scene);
}

CHECK_WITH_RUNS(failing_calls, create_thread_costs_one_session, 200)
{
    must_cost_one_session(scene, CALL_CREATE_THREAD, 1, ERROR_NOT_ENOUGH_MEMORY);
}

CHECK_WITH_RUNS(failing_calls, the_first_allocation_costs_one_session, 200)
{
    must_cost_one_session(scene, CALL_HEAP_ALLOC, 1, ERROR_NOT_ENOUGH_MEMORY);
}

CHECK_WITH_RUNS(failing_calls, the_second_allocation_costs_one_session, 200)
{
    must_cost_one_session(scene, CALL_HEAP_ALLOC, 2, ERROR_NOT_ENOUGH_MEMORY);
}

CHECK_WITH_RUNS(failing_calls, the_third_allocation_costs_one_session, 200)
{
    must_cost_one_session(scene, CALL_HEAP_ALLOC, 3, ERROR_NOT_ENOUGH_MEMORY);
}

CHECK_WITH_RUNS(failing_calls, read_file_costs_one_session, 200)
{
    must_cost_one_session(scene, CALL_READ_FILE, 1, ERROR_NOT_ENOUGH_MEMORY);
}

CHECK_WITH_RUNS(failing_calls, connect_is_tried_again, 200)
{
    scene_fail(scene, CALL_CONNECT_NAMED_PIPE, 1, ERROR_NOT_ENOUGH_MEMORY);
    scene_await_server(scene);
    scene_must_print(scene, "ConnectNamedPipe failed with error 8");
    scene_start_client(scene, client_asks_at_once);
    scene_run(scene);
    scene_must_be_idle(scene);
}

CHECK_WITH_RUNS(failing_calls, creating_the_next_instance_is_tried_again, 200)
{
    scene_fail(scene, CALL_CREATE_NAMED_PIPE, 2, ERROR_NOT_ENOUGH_MEMORY);
    scene_await_server(scene);
    scene_start_client(scene, client_asks_at_once);
    scene_run(scene);
    scene_must_print(scene, "CreateNamedPipe failed with error 8");
    scene_start_client(scene, client_asks_at_once);
    scene_run(scene);
    scene_must_be_idle(scene);
}

/* Without a pipe there is nothing to serve: the server says so and ends. */
CHECK_WITH_RUNS(failing_calls, creating_the_first_instance_ends_the_server, 0)
{
    scene_fail(scene, CALL_CREATE_NAMED_PIPE, 1, ERROR_NOT_ENOUGH_MEMORY);
    scene_start_server(scene);
    scene_run(scene);
    scene_must_end(scene->server, 1, "CreateNamedPipe failed with error 8");
}

/* What it cannot start without: it says so and ends. */
static void must_not_start(struct scene *scene, enum call call, const char *report)
{
    scene_fail(scene, call, 1, ERROR_NOT_ENOUGH_MEMORY);
    scene_start_server(scene);
    scene_run(scene);
    scene_must_end(scene->server, 1, report);
    demand(process_left(scene->server).blocks == 0, "the server ends with %zu heap blocks",
           process_left(scene->server).blocks);
}

CHECK_WITH_RUNS(failing_calls, creating_the_event_ends_the_server, 0)
{
    must_not_start(scene, CALL_CREATE_EVENT, "CreateEvent failed with error 8");
}

CHECK_WITH_RUNS(failing_calls, installing_the_handler_ends_the_server, 0)
{
    must_not_start(scene, CALL_SET_CONSOLE_CTRL_HANDLER,
                   "SetConsoleCtrlHandler failed with error 8");
}

CHECK_WITH_RUNS(failing_calls, creating_the_accepting_thread_ends_the_server, 0)
{
    must_not_start(scene, CALL_CREATE_THREAD, "CreateThread failed with error 8");
}

CHECK_WITH_RUNS(failing_calls, allocating_the_crew_ends_the_server, 20)
{
    must_not_start(scene, CALL_HEAP_ALLOC, "HeapAlloc failed with error 8");
}

CHECK_WITH_RUNS(failing_calls, making_the_descriptor_ends_the_server, 20)
{
    must_not_start(scene, CALL_CONVERT_SECURITY_DESCRIPTOR,
                   "ConvertStringSecurityDescriptorToSecurityDescriptor failed with error 8");
}

CHECK_WITH_RUNS(failing_calls, waiting_for_the_end_ends_the_server, 20)
{
    must_not_start(scene, CALL_WAIT_FOR_MULTIPLE_OBJECTS,
                   "WaitForMultipleObjects failed with error 8");
}

CHECK_WITH_RUNS(failing_calls, freeing_the_descriptor_is_told, 20)
{
    scene_fail(scene, CALL_LOCAL_FREE, 1, ERROR_NOT_ENOUGH_MEMORY);
    scene_fail(scene, CALL_CREATE_NAMED_PIPE, 1, ERROR_NOT_ENOUGH_MEMORY);
    scene_start_server(scene);
    scene_run(scene);
    scene_must_end(scene->server, 1, "LocalFree failed with error 8");
}

static int be_silent(void *argument)
{
    (void)argument;
    client_open_as_it_is();
    Sleep(INFINITE);
    return 0;
}

/* One more than there is room for in the crew. */
CHECK_WITH_RUNS(failing_calls, growing_the_crew_costs_one_session, 20)
{
    scene_await_server(scene);
    scene_fail(scene, CALL_HEAP_REALLOC, 1, ERROR_NOT_ENOUGH_MEMORY);
    for (int i = 0; i < 8; i++)
        scene_start_stray(scene, be_silent);
    scene_run(scene);
    scene_start_client(scene, be_turned_away);
    scene_run(scene);
    scene_must_print(scene, "HeapReAlloc failed with error 8");
    scene_start_client(scene, client_asks_at_once);
    scene_run(scene);
    scene_must_be_there(scene);
}

/* --- A name that is taken ---------------------------------------------------------------------- */

static int own_the_name(DWORD instances_max)
{
    demand_success(CreateNamedPipeW(client_profile()->pipe_name, PIPE_ACCESS_DUPLEX,
                                    PIPE_TYPE_MESSAGE, instances_max, 100, 100, 0, NULL),
                   "it takes the name before the server starts");
    Sleep(INFINITE);
    return 0;
}

static int own_the_name_and_share_it(void *argument)
{
    (void)argument;
    return own_the_name(PIPE_UNLIMITED_INSTANCES);
}

static int own_the_name_alone(void *argument)
{
    (void)argument;
    return own_the_name(1);
}

/* Nobody serves our clients in our place without our knowledge, and we serve in nobody's. */
CHECK_WITH_RUNS(failing_calls, a_name_that_is_taken_ends_the_server, 20)
{
    scene_script *owners[] = { own_the_name_and_share_it, own_the_name_alone };
    scene_start_stray(scene, owners[scene_pick(scene, 2)]);
    scene_run(scene);
    scene_start_server(scene);
    scene_run(scene);
    scene_must_end(scene->server, 1, "mynamedpipe is served by somebody else");
}

/* --- Calls that fail for good ----------------------------------------------------------------- */

CHECK_WITH_RUNS(failing_calls, connect_for_good_ends_the_server, 20)
{
    scene_fail_always(scene, CALL_CONNECT_NAMED_PIPE, ERROR_NOT_ENOUGH_MEMORY);
    scene_start_server(scene);
    scene_run(scene);
    scene_must_end(scene->server, 1, "ConnectNamedPipe failed with error 8");
}

/* The client that is there already is served all the same. */
CHECK_WITH_RUNS(failing_calls, creating_instances_for_good_ends_the_server, 100)
{
    scene_await_server(scene);
    scene_fail_always(scene, CALL_CREATE_NAMED_PIPE, ERROR_NOT_ENOUGH_MEMORY);
    scene_start_client(scene, client_asks_at_once);
    scene_run(scene);
    scene_must_end(scene->server, 1, "CreateNamedPipe failed with error 8");
}

/* --- Failures on the way out: told, and that is all ------------------------------------------- */

static void must_be_told(struct scene *scene, enum call call, const char *report)
{
    scene_await_server(scene);
    scene_fail(scene, call, 1, ERROR_NOT_ENOUGH_MEMORY);
    scene_start_client(scene, client_asks_at_once);
    scene_run(scene);
    scene_must_print(scene, report);
    scene_start_client(scene, client_asks_at_once);
    scene_run(scene);
    scene_must_be_there(scene);
}

CHECK_WITH_RUNS(failing_calls, flush_is_told, 100)
{
    must_be_told(scene, CALL_FLUSH_FILE_BUFFERS, "FlushFileBuffers failed with error 8");
}

CHECK_WITH_RUNS(failing_calls, close_is_told, 100)
{
    must_be_told(scene, CALL_CLOSE_HANDLE, "CloseHandle failed with error 8");
}

CHECK_WITH_RUNS(failing_calls, free_is_told, 100)
{
    must_be_told(scene, CALL_HEAP_FREE, "HeapFree failed with error 8");
}

static int be_left_without_a_reply(void *argument)
{
    (void)argument;
    HANDLE pipe = client_open();
    client_send(pipe, "hello");
    client_must_be_refused(pipe, ERROR_PIPE_NOT_CONNECTED);
    client_close(pipe);
    return 0;
}

/* A write that says TRUE and took nothing: half a reply is no reply. */
CHECK_WITH_RUNS(failing_calls, a_write_that_takes_nothing_costs_one_session, 100)
{
    scene_await_server(scene);
    world_mock(scene->world, &(struct mock){ .call = CALL_WRITE_FILE,
                                             .who = "server*",
                                             .then = MOCK_RETURN,
                                             .result = TRUE });
    scene_start_client(scene, be_left_without_a_reply);
    scene_run(scene);
    scene_must_print(scene, "WriteFile failed with error 29");
    scene_start_client(scene, client_asks_at_once);
    scene_run(scene);
    scene_must_be_idle(scene);
}
