/* One call of a run goes another way: failures and given results. */
#include "machine.h"
#include "ringer.h"

TEST_OUTSIDE(mock, fails_the_nth_call_and_no_other)
{
    struct ringer ringer = { .calls = 3 };
    struct machine machine;
    machine_open(&machine);
    unsigned number = world_mock(machine.world, &(struct mock){ .call = CALL_SET_EVENT,
                                                                .nth = 2,
                                                                .then = MOCK_FAIL,
                                                                .error = ERROR_NOT_ENOUGH_MEMORY });
    machine_start(&machine, "app", ringer_main, &ringer);
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
    machine_start(&machine, "app", ringer_main, &ringer);
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
    machine_start(&machine, "app", ringer_main, &ringer);
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
    machine_start(&machine, "app", ringer_main_of_two, ringers);
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
    machine_start(&machine, "app", ringer_main_of_two, ringers);
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
    machine_start(&machine, "app", ringer_main_of_two, ringers);
    machine_start(&machine, "other", ringer_main, &other);
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
    machine_start(&machine, "app", ringer_main, &ringer);
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
    machine_start(&machine, "app", ringer_main, &ringer);
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
    machine_start(&machine, "app", ringer_main, &ringer);
    machine_must_end(&machine, OUTCOME_FINISHED);

    const struct trace *trace = world_trace(machine.world);
    must_hold(!trace_find(trace, CALL_SET_EVENT, 0, 1)->mocked);
    must_hold(trace_find(trace, CALL_SET_EVENT, 0, 2)->mocked);
    must_equal(trace_find(trace, CALL_SET_EVENT, 0, 2)->error, 8);
    machine_close(&machine);
}
