/* Critical sections: locks in the program's own memory.
 *
 * The program's structure points to a section of ours and back to itself: one that was never initialised, was deleted or was
 * copied is recognised. Leaving wakes one waiter, which then competes with whoever comes: Windows promises no order. */
#include "api.h"

#include "kernel/world.h"

struct section {
    footprint_id id;
    struct list  waiters;    // threads
};

VOID WINAPI InitializeCriticalSection(LPCRITICAL_SECTION section)
{
    api_enter(CALL_INITIALIZE_CRITICAL_SECTION);
    struct section *inner = world_take(sizeof *inner);
    inner->id = footprint_new(world_get());
    list_init(&inner->waiters);
    *section = (CRITICAL_SECTION){ .DebugInfo = section, .LockCount = -1, .LockSemaphore = inner };
    api_leave_void();
}

BOOL WINAPI InitializeCriticalSectionAndSpinCount(LPCRITICAL_SECTION section, DWORD spin_count)
{
    (void)spin_count;
    InitializeCriticalSection(section);
    return TRUE;
}

static struct section *inside(const CRITICAL_SECTION *section)
{
    if (section->DebugInfo != section)
        api_crash("a critical section is used that was not initialised, or was deleted or copied");
    return section->LockSemaphore;
}

static HANDLE me(void)
{
    return (HANDLE)(ULONG_PTR)thread_current()->tid;
}

static bool is_free(const CRITICAL_SECTION *section)
{
    return section->RecursionCount == 0 || section->OwningThread == me();
}

static void take(CRITICAL_SECTION *section)
{
    section->OwningThread = me();
    section->RecursionCount++;
    section->LockCount++;
}

static void withdraw(struct thread *thread)
{
    list_remove(&thread->queued);
}

VOID WINAPI EnterCriticalSection(LPCRITICAL_SECTION section)
{
    NTSTATUS        status = api_enter(CALL_ENTER_CRITICAL_SECTION);
    struct section *inner = inside(section);
    footprint_write(world_get(), inner->id);
    while (NT_SUCCESS(status) && !is_free(section)) {
        thread_park_in(&inner->waiters, DEADLINE_NEVER, withdraw);
        footprint_write(world_get(), inner->id);
    }
    take(section);
    api_leave_void();
}

BOOL WINAPI TryEnterCriticalSection(LPCRITICAL_SECTION section)
{
    NTSTATUS status = api_enter(CALL_TRY_ENTER_CRITICAL_SECTION);
    footprint_write(world_get(), inside(section)->id);
    bool free = status == STATUS_SUCCESS && is_free(section);
    if (free) take(section);
    return (BOOL)api_leave_value(STATUS_SUCCESS, free, FALSE);
}

static void wake_one(struct section *inner)
{
    uint32_t count = 0, nth = 0;
    list_each(link, &inner->waiters) count++;
    if (count == 0) return;

    uint32_t picked = choice_pick(world_get()->choice, CHOICE_WAITER, count);
    list_each(link, &inner->waiters)
    {
        if (nth++ != picked) continue;
        list_remove(link);
        thread_unpark(list_entry(link, struct thread, queued), STATUS_SUCCESS);
        return;
    }
}

VOID WINAPI LeaveCriticalSection(LPCRITICAL_SECTION section)
{
    api_enter(CALL_LEAVE_CRITICAL_SECTION);
    struct section *inner = inside(section);
    footprint_write(world_get(), inner->id);
    if (section->RecursionCount == 0 || section->OwningThread != me())
        api_crash("LeaveCriticalSection by a thread that had not entered");
    section->LockCount--;
    if (--section->RecursionCount == 0) {
        section->OwningThread = NULL;
        wake_one(inner);
    }
    api_leave_void();
}

VOID WINAPI DeleteCriticalSection(LPCRITICAL_SECTION section)
{
    api_enter(CALL_DELETE_CRITICAL_SECTION);
    inside(section);
    *section = (CRITICAL_SECTION){ 0 };
    api_leave_void();
}
