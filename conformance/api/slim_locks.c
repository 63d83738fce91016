/* Locks that need no clearing away, what threads sleep on beside them, and what is done once. */
#include "support.h"

/* A lock that another thread takes and keeps until it is told. */
struct holder {
    SRWLOCK lock;
    BOOL shared;
    HANDLE inside;
    HANDLE leave;
};

static DWORD WINAPI hold(void *argument)
{
    struct holder *holder = argument;
    if (holder->shared)
        AcquireSRWLockShared(&holder->lock);
    else
        AcquireSRWLockExclusive(&holder->lock);
    SetEvent(holder->inside);
    WaitForSingleObject(holder->leave, INFINITE);
    if (holder->shared)
        ReleaseSRWLockShared(&holder->lock);
    else
        ReleaseSRWLockExclusive(&holder->lock);
    return 0;
}

static void holder_init(struct holder *holder, BOOL shared)
{
    InitializeSRWLock(&holder->lock);
    holder->shared = shared;
    holder->inside = must_open(CreateEventW(NULL, TRUE, FALSE, NULL));
    holder->leave = must_open(CreateEventW(NULL, TRUE, FALSE, NULL));
}

static HANDLE given_holder(struct holder *holder, BOOL shared)
{
    holder_init(holder, shared);
    HANDLE thread = given_thread(hold, holder);
    must_wait(holder->inside, CALL_END_MS, WAIT_OBJECT_0);
    return thread;
}

static void must_let_go(struct holder *holder, HANDLE thread)
{
    SetEvent(holder->leave);
    must_wait(thread, CALL_END_MS, WAIT_OBJECT_0);
}

TEST(srw_locks, keep_all_others_out_while_held_exclusively)
{
    FACT("Z1");
    struct holder holder;
    holder_init(&holder, FALSE);
    SetEvent(holder.leave);
    AcquireSRWLockExclusive(&holder.lock);
    HANDLE thread = given_thread(hold, &holder);
    must_wait(holder.inside, CALL_BLOCK_MS, WAIT_TIMEOUT);

    ReleaseSRWLockExclusive(&holder.lock);

    must_wait(thread, CALL_END_MS, WAIT_OBJECT_0);
}

static SRWLOCK zeros = SRWLOCK_INIT;

TEST(srw_locks, are_free_when_all_zeros)
{
    FACT("Z1");
    zeros = (SRWLOCK)SRWLOCK_INIT;
    AcquireSRWLockExclusive(&zeros);
    must_hold(!TryAcquireSRWLockShared(&zeros));
    ReleaseSRWLockExclusive(&zeros);
    must_hold(TryAcquireSRWLockShared(&zeros));
    ReleaseSRWLockShared(&zeros);
}

TEST(srw_locks, are_shared_by_readers_but_not_with_a_writer)
{
    FACT("Z2", "Z3");
    struct holder holder;
    HANDLE thread = given_holder(&holder, TRUE);

    AcquireSRWLockShared(&holder.lock);
    must_hold(TryAcquireSRWLockShared(&holder.lock));
    must_hold(!TryAcquireSRWLockExclusive(&holder.lock));
    ReleaseSRWLockShared(&holder.lock);
    ReleaseSRWLockShared(&holder.lock);
    must_hold(!TryAcquireSRWLockExclusive(&holder.lock));
    must_let_go(&holder, thread);

    must_hold(TryAcquireSRWLockExclusive(&holder.lock));
    ReleaseSRWLockExclusive(&holder.lock);
}

TEST(srw_locks, refuse_at_once_who_only_tries)
{
    FACT("Z3");
    struct holder holder;
    HANDLE thread = given_holder(&holder, FALSE);

    must_hold(!TryAcquireSRWLockShared(&holder.lock));
    must_hold(!TryAcquireSRWLockExclusive(&holder.lock));

    must_let_go(&holder, thread);
}

/* --- Condition variables ---------------------------------------------------------------------- */

/* Sleepers wait for tickets, with either kind of lock. */
struct hall {
    CRITICAL_SECTION section;
    SRWLOCK lock;
    CONDITION_VARIABLE variable;
    BOOL slim;
    BOOL shared;
    LONG sleeping;
    LONG tickets;
    LONG volatile served;
    HANDLE changed;    // auto-reset: somebody fell asleep, or was served
};

static void enter(struct hall *hall)
{
    if (!hall->slim)
        EnterCriticalSection(&hall->section);
    else if (hall->shared)
        AcquireSRWLockShared(&hall->lock);
    else
        AcquireSRWLockExclusive(&hall->lock);
}

static void leave(struct hall *hall)
{
    if (!hall->slim)
        LeaveCriticalSection(&hall->section);
    else if (hall->shared)
        ReleaseSRWLockShared(&hall->lock);
    else
        ReleaseSRWLockExclusive(&hall->lock);
}

static BOOL sleep_in(struct hall *hall, DWORD timeout_ms)
{
    ULONG flags = hall->shared ? CONDITION_VARIABLE_LOCKMODE_SHARED : 0;
    return hall->slim ? SleepConditionVariableSRW(&hall->variable, &hall->lock, timeout_ms, flags)
                      : SleepConditionVariableCS(&hall->variable, &hall->section, timeout_ms);
}

static DWORD WINAPI wait_for_a_ticket(void *argument)
{
    struct hall *hall = argument;
    enter(hall);
    hall->sleeping++;
    SetEvent(hall->changed);
    while (hall->tickets == 0)
        sleep_in(hall, INFINITE);
    hall->tickets--;
    leave(hall);
    InterlockedIncrement(&hall->served);
    SetEvent(hall->changed);
    return 0;
}

static void hall_init(struct hall *hall, BOOL slim, BOOL shared)
{
    *hall = (struct hall){ .slim = slim, .shared = shared };
    InitializeCriticalSection(&hall->section);
    InitializeSRWLock(&hall->lock);
    InitializeConditionVariable(&hall->variable);
    hall->changed = must_open(CreateEventW(NULL, FALSE, FALSE, NULL));
}

static void give_tickets(struct hall *hall, LONG tickets)
{
    enter(hall);
    hall->tickets += tickets;
    leave(hall);
}

static void must_wake_sleepers(BOOL slim)
{
    struct hall hall;
    HANDLE threads[3];
    hall_init(&hall, slim, FALSE);
    for (int i = 0; i < 3; i++) {
        threads[i] = given_thread(wait_for_a_ticket, &hall);
        must_wait(hall.changed, CALL_END_MS, WAIT_OBJECT_0);
    }
    enter(&hall);    // nobody holds the lock in his sleep
    must_equal(hall.sleeping, 3);
    leave(&hall);

    give_tickets(&hall, 1);
    WakeConditionVariable(&hall.variable);
    must_wait(hall.changed, CALL_END_MS, WAIT_OBJECT_0);
    must_wait(hall.changed, CALL_BLOCK_MS, WAIT_TIMEOUT);
    must_equal(hall.served, 1);

    give_tickets(&hall, 2);
    WakeAllConditionVariable(&hall.variable);
    for (int i = 0; i < 3; i++)
        must_wait(threads[i], CALL_END_MS, WAIT_OBJECT_0);
    must_equal(hall.served, 3);
    DeleteCriticalSection(&hall.section);
}

TEST(condition_variables, wake_one_or_all_who_sleep_beside_a_critical_section)
{
    FACT("Z4", "Z5");
    must_wake_sleepers(FALSE);
}

TEST(condition_variables, wake_one_or_all_who_sleep_beside_an_srw_lock)
{
    FACT("Z4", "Z5");
    must_wake_sleepers(TRUE);
}

static void must_time_out(BOOL slim, BOOL shared)
{
    struct hall hall;
    hall_init(&hall, slim, shared);
    WakeAllConditionVariable(&hall.variable);    // lost
    enter(&hall);

    must_fail(sleep_in(&hall, 20), ERROR_TIMEOUT);

    leave(&hall);
    DeleteCriticalSection(&hall.section);
}

TEST(condition_variables, are_left_with_the_lock_when_time_is_up)
{
    FACT("Z6", "Z7");
    must_time_out(FALSE, FALSE);
    must_time_out(TRUE, FALSE);
    must_time_out(TRUE, TRUE);
}

/* --- Once ------------------------------------------------------------------------------------- */

struct work {
    INIT_ONCE once;
    LONG runs;
    BOOL result;
    DWORD lasts_ms;
    PVOID context;
};

static BOOL CALLBACK do_work(INIT_ONCE *once, PVOID parameter, PVOID *context)
{
    struct work *work = parameter;
    (void)once;
    Sleep(work->lasts_ms);
    work->runs++;
    *context = &work->runs;
    if (!work->result) SetLastError(ERROR_PIPE_BUSY);
    return work->result;
}

static DWORD WINAPI have_it_done(void *argument)
{
    struct work *work = argument;
    return (DWORD)InitOnceExecuteOnce(&work->once, do_work, work, &work->context);
}

TEST(once, is_how_often_the_function_runs)
{
    FACT("Z8", "Z10");
    struct work work = { .result = TRUE, .lasts_ms = 20 };
    InitOnceInitialize(&work.once);
    PVOID context = NULL;
    HANDLE thread = given_thread(have_it_done, &work);

    must_succeed(InitOnceExecuteOnce(&work.once, do_work, &work, &context));
    must_equal(work.runs, 1);
    must_hold(context == &work.runs);
    must_wait(thread, CALL_END_MS, WAIT_OBJECT_0);

    must_equal(work.runs, 1);
    must_hold(work.context == &work.runs);
}

TEST(once, is_tried_again_after_a_failure)
{
    FACT("Z9");
    struct work work = { .result = FALSE };
    InitOnceInitialize(&work.once);

    must_fail(InitOnceExecuteOnce(&work.once, do_work, &work, &work.context), ERROR_PIPE_BUSY);
    work.result = TRUE;
    must_succeed(InitOnceExecuteOnce(&work.once, do_work, &work, &work.context));

    must_equal(work.runs, 2);
}
