/* Threads and processes. */
#include "api.h"

#include "kernel/handle.h"
#include "kernel/invariant.h"
#include "kernel/request.h"
#include "kernel/wait.h"
#include "kernel/world.h"
#include "trace/record.h"

HANDLE WINAPI CreateThread(LPSECURITY_ATTRIBUTES attributes, SIZE_T stack_size,
                           LPTHREAD_START_ROUTINE start, LPVOID parameter, DWORD flags, LPDWORD id)
{
    HANDLE handle = NULL;
    (void)stack_size;

    NTSTATUS status = api_enter(CALL_CREATE_THREAD);
    if (flags & CREATE_SUSPENDED) api_refuse("CreateThread with CREATE_SUSPENDED");
    if (NT_SUCCESS(status)) {
        struct thread *thread = thread_new(process_current(), start, parameter);
        race_fork(thread);
        trace_note_creation(&world_get()->trace, thread->ordinal, thread_current()->call.event);
        api_writes_number(id, sizeof *id);
        footprint_write(world_get(), FOOTPRINT_THREADS);
        handle = handle_open(&thread->object, UINT32_MAX);
        handle_set_inherit(handle, api_inherits(attributes));
        if (id != NULL) *id = thread->tid;
    }
    return api_leave_handle(status, handle, NULL);
}

DECLSPEC_NORETURN VOID WINAPI ExitThread(DWORD code)
{
    api_enter(CALL_EXIT_THREAD);
    api_show_number("code", code);
    api_leave_void();
    thread_exit(code);
}

/* The thread of that id, of whatever process. Threads that ended are forgotten with their last
 * handle. */
static struct thread *find_thread(DWORD id)
{
    struct world *world = world_get();
    footprint_read(world, FOOTPRINT_THREADS);
    for (size_t i = 0; i < world->thread_count; i++) {
        struct thread *thread = world->threads[i];
        if (thread->tid != id) continue;
        footprint_read(world, thread->object.id);
        footprint_read(world, thread->known);
        return thread->state != THREAD_ENDED || thread->object.handles > 0 ? thread : NULL;
    }
    return NULL;
}

HANDLE WINAPI OpenThread(DWORD access, BOOL inherit, DWORD id)
{
    HANDLE handle = NULL;
    struct thread *thread = NULL;

    NTSTATUS status = api_enter(CALL_OPEN_THREAD);
    api_show_number("id", id);
    if (NT_SUCCESS(status)) thread = find_thread(id);
    if (NT_SUCCESS(status) && thread == NULL) status = STATUS_INVALID_PARAMETER;
    if (NT_SUCCESS(status)) {
        handle = handle_open(&thread->object, access & THREAD_ALL_ACCESS);
        handle_set_inherit(handle, inherit);
    }
    return api_leave_handle(status, handle, NULL);
}

BOOL WINAPI CancelSynchronousIo(HANDLE handle)
{
    struct thread *thread = NULL;

    NTSTATUS status = api_enter(CALL_CANCEL_SYNCHRONOUS_IO);
    api_show_handle("thread", handle);
    if (NT_SUCCESS(status))
        status = handle_object(handle, OBJECT_THREAD, THREAD_TERMINATE, &thread);
    if (NT_SUCCESS(status)) status = request_cancel(thread);
    return api_leave(status);
}

BOOL WINAPI GetExitCodeThread(HANDLE handle, LPDWORD code)
{
    struct thread *thread = NULL;

    NTSTATUS status = api_enter(CALL_GET_EXIT_CODE_THREAD);
    api_show_handle("thread", handle);
    if (NT_SUCCESS(status)) status = handle_object(handle, OBJECT_THREAD, 0, &thread);
    if (NT_SUCCESS(status)) {
        footprint_read(world_get(), thread->object.id);
        if (thread->state == THREAD_ENDED) race_acquire(&thread->object.past);
        api_writes_number(code, sizeof *code);
        *code = thread->state == THREAD_ENDED ? thread->exit_code : STILL_ACTIVE;
    }
    return api_leave(status);
}

DECLSPEC_NORETURN VOID WINAPI ExitProcess(UINT code)
{
    api_enter(CALL_EXIT_PROCESS);
    api_show_number("code", code);
    api_leave_void();
    process_exit(code);
}

HANDLE WINAPI GetCurrentProcess(void)
{
    return (HANDLE)(INT_PTR)-1;
}

HANDLE WINAPI GetCurrentThread(void)
{
    return (HANDLE)(INT_PTR)-2;
}

DWORD WINAPI GetCurrentProcessId(void)
{
    return 1000u + 4u * process_current()->ordinal;
}

DWORD WINAPI GetCurrentThreadId(void)
{
    return thread_current()->tid;
}

/* Windows tells of the threads that are ready on the caller's own processor. Here each thread has one to
 * itself: what was told of the others would depend on each step that makes one of them ready or not. */
BOOL WINAPI SwitchToThread(void)
{
    NTSTATUS status = api_enter(CALL_SWITCH_TO_THREAD);
    thread_yield(true);
    return (BOOL)api_leave_value(status, FALSE, FALSE);
}

VOID WINAPI Sleep(DWORD timeout_ms)
{
    NTSTATUS status = api_enter(CALL_SLEEP);
    api_show_timeout("timeout", timeout_ms);
    if (status == STATUS_SUCCESS) {
        if (timeout_ms == 0)
            thread_yield(true);
        else
            thread_park(wait_deadline(timeout_ms), NULL);
    }
    api_leave_void();
}

DWORD WINAPI SleepEx(DWORD timeout_ms, BOOL alertable)
{
    (void)alertable;
    Sleep(timeout_ms);
    return 0;
}

/* The handle is looked at, so that a wrong one fails as on Windows. */
BOOL WINAPI SetThreadPriority(HANDLE handle, int priority)
{
    DWORD code;
    (void)priority;
    return GetExitCodeThread(handle, &code);
}
