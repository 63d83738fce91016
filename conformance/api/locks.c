/* Critical sections and Interlocked operations: what threads of one process share without
 * handles. */
#include "support.h"

/* A section, and a thread's account of how it fared with it. */
struct visit {
    CRITICAL_SECTION section;
    HANDLE inside;
    HANDLE leave;
    BOOL tried;
};

static DWORD WINAPI enter_and_leave(void *argument)
{
    struct visit *visit = argument;
    EnterCriticalSection(&visit->section);
    SetEvent(visit->inside);
    WaitForSingleObject(visit->leave, INFINITE);
    LeaveCriticalSection(&visit->section);
    return 0;
}

static DWORD WINAPI try_to_enter(void *argument)
{
    struct visit *visit = argument;
    visit->tried = TryEnterCriticalSection(&visit->section);
    if (visit->tried) LeaveCriticalSection(&visit->section);
    return 0;
}

static void visit_init(struct visit *visit)
{
    InitializeCriticalSection(&visit->section);
    visit->inside = must_open(CreateEventW(NULL, TRUE, FALSE, NULL));
    visit->leave = must_open(CreateEventW(NULL, TRUE, TRUE, NULL));
    visit->tried = FALSE;
}

static BOOL another_thread_can_enter(struct visit *visit)
{
    must_wait(given_thread(try_to_enter, visit), CALL_END_MS, WAIT_OBJECT_0);
    return visit->tried;
}

TEST(critical_sections, keep_others_out_until_they_are_left)
{
    FACT("W38");
    struct visit visit;
    visit_init(&visit);
    EnterCriticalSection(&visit.section);
    HANDLE thread = given_thread(enter_and_leave, &visit);
    must_wait(visit.inside, CALL_BLOCK_MS, WAIT_TIMEOUT);

    LeaveCriticalSection(&visit.section);

    must_wait(visit.inside, CALL_END_MS, WAIT_OBJECT_0);
    must_wait(thread, CALL_END_MS, WAIT_OBJECT_0);
    DeleteCriticalSection(&visit.section);
}

TEST(critical_sections, need_to_be_left_as_often_as_they_were_entered)
{
    FACT("W39");
    struct visit visit;
    visit_init(&visit);
    EnterCriticalSection(&visit.section);
    EnterCriticalSection(&visit.section);

    LeaveCriticalSection(&visit.section);
    must_hold(!another_thread_can_enter(&visit));
    LeaveCriticalSection(&visit.section);

    must_hold(another_thread_can_enter(&visit));
    DeleteCriticalSection(&visit.section);
}

TEST(critical_sections, keep_others_out_however_they_were_initialised)
{
    FACT("W40");
    struct visit visit;

    for (unsigned i = 0; i < 2; i++) {
        visit_init(&visit);
        DeleteCriticalSection(&visit.section);
        must_succeed(i == 0 ? InitializeCriticalSectionAndSpinCount(&visit.section, 4000)
                            : InitializeCriticalSectionEx(&visit.section, 4000, 0));

        must_hold(TryEnterCriticalSection(&visit.section));
        must_hold(!another_thread_can_enter(&visit));
        LeaveCriticalSection(&visit.section);

        must_hold(another_thread_can_enter(&visit));
        DeleteCriticalSection(&visit.section);
    }
}

TEST(critical_sections, can_be_tried)
{
    FACT("W40");
    struct visit visit;
    visit_init(&visit);

    must_hold(TryEnterCriticalSection(&visit.section));
    must_hold(TryEnterCriticalSection(&visit.section));
    must_hold(!another_thread_can_enter(&visit));
    LeaveCriticalSection(&visit.section);
    LeaveCriticalSection(&visit.section);

    must_hold(another_thread_can_enter(&visit));
    DeleteCriticalSection(&visit.section);
}

TEST(interlocked, increment_and_decrement_give_the_new_value)
{
    FACT("W41");
    LONG volatile value = 5;

    must_equal(InterlockedIncrement(&value), 6);
    must_equal(InterlockedDecrement(&value), 5);
    must_equal(InterlockedDecrement(&value), 4);

    must_equal(value, 4);
}

TEST(interlocked, exchange_and_add_give_the_old_value)
{
    FACT("W42");
    LONG volatile value = 5;

    must_equal(InterlockedExchange(&value, 10), 5);
    must_equal(InterlockedExchangeAdd(&value, 7), 10);

    must_equal(value, 17);
}

TEST(interlocked, compare_exchange_stores_only_when_equal_and_gives_the_old_value)
{
    FACT("W43");
    LONG volatile value = 5;

    must_equal(InterlockedCompareExchange(&value, 9, 4), 5);
    must_equal(value, 5);
    must_equal(InterlockedCompareExchange(&value, 9, 5), 5);
    must_equal(value, 9);
}
