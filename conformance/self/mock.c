/* One call of a run goes another way: failures, given results, and steps at a named point. */
#include "machine.h"

#include <stdlib.h>

/* A process that calls SetEvent [calls] times, in one thread or in two, and writes down what each said. */
enum { CALLS_MAX = 8 };

struct ringer {
    HANDLE event;
    unsigned calls;
    BOOL result[CALLS_MAX];
    DWORD error[CALLS_MAX];
    DWORD set[CALLS_MAX];    // WAIT_OBJECT_0 if the event was set by the call
};

static DWORD WINAPI ring(void *argument)
{
    struct ringer *ringer = argument;
    for (unsigned i = 0; i < ringer->calls; i++) {
        SetLastError(0);
        ringer->result[i] = SetEvent(ringer->event);
        ringer->error[i] = GetLastError();
        ringer->set[i] = WaitForSingleObject(ringer->event, 0);
    }
    return 0;
}

static int run_ringer(void *argument)
{
    struct ringer *ringer = argument;
    ringer->event = must_succeed(CreateEventW(NULL, FALSE, FALSE, NULL));
    ring(ringer);
    return 0;
}

/* The main thread rings, and then a thread of its own does. */
static int run_two_ringers(void *argument)
{
    struct ringer *ringers = argument;
    ringers[0].event = ringers[1].event = must_succeed(CreateEventW(NULL, FALSE, FALSE, NULL));
    ring(&ringers[0]);
    HANDLE thread = must_succeed(CreateThread(NULL, 0, ring, &ringers[1], 0, NULL));
    must_wait(thread, INFINITE, WAIT_OBJECT_0);
    return 0;
}

static void must_have_failed(const struct ringer *ringer, unsigned index, DWORD error)
{
    must_equal(ringer->result[index], FALSE);
    must_equal(ringer->error[index], error);
    must_equal(ringer->set[index], WAIT_TIMEOUT);
}

static void must_have_rung(const struct ringer *ringer, unsigned index)
{
    must_equal(ringer->result[index], TRUE);
    must_equal(ringer->error[index], 0);
    must_equal(ringer->set[index], WAIT_OBJECT_0);
}

TEST_OUTSIDE(mock, fails_the_nth_call_and_no_other)
{
    struct ringer ringer = { .calls = 3 };
    struct machine machine;
    machine_open(&machine);
    unsigned number = world_mock(machine.world, &(struct mock){ .call = CALL_SET_EVENT,
                                                                .nth = 2,
                                                                .then = MOCK_FAIL,
                                                                .error = ERROR_NOT_ENOUGH_MEMORY });
    machine_start(&machine, "app", run_ringer, &ringer);
    machine_must_end(&machine, OUTCOME_FINISHED);

    must_have_rung(&ringer, 0);
    must_have_failed(&ringer, 1, ERROR_NOT_ENOUGH_MEMORY);
    must_have_rung(&ringer, 2);
    must_equal(mock_struck(machine.world, number), 1);
    machine_close(&machine);
}

TEST_OUTSIDE(mock, without_a_number_means_the_first_call)
{
    struct ringer ringer = { .calls = 2 };
    struct machine machine;
    machine_open(&machine);
    world_mock(machine.world,
               &(struct mock){ .call = CALL_SET_EVENT, .then = MOCK_FAIL, .error = 5 });
    machine_start(&machine, "app", run_ringer, &ringer);
    machine_must_end(&machine, OUTCOME_FINISHED);

    must_have_failed(&ringer, 0, 5);
    must_have_rung(&ringer, 1);
    machine_close(&machine);
}

TEST_OUTSIDE(mock, onwards_fails_the_nth_call_and_all_later_ones)
{
    struct ringer ringer = { .calls = 4 };
    struct machine machine;
    machine_open(&machine);
    unsigned number = world_mock(
        machine.world,
        &(struct mock){
            .call = CALL_SET_EVENT, .nth = 2, .onwards = true, .then = MOCK_FAIL, .error = 8 });
    machine_start(&machine, "app", run_ringer, &ringer);
    machine_must_end(&machine, OUTCOME_FINISHED);

    must_have_rung(&ringer, 0);
    for (unsigned i = 1; i < 4; i++)
        must_have_failed(&ringer, i, 8);
    must_equal(mock_struck(machine.world, number), 3);
    machine_close(&machine);
}

TEST_OUTSIDE(mock, counts_the_calls_of_any_thread_together)
{
    struct ringer ringers[2] = { { .calls = 2 }, { .calls = 2 } };
    struct machine machine;
    machine_open(&machine);
    world_mock(machine.world,
               &(struct mock){ .call = CALL_SET_EVENT, .nth = 3, .then = MOCK_FAIL, .error = 8 });
    machine_start(&machine, "app", run_two_ringers, ringers);
    machine_must_end(&machine, OUTCOME_FINISHED);

    must_have_rung(&ringers[0], 1);
    must_have_failed(&ringers[1], 0, 8);
    must_have_rung(&ringers[1], 1);
    machine_close(&machine);
}

TEST_OUTSIDE(mock, of_one_thread_leaves_the_others_alone)
{
    struct ringer ringers[2] = { { .calls = 2 }, { .calls = 2 } };
    struct machine machine;
    machine_open(&machine);
    world_mock(
        machine.world,
        &(struct mock){
            .call = CALL_SET_EVENT, .who = "app/1", .nth = 2, .then = MOCK_FAIL, .error = 8 });
    machine_start(&machine, "app", run_two_ringers, ringers);
    machine_must_end(&machine, OUTCOME_FINISHED);

    must_have_rung(&ringers[0], 0);
    must_have_rung(&ringers[0], 1);
    must_have_rung(&ringers[1], 0);
    must_have_failed(&ringers[1], 1, 8);
    machine_close(&machine);
}

TEST_OUTSIDE(mock, of_a_prefix_means_all_threads_whose_names_begin_so)
{
    struct ringer ringers[2] = { { .calls = 1 }, { .calls = 1 } }, other = { .calls = 1 };
    struct machine machine;
    machine_open(&machine);
    unsigned number = world_mock(machine.world, &(struct mock){ .call = CALL_SET_EVENT,
                                                                .who = "app*",
                                                                .onwards = true,
                                                                .then = MOCK_FAIL,
                                                                .error = 8 });
    machine_start(&machine, "app", run_two_ringers, ringers);
    machine_start(&machine, "other", run_ringer, &other);
    machine_must_end(&machine, OUTCOME_FINISHED);

    must_equal(mock_struck(machine.world, number), 2);
    must_have_rung(&other, 0);
    machine_close(&machine);
}

TEST_OUTSIDE(mock, of_a_call_that_nobody_makes_never_strikes)
{
    struct ringer ringer = { .calls = 1 };
    struct machine machine;
    machine_open(&machine);
    unsigned number =
        world_mock(machine.world, &(struct mock){ .call = CALL_READ_FILE, .then = MOCK_FAIL });
    machine_start(&machine, "app", run_ringer, &ringer);
    machine_must_end(&machine, OUTCOME_FINISHED);

    must_equal(mock_struck(machine.world, number), 0);
    machine_close(&machine);
}

TEST_OUTSIDE(mock, of_a_result_returns_it_without_acting)
{
    struct ringer ringer = { .calls = 1 };
    struct machine machine;
    machine_open(&machine);
    world_mock(machine.world,
               &(struct mock){ .call = CALL_SET_EVENT, .then = MOCK_RETURN, .result = TRUE });
    machine_start(&machine, "app", run_ringer, &ringer);
    machine_must_end(&machine, OUTCOME_FINISHED);

    must_equal(ringer.result[0], TRUE);
    must_equal(ringer.error[0], 0);
    must_equal(ringer.set[0], WAIT_TIMEOUT);
    machine_close(&machine);
}

static DWORD WINAPI do_nothing(void *argument)
{
    (void)argument;
    return 0;
}

/* Calls of each kind of return value, mocked to fail, return what a failure looks like. */
static int call_what_fails(void *argument)
{
    char byte = 'x';
    DWORD count = 4711;
    HANDLE event = must_succeed(CreateEventW(NULL, TRUE, TRUE, NULL));
    (void)argument;

    must_fail(CreateThread(NULL, 0, do_nothing, NULL, 0, NULL), 1);
    must_fail(CreateNamedPipeW(u"\\\\.\\pipe\\x", PIPE_ACCESS_DUPLEX, 0, 1, 0, 0, 0, NULL), 2);
    must_equal(WaitForSingleObject(event, 0), WAIT_FAILED);
    must_have_error(3);
    must_hold(HeapAlloc(GetProcessHeap(), 0, 1) == NULL);
    must_fail(CloseHandle(event), 5);
    must_fail(WriteFile(event, &byte, 1, &count, NULL), 6);
    must_succeed(CloseHandle(event));
    return 0;
}

TEST_OUTSIDE(mock, of_a_failure_returns_what_the_call_returns_when_it_fails)
{
    static const struct mock mocks[] = {
        { .call = CALL_CREATE_THREAD, .then = MOCK_FAIL, .error = 1 },
        { .call = CALL_CREATE_NAMED_PIPE, .then = MOCK_FAIL, .error = 2 },
        { .call = CALL_WAIT_FOR_SINGLE_OBJECT, .then = MOCK_FAIL, .error = 3 },
        { .call = CALL_HEAP_ALLOC, .then = MOCK_FAIL, .error = 4 },
        { .call = CALL_CLOSE_HANDLE, .then = MOCK_FAIL, .error = 5 },
        { .call = CALL_WRITE_FILE, .then = MOCK_FAIL, .error = 6 },
    };
    struct machine machine;
    machine_open(&machine);
    for (size_t i = 0; i < COUNT_OF(mocks); i++)
        world_mock(machine.world, &mocks[i]);
    struct process *process = machine_start(&machine, "app", call_what_fails, NULL);
    machine_must_end(&machine, OUTCOME_FINISHED);

    must_equal(process_holdings(process).handles, 0);
    must_equal(process_holdings(process).blocks, 0);
    for (unsigned i = 0; i < COUNT_OF(mocks); i++)
        must_equal(mock_struck(machine.world, i), 1);
    machine_close(&machine);
}

TEST_OUTSIDE(mock, is_marked_in_the_trace)
{
    struct ringer ringer = { .calls = 2 };
    struct machine machine;
    machine_open(&machine);
    world_mock(machine.world,
               &(struct mock){ .call = CALL_SET_EVENT, .nth = 2, .then = MOCK_FAIL, .error = 8 });
    machine_start(&machine, "app", run_ringer, &ringer);
    machine_must_end(&machine, OUTCOME_FINISHED);

    const struct trace *trace = world_trace(machine.world);
    must_hold(!trace_find(trace, CALL_SET_EVENT, 0, 1)->mocked);
    must_hold(trace_find(trace, CALL_SET_EVENT, 0, 2)->mocked);
    must_equal(trace_find(trace, CALL_SET_EVENT, 0, 2)->error, 8);
    machine_close(&machine);
}

/* --- Steps -------------------------------------------------------------------------------------- */

static void note(struct world *world, void *argument)
{
    unsigned *times = argument;
    (void)world;
    (*times)++;
}

TEST_OUTSIDE(mock, a_step_runs_at_the_nth_call_with_its_label_in_the_trace)
{
    struct ringer ringer = { .calls = 3 };
    struct machine machine;
    unsigned times = 0;
    machine_open(&machine);
    unsigned number = world_mock(machine.world, &(struct mock){ .call = CALL_SET_EVENT,
                                                                .nth = 2,
                                                                .then = MOCK_STEP,
                                                                .step = note,
                                                                .argument = &times,
                                                                .label = "just here" });
    machine_start(&machine, "app", run_ringer, &ringer);
    machine_must_end(&machine, OUTCOME_FINISHED);

    char *listing = machine_list(&machine);
    must_equal(times, 1);
    must_equal(mock_struck(machine.world, number), 1);
    must_say(listing, "app step \"just here\"");
    must_have_rung(&ringer, 1);
    free(listing);
    machine_close(&machine);
}

static int start_thread(void *argument)
{
    (void)argument;
    CloseHandle(must_succeed(CreateThread(NULL, 0, do_nothing, NULL, 0, NULL)));
    return 0;
}

static void count_threads(struct world *world, void *argument)
{
    size_t *threads = argument;
    *threads = world_trace(world)->thread_count;
}

TEST_OUTSIDE(mock, a_step_runs_before_the_call_acts_and_a_step_after_when_it_has)
{
    struct machine machine;
    size_t before = 0, after = 0;
    machine_open(&machine);
    world_mock(machine.world, &(struct mock){ .call = CALL_CREATE_THREAD,
                                              .then = MOCK_STEP,
                                              .step = count_threads,
                                              .argument = &before });
    world_mock(machine.world, &(struct mock){ .call = CALL_CREATE_THREAD,
                                              .then = MOCK_STEP_AFTER,
                                              .step = count_threads,
                                              .argument = &after });
    machine_start(&machine, "app", start_thread, NULL);
    machine_must_end(&machine, OUTCOME_FINISHED);

    must_equal(before, 1);
    must_equal(after, 2);
    machine_close(&machine);
}

TEST_OUTSIDE(mock, all_steps_of_a_call_run_and_the_first_outcome_counts)
{
    struct ringer ringer = { .calls = 1 };
    struct machine machine;
    unsigned times = 0;
    struct mock step = {
        .call = CALL_SET_EVENT, .then = MOCK_STEP, .step = note, .argument = &times
    };
    machine_open(&machine);
    world_mock(machine.world, &step);
    unsigned first = world_mock(
        machine.world, &(struct mock){ .call = CALL_SET_EVENT, .then = MOCK_FAIL, .error = 5 });
    world_mock(machine.world, &step);
    unsigned second = world_mock(
        machine.world, &(struct mock){ .call = CALL_SET_EVENT, .then = MOCK_FAIL, .error = 8 });
    machine_start(&machine, "app", run_ringer, &ringer);
    machine_must_end(&machine, OUTCOME_FINISHED);

    must_equal(times, 2);
    must_have_failed(&ringer, 0, 5);
    must_equal(mock_struck(machine.world, first), 1);
    must_equal(mock_struck(machine.world, second), 0);
    machine_close(&machine);
}

static void mock_another(struct world *world, void *argument)
{
    (void)argument;
    for (unsigned i = 0; i < 40; i++)
        world_mock(world, &(struct mock){ .call = CALL_SET_EVENT, .then = MOCK_FAIL, .error = 8 });
}

TEST_OUTSIDE(mock, a_step_may_make_further_mocks_that_count_from_then_on)
{
    struct ringer ringer = { .calls = 3 };
    struct machine machine;
    machine_open(&machine);
    world_mock(machine.world, &(struct mock){ .call = CALL_SET_EVENT,
                                              .nth = 2,
                                              .then = MOCK_STEP_AFTER,
                                              .step = mock_another });
    machine_start(&machine, "app", run_ringer, &ringer);
    machine_must_end(&machine, OUTCOME_FINISHED);

    must_have_rung(&ringer, 1);
    must_have_failed(&ringer, 2, 8);
    machine_close(&machine);
}

/* --- world_let_run ------------------------------------------------------------------------------ */

static const WCHAR gate_name[] = u"gate";

/* A client that comes to a wait, and what the server sees of it. */
struct visit {
    struct machine *machine;
    machine_main *client;
    unsigned progress;        // of the client
    unsigned seen_by_call;    // when the server's call returns
    unsigned seen_at_end;
};

static int come_and_wait(void *argument)
{
    struct visit *visit = argument;
    HANDLE gate = must_succeed(CreateEventW(NULL, TRUE, FALSE, gate_name));
    for (unsigned i = 1; i <= 10; i++) {
        SwitchToThread();
        visit->progress = i;
    }
    must_wait(gate, INFINITE, WAIT_OBJECT_0);
    visit->progress = 11;
    return 0;
}

static int come_and_go(void *argument)
{
    struct visit *visit = argument;
    GetTickCount();
    visit->progress = 1;
    return 0;
}

static void let_client_run(struct world *world, void *argument)
{
    struct visit *visit = argument;
    struct process *client = machine_start(visit->machine, "client", visit->client, visit);
    world_let_run(world, client);
}

static int be_visited(void *argument)
{
    struct visit *visit = argument;
    GetTickCount();
    visit->seen_by_call = visit->progress;
    for (int i = 0; i < 10; i++)
        GetTickCount();
    visit->seen_at_end = visit->progress;

    HANDLE gate = CreateEventW(NULL, TRUE, FALSE, gate_name);
    must_succeed(SetEvent(gate));
    return 0;
}

/* Another process that could run all the time, and must not while the client does. */
static int loiter(void *argument)
{
    unsigned *steps = argument;
    for (; *steps < 50; (*steps)++)
        GetTickCount();
    return 0;
}

static void visit(struct machine *machine, struct visit *visit)
{
    unsigned steps = 0;
    visit->machine = machine;
    world_mock(machine->world, &(struct mock){ .call = CALL_GET_TICK_COUNT,
                                               .who = "server",
                                               .then = MOCK_STEP,
                                               .step = let_client_run,
                                               .argument = visit });
    machine_start(machine, "server", be_visited, visit);
    machine_start(machine, "loiterer", loiter, &steps);
    machine_must_end(machine, OUTCOME_FINISHED);
    must_equal(steps, 50);
}

TEST_OUTSIDE(mock, letting_a_client_run_brings_it_to_its_wait_and_no_further)
{
    for (uint64_t seed = 0; seed < 100; seed++) {
        struct machine machine;
        struct visit visited = { .client = come_and_wait };
        machine_open_seeded(&machine, seed);

        visit(&machine, &visited);

        must_equal(visited.seen_by_call, 10);
        must_equal(visited.seen_at_end, 10);
        must_equal(visited.progress, 11);
        machine_close(&machine);
    }
}

TEST_OUTSIDE(mock, letting_a_client_run_that_never_waits_brings_it_to_its_end)
{
    struct machine machine;
    struct visit visited = { .client = come_and_go };
    machine_open(&machine);

    visit(&machine, &visited);

    must_equal(visited.seen_by_call, 1);
    machine_close(&machine);
}

static struct process *killed;

static void kill_it(struct world *world, void *argument)
{
    (void)world;
    (void)argument;
    process_kill(killed, 9);
}

static int wait_for_ever(void *argument)
{
    (void)argument;
    Sleep(INFINITE);
    return 0;
}

TEST_OUTSIDE(mock, a_step_may_kill_a_process)
{
    struct ringer ringer = { .calls = 1 };
    struct machine machine;
    machine_open(&machine);
    killed = machine_start(&machine, "victim", wait_for_ever, NULL);
    world_mock(machine.world,
               &(struct mock){ .call = CALL_SET_EVENT, .then = MOCK_STEP, .step = kill_it });
    machine_start(&machine, "app", run_ringer, &ringer);
    machine_must_end(&machine, OUTCOME_FINISHED);

    must_equal(process_exit_code(killed), 9);
    must_have_rung(&ringer, 0);
    machine_close(&machine);
}

static void kill_caller(struct world *world, void *argument)
{
    struct process **caller = argument;
    (void)world;
    process_kill(*caller, 9);
}

TEST_OUTSIDE(mock, a_step_may_kill_the_process_whose_call_it_interrupts)
{
    struct ringer ringer = { .calls = 2 };
    struct machine machine;
    struct process *process;
    machine_open(&machine);
    world_mock(machine.world, &(struct mock){ .call = CALL_SET_EVENT,
                                              .nth = 2,
                                              .then = MOCK_STEP,
                                              .step = kill_caller,
                                              .argument = &process });
    process = machine_start(&machine, "app", run_ringer, &ringer);
    machine_must_end(&machine, OUTCOME_FINISHED);

    must_equal(process_exit_code(process), 9);
    must_have_rung(&ringer, 0);
    must_equal(ringer.result[1], FALSE);
    machine_close(&machine);
}
