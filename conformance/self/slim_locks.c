/* Slim locks, condition variables and INIT_ONCE in the rig: what it shows of their misuse, and that
 * every order of those who use them is tried. */
#include "machine.h"

#include <piperig/search.h>

static SRWLOCK lock;

static int take_it_twice(void *argument)
{
    (void)argument;
    InitializeSRWLock(&lock);
    AcquireSRWLockExclusive(&lock);
    AcquireSRWLockExclusive(&lock);
    return 0;
}

TEST_OUTSIDE(slim_locks, taken_twice_by_one_thread_are_a_deadlock)
{
    struct machine machine;
    machine_open(&machine);
    machine_start(&machine, "app", take_it_twice, NULL);
    machine_must_end(&machine, OUTCOME_DEADLOCK);
    must_say(world_why(machine.world), "app waits in AcquireSRWLockExclusive");
    machine_close(&machine);
}

static int release_what_is_free(void *argument)
{
    (void)argument;
    InitializeSRWLock(&lock);
    ReleaseSRWLockShared(&lock);
    return 0;
}

static int use_a_copied_lock(void *argument)
{
    (void)argument;
    InitializeSRWLock(&lock);
    SRWLOCK copy = lock;
    AcquireSRWLockShared(&copy);
    return 0;
}

static int use_a_copied_condition(void *argument)
{
    CONDITION_VARIABLE condition;
    (void)argument;
    InitializeConditionVariable(&condition);
    CONDITION_VARIABLE copy = condition;
    WakeConditionVariable(&copy);
    return 0;
}

static BOOL WINAPI do_nothing(INIT_ONCE *once, void *parameter, void **context)
{
    (void)once, (void)parameter, (void)context;
    return TRUE;
}

static int use_a_copied_once(void *argument)
{
    INIT_ONCE once;
    (void)argument;
    InitOnceInitialize(&once);
    INIT_ONCE copy = once;
    return InitOnceExecuteOnce(&copy, do_nothing, NULL, NULL);
}

static int use_a_local_lock(void *argument)
{
    SRWLOCK local = SRWLOCK_INIT;
    (void)argument;
    AcquireSRWLockShared(&local);
    return 0;
}

TEST_OUTSIDE(slim_locks, that_are_misused_end_the_run)
{
    static const struct {
        const char *row;
        machine_main *main;
        enum outcome outcome;
        const char *words;
    } rows[] = {
        { "free", release_what_is_free, OUTCOME_CRASHED, "not acquired in that mode" },
        { "copied lock", use_a_copied_lock, OUTCOME_CRASHED, "SRW lock is used that was copied" },
        { "copied condition", use_a_copied_condition, OUTCOME_CRASHED,
          "condition variable is used that was copied" },
        { "copied once", use_a_copied_once, OUTCOME_CRASHED, "INIT_ONCE is used that was copied" },
        { "local", use_a_local_lock, OUTCOME_UNSUPPORTED, "without InitializeSRWLock" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct machine machine;
        ROW(rows[i].row);
        machine_open(&machine);
        machine_start(&machine, "app", rows[i].main, NULL);
        machine_must_end(&machine, rows[i].outcome);
        must_say(world_why(machine.world), rows[i].words);
        machine_close(&machine);
    }
    ROW(NULL);
}

/* --- In every order --------------------------------------------------------------------------- */

enum { CODES = 32 };

/* All runs of a part of the program self-slim_locks: which exit codes they came to, as bits. */
static unsigned codes_of(const char *part)
{
    struct program program = machine_load("self-slim_locks");
    struct search *search = search_exhaustive();
    struct choice *choice;
    unsigned codes = 0;
    while ((choice = search_next(search)) != NULL) {
        struct world *world = world_open(choice);
        world_set_footprints(world, true);
        struct process *process =
            world_start(world, &program, PROCESS_MUST_END, (const char *[]){ part, NULL });
        enum outcome outcome = world_run(world);
        must_hold(outcome == OUTCOME_FINISHED || outcome == OUTCOME_REDUNDANT);
        if (outcome == OUTCOME_FINISHED) codes |= 1u << process_exit_code(process) % CODES;
        world_close(world);
    }
    must_hold(search_progress(search).exhausted);
    search_close(search);
    program_close(&program);
    return codes;
}

#define CODE(number) (1u << (number))

TEST_OUTSIDE(slim_locks, held_exclusively_lose_no_update_in_any_order)
{
    must_equal(codes_of("exclusive"), CODE(2));
}

TEST_OUTSIDE(slim_locks, held_in_shared_mode_let_an_update_be_lost)
{
    must_equal(codes_of("shared"), CODE(1) | CODE(2));
}

TEST_OUTSIDE(slim_locks, and_condition_variables_are_met_before_and_after_the_news)
{
    must_equal(codes_of("condition"), CODE(1) | CODE(11));
}

TEST_OUTSIDE(slim_locks, and_init_once_are_passed_once_in_any_order)
{
    must_equal(codes_of("once"), CODE(1));
}

/* Before the other takes it, while he has it, and after he gave it back. */
TEST_OUTSIDE(slim_locks, sections_and_mutexes_are_tried_before_while_and_after_another_has_them)
{
    must_equal(codes_of("lock_tried"), CODE(5) | CODE(11) | CODE(6));
    must_equal(codes_of("section_tried"), CODE(5) | CODE(11) | CODE(6));
    must_equal(codes_of("mutex_tried"), CODE(5) | CODE(11) | CODE(6));
}

static unsigned owners;

static int try_to_own(void *number)
{
    if (TryAcquireSRWLockExclusive(&lock)) owners |= 1u << (size_t)number;
    return 0;
}

static int own(void *number)
{
    AcquireSRWLockExclusive(&lock);
    owners |= 1u << (size_t)number;
    return 0;
}

/* That one looked in vain does not hide from the search that the waiting one could be the first. */
TEST_OUTSIDE(slim_locks, that_others_try_in_vain_are_had_first_by_one_who_waits)
{
    static machine_main *const threads[] = { try_to_own, try_to_own, own };
    struct search *search = search_exhaustive();
    struct choice *choice;
    unsigned seen = 0;
    while ((choice = search_next(search)) != NULL) {
        struct world *world = world_open(choice);
        owners = 0;
        InitializeSRWLock(&lock);
        for (size_t i = 0; i < 3; i++) {
            struct program program = { .name = "app",
                                       .function = threads[i],
                                       .argument = (void *)i };
            world_start(world, &program, PROCESS_MUST_END, NULL);
        }
        if (world_run(world) != OUTCOME_REDUNDANT) seen |= owners;
        world_close(world);
    }
    must_hold(search_progress(search).exhausted);
    search_close(search);
    must_equal(seen, 7);
}
