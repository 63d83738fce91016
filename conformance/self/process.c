/* Processes and how they end: exit codes, death in the middle of a call, and what others see of
 * it. */
#include "machine.h"

/* --- Exit codes ------------------------------------------------------------------------------- */

static int return_three(void *argument)
{
    (void)argument;
    return 3;
}

static int exit_process(void *argument)
{
    (void)argument;
    ExitProcess(4);
}

static DWORD WINAPI exit_process_from_thread(void *argument)
{
    (void)argument;
    ExitProcess(5);
}

static int wait_for_exiting_thread(void *argument)
{
    (void)argument;
    CreateThread(NULL, 0, exit_process_from_thread, NULL, 0, NULL);
    Sleep(INFINITE);
    return 1;
}

static DWORD WINAPI sleep_and_return_six(void *argument)
{
    (void)argument;
    Sleep(10);
    return 6;
}

/* The process lives on in its other thread, and ends with that one's code. */
static int end_main_thread_first(void *argument)
{
    (void)argument;
    CreateThread(NULL, 0, sleep_and_return_six, NULL, 0, NULL);
    ExitThread(1);
}

static int return_while_thread_sleeps(void *argument)
{
    (void)argument;
    CreateThread(NULL, 0, sleep_and_return_six, NULL, 0, NULL);
    return 7;
}

TEST_OUTSIDE(process, ends_with_the_code_that_it_gives)
{
    static const struct {
        const char *name;
        machine_main *main;
        DWORD code;
    } rows[] = {
        { "main returns", return_three, 3 },
        { "ExitProcess", exit_process, 4 },
        { "ExitProcess in a thread", wait_for_exiting_thread, 5 },
        { "the last thread ends", end_main_thread_first, 6 },
        { "main returns before a thread has ended", return_while_thread_sleeps, 7 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct machine machine;
        ROW(rows[i].name);
        machine_open(&machine);
        struct process *process = machine_start(&machine, "app", rows[i].main, NULL);
        must_hold(!process_ended(process));
        machine_must_end(&machine, OUTCOME_FINISHED);

        must_hold(process_ended(process));
        must_equal(process_exit_code(process), rows[i].code);
        must_equal(process_holdings(process).threads, 0);
        machine_close(&machine);
    }
    ROW(NULL);
}

/* --- Killed in the middle of a call ----------------------------------------------------------- */

static const WCHAR name[] = u"\\\\.\\pipe\\process";

/* A server that reads until it is told why not. */
static int read_to_the_end(void *argument)
{
    DWORD *error = argument, count;
    char bytes[16];
    HANDLE server = machine_create_pipe(name, 4);
    must_succeed(ConnectNamedPipe(server, NULL));
    while (ReadFile(server, bytes, sizeof bytes, &count, NULL))
        must_equal(count, 2);
    *error = GetLastError();
    return 0;
}

static int send_and_read(void *argument)
{
    char byte;
    DWORD count;
    HANDLE client = machine_open_pipe(name);
    (void)argument;
    must_send(client, "hi");
    ReadFile(client, &byte, 1, &count, NULL);
    return 1;
}

TEST_OUTSIDE(process, killed_in_a_read_closes_its_end_of_the_pipe)
{
    struct machine machine;
    DWORD error = 0;
    machine_open(&machine);
    struct process *server = machine_serve(&machine, "server", read_to_the_end, &error);
    machine_must_end(&machine, OUTCOME_FINISHED);
    struct process *client = machine_serve(&machine, "client", send_and_read, NULL);
    machine_must_end(&machine, OUTCOME_FINISHED);
    must_hold(!process_ended(server) && !process_ended(client));

    process_kill(client, 9);
    must_hold(process_ended(client));
    machine_must_end(&machine, OUTCOME_FINISHED);

    must_equal(process_exit_code(client), 9);
    must_equal(error, ERROR_BROKEN_PIPE);
    machine_close(&machine);
}

/* A server that lets its client's write wait, and then looks at what is there. */
static int find_nothing_left(void *argument)
{
    DWORD *available = argument;
    HANDLE server = machine_create_pipe(name, 4);
    must_succeed(ConnectNamedPipe(server, NULL));
    Sleep(100);
    must_fail(PeekNamedPipe(server, NULL, 0, NULL, available, NULL), ERROR_BROKEN_PIPE);
    return 0;
}

static int write_too_much(void *argument)
{
    DWORD count;
    (void)argument;
    WriteFile(machine_open_pipe(name), "too long for it", 15, &count, NULL);
    return 1;
}

static void kill_first_client(struct world *world, void *argument)
{
    struct process **client = argument;
    (void)world;
    process_kill(*client, 9);
}

TEST_OUTSIDE(process, killed_in_a_write_takes_along_what_nobody_has_read)
{
    struct machine machine;
    struct process *client;
    DWORD available = 4711;
    machine_open(&machine);
    world_mock(machine.world, &(struct mock){ .call = CALL_PEEK_NAMED_PIPE,
                                              .then = MOCK_STEP,
                                              .step = kill_first_client,
                                              .argument = &client });
    machine_start(&machine, "server", find_nothing_left, &available);
    client = machine_start(&machine, "client", write_too_much, NULL);
    machine_must_end(&machine, OUTCOME_FINISHED);

    must_equal(process_exit_code(client), 9);
    must_equal(available, 4711);
    machine_close(&machine);
}

static int listen_for_ever(void *argument)
{
    (void)argument;
    ConnectNamedPipe(machine_create_pipe(name, 4), NULL);
    return 1;
}

static int find_no_pipe(void *argument)
{
    (void)argument;
    must_fail(WaitNamedPipeW(name, 1), ERROR_FILE_NOT_FOUND);
    return 0;
}

TEST_OUTSIDE(process, killed_while_it_listens_takes_the_name_along)
{
    struct machine machine;
    machine_open(&machine);
    struct process *server = machine_serve(&machine, "server", listen_for_ever, NULL);
    machine_must_end(&machine, OUTCOME_FINISHED);
    process_kill(server, 9);
    machine_start(&machine, "client", find_no_pipe, NULL);
    machine_must_end(&machine, OUTCOME_FINISHED);
    machine_close(&machine);
}

static DWORD WINAPI hold_the_handle(void *argument)
{
    char byte;
    DWORD count;
    ReadFile(argument, &byte, 1, &count, NULL);
    return 1;
}

/* Two threads at one handle: one in a read, one that waits for its turn to write. */
static int crowd_a_handle(void *argument)
{
    HANDLE client = machine_open_pipe(name);
    DWORD count;
    (void)argument;
    CreateThread(NULL, 0, hold_the_handle, client, 0, NULL);
    Sleep(1);
    WriteFile(client, "x", 1, &count, NULL);
    return 1;
}

TEST_OUTSIDE(process, killed_with_threads_that_wait_for_one_handle_leaves_no_trace_at_the_peer)
{
    struct machine machine;
    DWORD error = 0;
    machine_open(&machine);
    machine_serve(&machine, "server", read_to_the_end, &error);
    machine_must_end(&machine, OUTCOME_FINISHED);
    struct process *client = machine_serve(&machine, "client", crowd_a_handle, NULL);
    machine_must_end(&machine, OUTCOME_FINISHED);

    process_kill(client, 9);
    machine_must_end(&machine, OUTCOME_FINISHED);

    must_equal(error, ERROR_BROKEN_PIPE);
    machine_close(&machine);
}

/* --- What others see -------------------------------------------------------------------------- */

static int own_a_mutex(void *argument)
{
    (void)argument;
    must_succeed(CreateMutexW(NULL, TRUE, u"mutex"));
    Sleep(INFINITE);
    return 0;
}

static int wait_for_mutex(void *argument)
{
    DWORD *result = argument;
    HANDLE mutex = must_succeed(CreateMutexW(NULL, FALSE, u"mutex"));
    result[0] = WaitForSingleObject(mutex, INFINITE);
    must_succeed(ReleaseMutex(mutex));
    result[1] = WaitForSingleObject(mutex, INFINITE);
    return 0;
}

TEST_OUTSIDE(process, killed_abandons_its_mutex_to_who_waits_for_it)
{
    struct machine machine;
    DWORD result[2] = { 4711, 4711 };
    machine_open(&machine);
    struct process *owner = machine_serve(&machine, "owner", own_a_mutex, NULL);
    machine_must_end(&machine, OUTCOME_FINISHED);
    machine_start(&machine, "app", wait_for_mutex, result);
    machine_must_end(&machine, OUTCOME_DEADLOCK);

    process_kill(owner, 1);
    machine_must_end(&machine, OUTCOME_FINISHED);

    must_equal(result[0], WAIT_ABANDONED_0);
    must_equal(result[1], WAIT_OBJECT_0);
    machine_close(&machine);
}

static HANDLE thread_mutex;

static DWORD WINAPI take_and_end(void *argument)
{
    (void)argument;
    WaitForSingleObject(thread_mutex, INFINITE);
    return 0;
}

static int wait_for_what_a_thread_left(void *argument)
{
    DWORD *result = argument;
    thread_mutex = must_succeed(CreateMutexW(NULL, FALSE, NULL));
    HANDLE thread = must_succeed(CreateThread(NULL, 0, take_and_end, NULL, 0, NULL));
    must_wait(thread, INFINITE, WAIT_OBJECT_0);
    *result = WaitForSingleObject(thread_mutex, INFINITE);
    return 0;
}

TEST_OUTSIDE(process, a_thread_that_ends_abandons_its_mutex)
{
    struct machine machine;
    DWORD result = 4711;
    machine_open(&machine);
    machine_start(&machine, "app", wait_for_what_a_thread_left, &result);
    machine_must_end(&machine, OUTCOME_FINISHED);

    must_equal(result, WAIT_ABANDONED_0);
    machine_close(&machine);
}
