/* Slots of which each thread has a value of its own.
 *
 * Which slot TlsAlloc gives depends on who came before, and it takes the values that threads had there:
 * giving and freeing slots is in order with all that is done with slots in the process. */
#include "api.h"

#include "kernel/process.h"
#include "kernel/world.h"

enum { SLOTS_MAX = 1088 };    // as Windows has

static bool is_taken(const struct process *process, DWORD index)
{
    return index < SLOTS_MAX && process->slots_taken != NULL && process->slots_taken[index];
}

static void forget_values(struct process *process, DWORD index)
{
    list_each(link, &process->threads)
    {
        struct thread *thread = list_entry(link, struct thread, in_process);
        if (thread->slots != NULL) thread->slots[index] = NULL;
    }
}

/* The first slot that is free, or SLOTS_MAX. */
static DWORD find_free(struct process *process)
{
    DWORD index = 0;
    if (process->slots_taken == NULL) process->slots_taken = world_take(SLOTS_MAX);
    while (index < SLOTS_MAX && process->slots_taken[index])
        index++;
    return index;
}

DWORD WINAPI TlsAlloc(void)
{
    struct process *process = process_current();
    DWORD index = SLOTS_MAX;

    NTSTATUS status = api_enter(CALL_TLS_ALLOC);
    footprint_write(process->world, process->slots);
    if (NT_SUCCESS(status)) index = find_free(process);
    if (NT_SUCCESS(status) && index == SLOTS_MAX) status = STATUS_FROM_WIN32(ERROR_NO_MORE_ITEMS);
    if (NT_SUCCESS(status)) {
        process->slots_taken[index] = true;
        forget_values(process, index);
    }
    return (DWORD)api_leave_value(status, index, TLS_OUT_OF_INDEXES);
}

BOOL WINAPI TlsFree(DWORD index)
{
    struct process *process = process_current();
    footprint_write(process->world, process->slots);
    if (!is_taken(process, index)) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    process->slots_taken[index] = false;
    return TRUE;
}

/* A value may be NULL: so the last error always tells whether it went well. */
LPVOID WINAPI TlsGetValue(DWORD index)
{
    const struct thread *thread = thread_current();
    footprint_read(thread->world, thread->process->slots);
    bool good = index < SLOTS_MAX;
    SetLastError(good ? ERROR_SUCCESS : ERROR_INVALID_PARAMETER);
    return good && thread->slots != NULL ? thread->slots[index] : NULL;
}

BOOL WINAPI TlsSetValue(DWORD index, LPVOID value)
{
    struct thread *thread = thread_current();
    footprint_read(thread->world, thread->process->slots);
    if (index >= SLOTS_MAX) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    if (thread->slots == NULL) thread->slots = world_take(SLOTS_MAX * sizeof *thread->slots);
    thread->slots[index] = value;
    return TRUE;
}
