/* How a run ends, and what is said of it. */
#include "machine.h"

#include <stdlib.h>

static int do_nothing(void *argument)
{
    (void)argument;
    return 0;
}

static int wait_for_ever(void *argument)
{
    (void)argument;
    Sleep(INFINITE);
    return 0;
}

TEST_OUTSIDE(verdict, a_run_in_which_all_end_has_finished)
{
    struct machine machine;
    machine_open(&machine);
    machine_start(&machine, "app", do_nothing, NULL);
    machine_must_end(&machine, OUTCOME_FINISHED);

    must_read(world_why(machine.world), "");
    machine_close(&machine);
}

TEST_OUTSIDE(verdict, a_server_that_waits_for_ever_is_no_deadlock)
{
    struct machine machine;
    machine_open(&machine);
    struct process *server = machine_serve(&machine, "server", wait_for_ever, NULL);
    machine_start(&machine, "app", do_nothing, NULL);
    machine_must_end(&machine, OUTCOME_FINISHED);

    must_hold(!process_ended(server));
    machine_close(&machine);
}

/* --- Deadlocks -------------------------------------------------------------------------------- */

static HANDLE mutexes[2];

/* Take one mutex, let others do so too, and take the other one. */
static DWORD WINAPI take_both(void *argument)
{
    size_t first = (size_t)(uintptr_t)argument;
    WaitForSingleObject(mutexes[first], INFINITE);
    SwitchToThread();
    WaitForSingleObject(mutexes[1 - first], INFINITE);
    ReleaseMutex(mutexes[1 - first]);
    ReleaseMutex(mutexes[first]);
    return 0;
}

static int take_crosswise(void *argument)
{
    (void)argument;
    mutexes[0] = CreateMutexW(NULL, FALSE, NULL);
    mutexes[1] = CreateMutexW(NULL, FALSE, NULL);
    CreateThread(NULL, 0, take_both, (void *)(uintptr_t)1, 0, NULL);
    take_both((void *)(uintptr_t)0);
    return 0;
}

TEST_OUTSIDE(verdict, two_mutexes_taken_crosswise_are_a_deadlock_that_names_who_waits)
{
    struct machine machine;
    machine_open(&machine);
    machine_start(&machine, "app", take_crosswise, NULL);
    machine_must_end(&machine, OUTCOME_DEADLOCK);

    must_say(world_why(machine.world), "app waits in WaitForSingleObject");
    must_say(world_why(machine.world), "app/1 waits in WaitForSingleObject");
    machine_close(&machine);
}

TEST_OUTSIDE(verdict, a_deadlock_that_needs_a_preemption_shows_in_some_random_runs)
{
    unsigned deadlocks = 0;
    for (uint64_t seed = 0; seed < 100; seed++) {
        struct machine machine;
        machine_open_seeded(&machine, seed);
        machine_start(&machine, "app", take_crosswise, NULL);
        enum outcome outcome = world_run(machine.world);
        must_hold(outcome == OUTCOME_FINISHED || outcome == OUTCOME_DEADLOCK);
        deadlocks += outcome == OUTCOME_DEADLOCK;
        machine_close(&machine);
    }
    must_hold(deadlocks > 0 && deadlocks < 100);
}

static HANDLE pipe;

static DWORD WINAPI read_one(void *argument)
{
    char byte;
    DWORD count;
    (void)argument;
    ReadFile(pipe, &byte, 1, &count, NULL);
    return 0;
}

/* The reply that the first thread waits for would be to the request that the second cannot send. */
static int read_and_write(void *argument)
{
    DWORD count;
    HANDLE server = CreateNamedPipeW(u"\\\\.\\pipe\\x", PIPE_ACCESS_DUPLEX, 0, 1, 16, 16, 0, NULL);
    (void)argument;
    (void)server;
    pipe = CreateFileW(u"\\\\.\\pipe\\x", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0,
                       NULL);
    CreateThread(NULL, 0, read_one, NULL, 0, NULL);
    Sleep(1);
    WriteFile(pipe, "x", 1, &count, NULL);
    return 0;
}

TEST_OUTSIDE(verdict, a_write_behind_a_read_on_one_handle_is_a_deadlock_that_names_the_read)
{
    struct machine machine;
    machine_open(&machine);
    machine_start(&machine, "app", read_and_write, NULL);
    machine_must_end(&machine, OUTCOME_DEADLOCK);

    must_say(world_why(machine.world),
             "app waits in WriteFile for app/1 to end its ReadFile on the same handle");
    must_say(world_why(machine.world), "app/1 waits in ReadFile");
    machine_close(&machine);
}

static int name_itself(void *argument)
{
    *(uint16_t *)argument = world_thread(world_current());
    return 0;
}

TEST_OUTSIDE(verdict, who_runs_and_who_waits_in_vain_are_known_by_their_place)
{
    struct machine machine;
    uint16_t runs = TRACE_NOBODY;
    machine_open(&machine);
    machine_serve(&machine, "guest", take_crosswise, NULL);
    machine_start(&machine, "other", name_itself, &runs);
    machine_must_end(&machine, OUTCOME_FINISHED);
    must_equal(runs, 1);
    must_equal(world_thread(machine.world), TRACE_NOBODY);
    must_equal(world_thread_in_vain(machine.world), TRACE_NOBODY);

    machine_start(&machine, "app", take_crosswise, NULL);
    machine_must_end(&machine, OUTCOME_DEADLOCK);
    const struct trace *trace = world_trace(machine.world);
    must_read(trace->threads[world_thread_in_vain(machine.world)].name, "app");
    machine_close(&machine);
}

static int write_and_wait(void *argument)
{
    (void)argument;
    HANDLE event = CreateEventW(NULL, FALSE, FALSE, u"never");
    WaitForSingleObject(event, INFINITE);
    return 0;
}

static int set_event(void *argument)
{
    (void)argument;
    SetEvent(CreateEventW(NULL, FALSE, FALSE, u"never"));
    return 0;
}

TEST_OUTSIDE(verdict, a_run_can_go_on_when_more_is_started)
{
    struct machine machine;
    machine_open(&machine);
    machine_start(&machine, "app", write_and_wait, NULL);
    machine_must_end(&machine, OUTCOME_DEADLOCK);

    machine_start(&machine, "helper", set_event, NULL);
    machine_must_end(&machine, OUTCOME_FINISHED);
    machine_close(&machine);
}

/* --- Ends by force ---------------------------------------------------------------------------- */

static int call_for_ever(void *argument)
{
    (void)argument;
    for (;;)
        GetTickCount();
    return 0;
}

TEST_OUTSIDE(verdict, a_program_that_never_stops_calling_is_a_runaway_at_the_bound)
{
    struct machine machine;
    machine_open(&machine);
    world_set_step_bound(machine.world, 1000);
    machine_serve(&machine, "app", call_for_ever, NULL);
    machine_must_end(&machine, OUTCOME_RUNAWAY);

    must_equal(world_steps(machine.world), 1000);
    must_say(world_why(machine.world), "app repeats GetTickCount = 100000, 99");
    machine_close(&machine);
}

static int call_and_rest(void *argument)
{
    enum { TIMES = 100, CALLS = 100 };
    (void)argument;
    for (int time = 0; time < TIMES; time++) {
        for (int call = 0; call < CALLS; call++)
            GetTickCount();
        Sleep(1);
    }
    return 0;
}

TEST_OUTSIDE(verdict, who_rests_in_between_does_not_spin)
{
    static const struct {
        machine_main *part;
        enum outcome outcome;
    } rows[] = { { call_and_rest, OUTCOME_FINISHED }, { call_for_ever, OUTCOME_RUNAWAY } };
    for (int row = 0; row < 2; row++) {
        struct machine machine;
        machine_open(&machine);
        world_set_spin_bound(machine.world, 1000);
        machine_start(&machine, "app", rows[row].part, NULL);
        machine_must_end(&machine, rows[row].outcome);
        machine_close(&machine);
    }
}

/* A server whose client has left and that does not take the hint. */
static int read_for_ever(void *argument)
{
    char byte;
    DWORD count;
    (void)argument;
    HANDLE server = machine_create_pipe(u"\\\\.\\pipe\\x", 16);
    CloseHandle(machine_open_pipe(u"\\\\.\\pipe\\x"));
    while (!ReadFile(server, &byte, 1, &count, NULL)) {
    }
    return 0;
}

TEST_OUTSIDE(verdict, a_runaway_names_the_call_that_is_repeated_and_by_whom_and_how_often)
{
    struct machine machine;
    machine_open(&machine);
    world_set_step_bound(machine.world, 50000);
    machine_serve(&machine, "server", read_for_ever, NULL);
    machine_must_end(&machine, OUTCOME_RUNAWAY);

    must_say(world_why(machine.world),
             "server repeats ReadFile h1 0 bytes = FALSE 109 (ERROR_BROKEN_PIPE), 49,99");
    machine_close(&machine);
}

static int poll_for_ever(void *argument)
{
    (void)argument;
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL);
    for (;;) {
        WaitForSingleObject(event, 0);
        Sleep(5);
    }
    return 0;
}

static int pass_by(void *argument)
{
    (void)argument;
    for (int i = 0; i < 10; i++)
        GetTickCount();
    Sleep(INFINITE);
    return 0;
}

TEST_OUTSIDE(verdict, a_livelock_names_each_who_repeats_calls_and_nobody_else)
{
    struct machine machine;
    machine_open_seeded(&machine, 1);
    world_set_step_bound(machine.world, 4000);
    machine_serve(&machine, "one", poll_for_ever, NULL);
    machine_serve(&machine, "two", poll_for_ever, NULL);
    machine_start(&machine, "guest", pass_by, NULL);    // whom the two keep waiting
    machine_must_end(&machine, OUTCOME_RUNAWAY);

    must_say(world_why(machine.world), "one repeats WaitForSingleObject h1 0 ms = WAIT_TIMEOUT, "
                                       "then Sleep 5 ms");
    must_say(world_why(machine.world), "; two repeats ");
    must_hold(strstr(world_why(machine.world), "guest") == NULL);
    machine_close(&machine);
}

static int stop_the_world(void *argument)
{
    bool *went_on = argument;
    char why[] = "seen enough";
    world_stop(world_current(), why);
    *went_on = true;
    return 0;
}

TEST_OUTSIDE(verdict, a_thread_that_stops_the_world_does_not_go_on)
{
    struct machine machine;
    bool went_on = false;
    machine_open(&machine);
    machine_start(&machine, "app", stop_the_world, &went_on);
    machine_must_end(&machine, OUTCOME_STOPPED);

    must_read(world_why(machine.world), "seen enough");
    must_hold(!went_on);
    machine_close(&machine);
}

TEST_OUTSIDE(verdict, a_run_that_was_ended_stays_ended)
{
    struct machine machine;
    bool went_on = false;
    machine_open(&machine);
    machine_start(&machine, "app", stop_the_world, &went_on);
    machine_must_end(&machine, OUTCOME_STOPPED);

    struct process *late = machine_start(&machine, "late", do_nothing, NULL);
    machine_must_end(&machine, OUTCOME_STOPPED);
    must_hold(!process_ended(late));
    machine_close(&machine);
}

static int access_badly(void *argument)
{
    volatile int *volatile nowhere = argument;
    *nowhere = 1;
    return 0;
}

TEST_OUTSIDE(verdict, a_bad_access_ends_the_run_as_crashed_and_not_the_rig)
{
    SKIP_IF_SANITIZED();
    for (int run = 0; run < 3; run++) {
        struct machine machine;
        machine_open(&machine);
        machine_start(&machine, "app", access_badly, NULL);
        machine_must_end(&machine, OUTCOME_CRASHED);

        must_say(world_why(machine.world), "access violation");
        machine_close(&machine);
    }
}

/* Nothing between is touched: only what lies beyond the thread's own stack. */
static int write_beyond_the_stack(void *argument)
{
    enum { PAGE = 4096, PAGES = 3 };
    volatile char *volatile here = (volatile char *)&argument;
    for (int i = 1; i <= PAGES; i++)
        here[(ptrdiff_t)i * PAGE] = 1;
    return 0;
}

TEST_OUTSIDE(verdict, a_write_beyond_the_stack_of_a_thread_crashes_and_harms_no_other)
{
    SKIP_IF_SANITIZED();
    struct machine machine;
    machine_open(&machine);
    machine_start(&machine, "other", do_nothing, NULL);
    machine_start(&machine, "app", write_beyond_the_stack, NULL);
    machine_must_end(&machine, OUTCOME_CRASHED);

    must_say(world_why(machine.world), "access violation");
    machine_close(&machine);
}

static int use_overlapped(void *argument)
{
    (void)argument;
    CreateNamedPipeW(u"\\\\.\\pipe\\x", PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED, 0, 1, 0, 0, 0,
                     NULL);
    return 0;
}

TEST_OUTSIDE(verdict, what_the_rig_does_not_provide_ends_the_run_by_name)
{
    struct machine machine;
    machine_open(&machine);
    machine_start(&machine, "app", use_overlapped, NULL);
    machine_must_end(&machine, OUTCOME_UNSUPPORTED);

    must_say(world_why(machine.world), "CreateNamedPipe with FILE_FLAG_OVERLAPPED");
    machine_close(&machine);
}

static int leave_unowned_section(void *argument)
{
    CRITICAL_SECTION section;
    (void)argument;
    InitializeCriticalSection(&section);
    LeaveCriticalSection(&section);
    return 0;
}

TEST_OUTSIDE(verdict, leaving_a_critical_section_that_was_not_entered_crashes)
{
    struct machine machine;
    machine_open(&machine);
    machine_start(&machine, "app", leave_unowned_section, NULL);
    machine_must_end(&machine, OUTCOME_CRASHED);

    must_say(world_why(machine.world), "by a thread that had not entered");
    machine_close(&machine);
}

TEST_OUTSIDE(verdict, each_outcome_has_a_name_of_its_own)
{
    for (int i = 0; i < OUTCOMES; i++)
        for (int j = 0; j < i; j++)
            must_hold(strcmp(outcome_name((enum outcome)i), outcome_name((enum outcome)j)) != 0);
}
