/* Who runs, who waits, who ends: the order of a calm run, virtual time, and the verdicts on a
 * run. */
#include "machine.h"

#include <stdio.h>

/* What the threads of a test write down, in the order in which they come to it. */
static char diary[256];

static void write_down(const char *word)
{
    size_t used = strlen(diary);
    snprintf(diary + used, sizeof diary - used, "%s%s", used > 0 ? " " : "", word);
}

static void open_with_empty_diary(struct machine *machine)
{
    diary[0] = '\0';
    machine_open(machine);
}

/* --- Order ------------------------------------------------------------------------------------ */

/* Writes its name before, between and after two calls. */
static int write_name_thrice(void *argument)
{
    for (int i = 0; i < 3; i++) {
        write_down(argument);
        GetTickCount();
    }
    return 0;
}

TEST_OUTSIDE(scheduler, calmly_lets_each_thread_go_on_until_it_waits_or_ends)
{
    struct machine machine;
    open_with_empty_diary(&machine);
    machine_start(&machine, "a", write_name_thrice, "a");
    machine_start(&machine, "b", write_name_thrice, "b");
    machine_start(&machine, "c", write_name_thrice, "c");
    machine_must_end(&machine, OUTCOME_FINISHED);

    must_read(diary, "a a a b b b c c c");
    machine_close(&machine);
}

static int write_name_politely(void *argument)
{
    for (int i = 0; i < 3; i++) {
        write_down(argument);
        SwitchToThread();
    }
    return 0;
}

TEST_OUTSIDE(scheduler, calmly_lets_polite_threads_take_turns)
{
    struct machine machine;
    open_with_empty_diary(&machine);
    machine_start(&machine, "a", write_name_politely, "a");
    machine_start(&machine, "b", write_name_politely, "b");
    machine_start(&machine, "c", write_name_politely, "c");
    machine_must_end(&machine, OUTCOME_FINISHED);

    must_read(diary, "a b c a b c a b c");
    machine_close(&machine);
}

static int yield_thrice(void *yielded)
{
    for (int i = 0; i < 3; i++)
        *(BOOL *)yielded |= SwitchToThread();
    return 0;
}

/* If it did, a search would have to try its order with each step that makes a thread ready or not. */
TEST_OUTSIDE(scheduler, does_not_tell_who_yields_about_others)
{
    for (uint64_t seed = 0; seed < 20; seed++) {
        struct machine machine;
        BOOL yielded = FALSE;
        machine_open_seeded(&machine, seed);
        machine_start(&machine, "a", yield_thrice, &yielded);
        machine_start(&machine, "b", yield_thrice, &yielded);
        machine_must_end(&machine, OUTCOME_FINISHED);
        must_equal(yielded, FALSE);
        machine_close(&machine);
    }
}

TEST_OUTSIDE(scheduler, randomly_interleaves_calls)
{
    unsigned interleaved = 0;
    for (uint64_t seed = 0; seed < 100; seed++) {
        struct machine machine;
        diary[0] = '\0';
        machine_open_seeded(&machine, seed);
        machine_start(&machine, "a", write_name_thrice, "a");
        machine_start(&machine, "b", write_name_thrice, "b");
        machine_must_end(&machine, OUTCOME_FINISHED);
        interleaved += strcmp(diary, "a a a b b b") != 0 && strcmp(diary, "b b b a a a") != 0;
        machine_close(&machine);
    }
    must_hold(interleaved > 50);
}

static HANDLE shared;

static DWORD WINAPI wait_for_shared(void *argument)
{
    WaitForSingleObject(shared, INFINITE);
    write_down(argument);
    return 0;
}

/* Three threads wait for one signal after the other. */
static int wake_one_after_another(void *argument)
{
    static const char *const names[] = { "first", "second", "third" };
    (void)argument;
    shared = CreateSemaphoreW(NULL, 0, 3, NULL);
    for (int i = 0; i < 3; i++)
        CloseHandle(CreateThread(NULL, 0, wait_for_shared, (void *)names[i], 0, NULL));
    Sleep(1);
    for (int i = 0; i < 3; i++) {
        ReleaseSemaphore(shared, 1, NULL);
        Sleep(1);
    }
    return 0;
}

TEST_OUTSIDE(scheduler, calmly_wakes_who_has_waited_longest)
{
    struct machine machine;
    open_with_empty_diary(&machine);
    machine_start(&machine, "app", wake_one_after_another, NULL);
    machine_must_end(&machine, OUTCOME_FINISHED);

    must_read(diary, "first second third");
    machine_close(&machine);
}

TEST_OUTSIDE(scheduler, may_wake_any_of_those_who_wait)
{
    unsigned first = 0, second = 0, third = 0;
    for (uint64_t seed = 0; seed < 100; seed++) {
        struct machine machine;
        diary[0] = '\0';
        machine_open_seeded(&machine, seed);
        machine_start(&machine, "app", wake_one_after_another, NULL);
        machine_must_end(&machine, OUTCOME_FINISHED);
        first += strncmp(diary, "first", 5) == 0;
        second += strncmp(diary, "second", 6) == 0;
        third += strncmp(diary, "third", 5) == 0;
        machine_close(&machine);
    }
    must_equal(first + second + third, 100);
    must_hold(first > 0 && second > 0 && third > 0);
}

enum { THREADS_MANY = 1000 };

static DWORD WINAPI count_and_wait(void *argument)
{
    InterlockedIncrement(argument);
    WaitForSingleObject(shared, INFINITE);
    InterlockedIncrement(argument);
    return 0;
}

static int start_many(void *argument)
{
    LONG volatile *count = argument;
    shared = CreateEventW(NULL, TRUE, FALSE, NULL);
    for (int i = 0; i < THREADS_MANY; i++)
        must_succeed(CloseHandle(
            must_succeed(CreateThread(NULL, 0, count_and_wait, (void *)count, 0, NULL))));
    Sleep(1);
    must_equal(*count, THREADS_MANY);
    must_succeed(SetEvent(shared));
    Sleep(1);
    must_equal(*count, 2 * THREADS_MANY);
    return 0;
}

TEST_OUTSIDE(scheduler, runs_a_thousand_threads_at_once)
{
    for (int run = 0; run < 2; run++) {
        LONG volatile count = 0;
        struct machine machine;
        machine_open(&machine);
        machine_start(&machine, "app", start_many, (void *)&count);
        machine_must_end(&machine, OUTCOME_FINISHED);
        machine_close(&machine);
    }
}

/* --- Time ------------------------------------------------------------------------------------- */

static int sleep_and_write(void *argument)
{
    const char *word = argument;
    Sleep((DWORD)(word[0] - '0') * 10);
    write_down(word);
    return 0;
}

TEST_OUTSIDE(scheduler, wakes_sleepers_in_the_order_of_their_deadlines)
{
    struct machine machine;
    open_with_empty_diary(&machine);
    machine_start(&machine, "a", sleep_and_write, "3");
    machine_start(&machine, "b", sleep_and_write, "1");
    machine_start(&machine, "c", sleep_and_write, "2");
    machine_must_end(&machine, OUTCOME_FINISHED);

    must_read(diary, "1 2 3");
    must_equal(world_clock_ms(machine.world), 30);
    machine_close(&machine);
}

TEST_OUTSIDE(scheduler, calmly_wakes_sleepers_of_one_deadline_in_the_order_of_their_start)
{
    struct machine machine;
    open_with_empty_diary(&machine);
    machine_start(&machine, "a", sleep_and_write, "2a");
    machine_start(&machine, "b", sleep_and_write, "2b");
    machine_start(&machine, "c", sleep_and_write, "2c");
    machine_must_end(&machine, OUTCOME_FINISHED);

    must_read(diary, "2a 2b 2c");
    machine_close(&machine);
}

/* Busy for long, and then says what the clock shows. */
static int be_busy(void *argument)
{
    DWORD *elapsed = argument, started = GetTickCount();
    for (int i = 0; i < 1000; i++)
        GetTickCount();
    *elapsed = GetTickCount() - started;
    return 0;
}

static int sleep_an_hour(void *argument)
{
    DWORD *elapsed = argument, started = GetTickCount();
    Sleep(3600 * 1000);
    *elapsed = GetTickCount() - started;
    return 0;
}

TEST_OUTSIDE(scheduler, time_stands_still_while_anybody_can_run)
{
    struct machine machine;
    DWORD slept = 0, busy = 4711;
    machine_open(&machine);
    machine_start(&machine, "sleeper", sleep_an_hour, &slept);
    machine_start(&machine, "worker", be_busy, &busy);
    machine_must_end(&machine, OUTCOME_FINISHED);

    must_equal(busy, 0);
    must_equal(slept, 3600 * 1000);
    machine_close(&machine);
}

/* A wait that is over long before its time-out, if time has nothing to do but wait. */
static int race_with_deadline(void *argument)
{
    DWORD *result = argument;
    shared = CreateEventW(NULL, TRUE, FALSE, u"race");
    *result = WaitForSingleObject(shared, 1000);
    return 0;
}

static int set_late(void *argument)
{
    (void)argument;
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, u"race");
    for (int i = 0; i < 50; i++)
        GetTickCount();
    SetEvent(event);
    return 0;
}

/* How many of 100 runs saw the time-out. */
static unsigned count_timeouts(bool early)
{
    unsigned timeouts = 0;
    for (uint64_t seed = 0; seed < 100; seed++) {
        DWORD result = 4711;
        struct machine machine;
        machine_open_seeded(&machine, seed);
        world_set_early_timeouts(machine.world, early);
        machine_start(&machine, "waiter", race_with_deadline, &result);
        machine_start(&machine, "setter", set_late, NULL);
        machine_must_end(&machine, OUTCOME_FINISHED);
        must_hold(result == WAIT_OBJECT_0 || result == WAIT_TIMEOUT);
        timeouts += result == WAIT_TIMEOUT;
        machine_close(&machine);
    }
    return timeouts;
}

TEST_OUTSIDE(scheduler, never_lets_a_deadline_pass_early_unless_told_so)
{
    must_equal(count_timeouts(false), 0);
}

TEST_OUTSIDE(scheduler, lets_deadlines_pass_early_at_times_when_told_so)
{
    unsigned timeouts = count_timeouts(true);
    must_hold(timeouts > 0 && timeouts < 100);
}

TEST_OUTSIDE(scheduler, calmly_lets_no_deadline_pass_early)
{
    DWORD result = 4711;
    struct machine machine;
    machine_open(&machine);
    world_set_early_timeouts(machine.world, true);
    machine_start(&machine, "waiter", race_with_deadline, &result);
    machine_start(&machine, "setter", set_late, NULL);
    machine_must_end(&machine, OUTCOME_FINISHED);

    must_equal(result, WAIT_OBJECT_0);
    machine_close(&machine);
}

/* --- Stacks ----------------------------------------------------------------------------------- */

static DWORD WINAPI note_stack(void *argument)
{
    volatile char variable = 0;
    *(uintptr_t *)argument = (uintptr_t)&variable;
    return variable;
}

/* The first ends before the last begins, and its stack is free then. */
static int note_stacks(void *argument)
{
    uintptr_t *stacks = argument;
    note_stack(&stacks[0]);
    HANDLE first = CreateThread(NULL, 0, note_stack, &stacks[1], 0, NULL);
    HANDLE second = CreateThread(NULL, 0, note_stack, &stacks[2], 0, NULL);
    WaitForSingleObject(first, INFINITE);
    HANDLE third = CreateThread(NULL, 0, note_stack, &stacks[3], 0, NULL);
    WaitForSingleObject(third, INFINITE);
    CloseHandle(first);
    CloseHandle(second);
    CloseHandle(third);
    return 0;
}

static void run_with_stacks(uintptr_t *stacks, unsigned others)
{
    uintptr_t ignored[4];
    struct machine machine;
    machine_open(&machine);
    for (unsigned i = 0; i < others; i++)
        machine_start(&machine, "other", note_stacks, ignored);
    machine_start(&machine, "app", note_stacks, stacks);
    machine_must_end(&machine, OUTCOME_FINISHED);
    machine_close(&machine);
}

TEST_OUTSIDE(scheduler, a_thread_has_the_same_stack_in_each_run_whatever_was_run_between)
{
    uintptr_t first[4], between[4], again[4];
    run_with_stacks(first, 0);
    run_with_stacks(between, 2);
    run_with_stacks(again, 0);
    for (size_t i = 0; i < COUNT_OF(first); i++)
        must_equal(again[i], first[i]);
}
