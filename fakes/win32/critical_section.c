/* Critical sections: locks in the program's own memory.
 *
 * The program's structure points to a gate of ours and back to itself: one that was never
 * initialised, was deleted or was copied is recognised. Whoever comes first when it is left goes
 * through: Windows promises no order. */
#include "api.h"
#include "lock.h"

#include "access/access.h"
#include "kernel/gate.h"
#include "kernel/world.h"

VOID WINAPI InitializeCriticalSection(LPCRITICAL_SECTION section)
{
    api_enter(CALL_INITIALIZE_CRITICAL_SECTION);
    struct gate *gate = world_take(sizeof *gate);
    gate_init(gate, footprint_new(world_get()));
    api_writes_number(section, sizeof *section);
    *section = (CRITICAL_SECTION){ .DebugInfo = section, .LockCount = -1, .LockSemaphore = gate };
    api_leave_void();
}

BOOL WINAPI InitializeCriticalSectionAndSpinCount(LPCRITICAL_SECTION section, DWORD spin_count)
{
    (void)spin_count;
    InitializeCriticalSection(section);
    return TRUE;
}

BOOL WINAPI InitializeCriticalSectionEx(LPCRITICAL_SECTION section, DWORD spin_count, DWORD flags)
{
    (void)flags;
    return InitializeCriticalSectionAndSpinCount(section, spin_count);
}

/* To enter and to leave is to read what initialising and deleting write: what a section keeps for
 * itself is in order by itself. */
static struct gate *gate_of(const CRITICAL_SECTION *section)
{
    api_reads_number(section, sizeof *section);
    if (section->DebugInfo == NULL && section->LockSemaphore == section)
        api_crash_stale("a critical section is used after it was deleted");
    if (section->DebugInfo != section)
        api_crash("a critical section is used that was not initialised, or was copied");
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

void section_take(CRITICAL_SECTION *section)
{
    struct gate *gate = gate_of(section);
    while (!is_free(section))
        gate_wait(gate, DEADLINE_NEVER);
    section->LockCount++;
    if (section->RecursionCount++ > 0) return;
    section->OwningThread = me();
    footprint_acquire(world_get(), gate->id);
    race_acquire(&gate->past);
    gate_shut(gate);
}

VOID WINAPI EnterCriticalSection(LPCRITICAL_SECTION section)
{
    api_enter(CALL_ENTER_CRITICAL_SECTION);
    section_take(section);
    api_leave_void();
}

/* To take a lock is to write it here: unlike one who waits, this one could have come before the
 * lock was given back, too. */
BOOL WINAPI TryEnterCriticalSection(LPCRITICAL_SECTION section)
{
    NTSTATUS status = api_enter(CALL_TRY_ENTER_CRITICAL_SECTION);
    struct gate *gate = gate_of(section);
    bool free = status == STATUS_SUCCESS && is_free(section);
    if (!free)
        footprint_read(world_get(), gate->id);
    else if (section->RecursionCount == 0)
        footprint_write(world_get(), gate->id);
    if (free) section_take(section);
    return (BOOL)api_leave_value(STATUS_SUCCESS, free, FALSE);
}

void section_give_back(CRITICAL_SECTION *section)
{
    struct gate *gate = gate_of(section);
    if (section->RecursionCount == 0 || section->OwningThread != me())
        api_crash("a critical section is left by a thread that had not entered");
    section->LockCount--;
    if (--section->RecursionCount == 0) {
        section->OwningThread = NULL;
        footprint_release(world_get(), gate->id);
        race_release(&gate->past);
        gate_open(gate);
    }
}

VOID WINAPI LeaveCriticalSection(LPCRITICAL_SECTION section)
{
    api_enter(CALL_LEAVE_CRITICAL_SECTION);
    section_give_back(section);
    api_leave_void();
}

VOID WINAPI DeleteCriticalSection(LPCRITICAL_SECTION section)
{
    api_enter(CALL_DELETE_CRITICAL_SECTION);
    gate_of(section);
    api_writes_number(section, sizeof *section);
    *section = (CRITICAL_SECTION){ .LockSemaphore = section };
    api_leave_void();
}

/* Nobody spins. Returns: the count before, which was never noted. */
DWORD WINAPI SetCriticalSectionSpinCount(LPCRITICAL_SECTION section, DWORD spin_count)
{
    (void)spin_count;
    access_call_reads_number("SetCriticalSectionSpinCount", section, sizeof *section);
    gate_of(section);
    return 0;
}
