/* Steps at a named point of a run: before or after a call, and with a process that runs to its
 * wait meanwhile. */
#include "machine.h"
#include "ringer.h"

#include <stdlib.h>

static void note(struct world *world, void *argument)
{
    unsigned *times = argument;
    (void)world;
    (*times)++;
}

TEST_OUTSIDE(mock_steps, a_step_runs_at_the_nth_call_with_its_label_in_the_trace)
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
    machine_start(&machine, "app", ringer_main, &ringer);
    machine_must_end(&machine, OUTCOME_FINISHED);

    char *listing = machine_list(&machine);
    must_equal(times, 1);
    must_equal(mock_struck(machine.world, number), 1);
    must_say(listing, "app step \"just here\"");
    must_have_rung(&ringer, 1);
    free(listing);
    machine_close(&machine);
}

static DWORD WINAPI do_nothing(void *argument)
{
    (void)argument;
    return 0;
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

TEST_OUTSIDE(mock_steps, a_step_runs_before_the_call_acts_and_a_step_after_when_it_has)
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

TEST_OUTSIDE(mock_steps, all_steps_of_a_call_run_and_the_first_outcome_counts)
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
    machine_start(&machine, "app", ringer_main, &ringer);
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

TEST_OUTSIDE(mock_steps, a_step_may_make_further_mocks_that_count_from_then_on)
{
    struct ringer ringer = { .calls = 3 };
    struct machine machine;
    machine_open(&machine);
    world_mock(machine.world, &(struct mock){ .call = CALL_SET_EVENT,
                                              .nth = 2,
                                              .then = MOCK_STEP_AFTER,
                                              .step = mock_another });
    machine_start(&machine, "app", ringer_main, &ringer);
    machine_must_end(&machine, OUTCOME_FINISHED);

    must_have_rung(&ringer, 1);
    must_have_failed(&ringer, 2, 8);
    machine_close(&machine);
}

/* --- world_let_run ---------------------------------------------------------------------------- */

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

TEST_OUTSIDE(mock_steps, letting_a_client_run_brings_it_to_its_wait_and_no_further)
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

TEST_OUTSIDE(mock_steps, letting_a_client_run_that_never_waits_brings_it_to_its_end)
{
    struct machine machine;
    struct visit visited = { .client = come_and_go };
    machine_open(&machine);

    visit(&machine, &visited);

    must_equal(visited.seen_by_call, 1);
    machine_close(&machine);
}

static volatile bool other_ran;

static DWORD WINAPI run_too(void *argument)
{
    (void)argument;
    GetTickCount();
    other_ran = true;
    return 0;
}

static int spin_politely(void *argument)
{
    struct visit *visit = argument;
    must_succeed(CloseHandle(must_succeed(CreateThread(NULL, 0, run_too, NULL, 0, NULL))));
    while (!other_ran)
        SwitchToThread();
    visit->progress = 1;
    return 0;
}

TEST_OUTSIDE(mock_steps, letting_a_client_run_lets_its_polite_threads_take_turns)
{
    for (uint64_t seed = 0; seed < 20; seed++) {
        struct machine machine;
        struct visit visited = { .client = spin_politely };
        other_ran = false;
        machine_open_seeded(&machine, seed);

        visit(&machine, &visited);

        must_equal(visited.seen_by_call, 1);
        machine_close(&machine);
    }
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

TEST_OUTSIDE(mock_steps, a_step_may_kill_a_process)
{
    struct ringer ringer = { .calls = 1 };
    struct machine machine;
    machine_open(&machine);
    killed = machine_start(&machine, "victim", wait_for_ever, NULL);
    world_mock(machine.world,
               &(struct mock){ .call = CALL_SET_EVENT, .then = MOCK_STEP, .step = kill_it });
    machine_start(&machine, "app", ringer_main, &ringer);
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

TEST_OUTSIDE(mock_steps, a_step_may_kill_the_process_whose_call_it_interrupts)
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
    process = machine_start(&machine, "app", ringer_main, &ringer);
    machine_must_end(&machine, OUTCOME_FINISHED);

    must_equal(process_exit_code(process), 9);
    must_have_rung(&ringer, 0);
    must_equal(ringer.result[1], FALSE);
    machine_close(&machine);
}
