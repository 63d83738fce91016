/* Timers that call back: they cost nothing until they fire, fire in order, and are on the ledger. */
#include "machine.h"

static char called[16];

static VOID CALLBACK note(PVOID parameter, BOOLEAN fired)
{
    (void)fired;
    called[strlen(called)] = *(const char *)parameter;
}

static HANDLE start_timer(const char *letter, DWORD due_ms, DWORD period_ms)
{
    HANDLE timer = NULL;
    must_succeed(CreateTimerQueueTimer(&timer, NULL, note, (PVOID)(ULONG_PTR)letter, due_ms,
                                       period_ms, WT_EXECUTEDEFAULT));
    return timer;
}

static void stop_timer(HANDLE timer)
{
    must_succeed(DeleteTimerQueueTimer(NULL, timer, INVALID_HANDLE_VALUE));
}

/* Run [function] as a process of its own, which ends. [process] receives it. */
static void run(struct machine *machine, machine_main *function, struct process **process)
{
    memset(called, 0, sizeof called);
    machine_open(machine);
    *process = machine_start(machine, "app", function, NULL);
    machine_must_end(machine, OUTCOME_FINISHED);
}

static int start_and_stop(void *argument)
{
    (void)argument;
    for (int i = 0; i < 10; i++)
        stop_timer(start_timer("x", 100, 0));
    return 0;
}

static int do_nothing(void *argument)
{
    (void)argument;
    return 0;
}

TEST_OUTSIDE(timer_queue, costs_no_step_and_no_thread_until_a_timer_fires)
{
    struct machine machine;
    struct process *app;
    run(&machine, do_nothing, &app);
    uint32_t steps = world_steps(machine.world);
    machine_close(&machine);

    run(&machine, start_and_stop, &app);

    must_equal(world_steps(machine.world), steps);
    must_equal(process_threads_peak(app), 1);
    must_equal(world_clock_ms(machine.world), 0);
    machine_close(&machine);
}

static int start_four(void *argument)
{
    (void)argument;
    HANDLE timers[] = { start_timer("c", 20, 0), start_timer("a", 10, 0), start_timer("b", 10, 0),
                        start_timer("p", 8, 7) };
    Sleep(25);
    for (size_t i = 0; i < COUNT_OF(timers); i++)
        stop_timer(timers[i]);
    Sleep(25);
    return 0;
}

TEST_OUTSIDE(timer_queue, fires_in_the_order_of_time_and_then_of_making)
{
    struct machine machine;
    struct process *app;

    run(&machine, start_four, &app);

    must_read(called, "pabpcp");
    machine_close(&machine);
}

static int forget_timer(void *argument)
{
    (void)argument;
    start_timer("x", 100, 0);
    return 0;
}

TEST_OUTSIDE(timer_queue, ends_with_its_process_and_leaves_what_was_not_deleted)
{
    struct machine machine;
    struct process *app;

    run(&machine, forget_timer, &app);

    must_read(called, "");
    must_equal(process_left(app).blocks, 1);
    machine_close(&machine);
}

static int delete_twice(void *argument)
{
    (void)argument;
    HANDLE timer = start_timer("x", 100, 0);
    stop_timer(timer);
    stop_timer(timer);
    return 0;
}

TEST_OUTSIDE(timer_queue, deletes_no_timer_twice)
{
    struct machine machine;
    machine_open(&machine);

    machine_start(&machine, "app", delete_twice, NULL);

    machine_must_end(&machine, OUTCOME_CRASHED);
    must_say(world_why(machine.world), "a timer is used after it was deleted");
    must_equal(world_crash(machine.world), CRASH_STALE);
    machine_close(&machine);
}

static int delete_a_variable(void *variable)
{
    stop_timer(variable);
    return 0;
}

TEST_OUTSIDE(timer_queue, deletes_nothing_but_timers)
{
    int variable = 0;
    struct machine machine;
    machine_open(&machine);

    machine_start(&machine, "app", delete_a_variable, &variable);

    machine_must_end(&machine, OUTCOME_CRASHED);
    must_say(world_why(machine.world), "given what is no timer");
    must_hold(world_crash(machine.world) != CRASH_STALE);
    machine_close(&machine);
}
