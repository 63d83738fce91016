/* Timers of the default timer queue.
 *
 * Making one and deleting one that has not fired yet are no scheduling points: no other thread can
 * tell whether it is there. So a call with a time limit costs the search no more than one without. */
#include "api.h"

#include "crt/crt.h"
#include "kernel/timer_queue.h"
#include "kernel/world.h"

BOOL WINAPI CreateTimerQueueTimer(PHANDLE timer, HANDLE queue, WAITORTIMERCALLBACK callback,
                                  PVOID parameter, DWORD due_ms, DWORD period_ms, ULONG flags)
{
    void *value = NULL;

    NTSTATUS status = api_enter(CALL_CREATE_TIMER_QUEUE_TIMER);
    api_show_timeout("due", due_ms);
    api_show_number("period", period_ms);
    if (queue != NULL) api_refuse("CreateTimerQueueTimer with a queue other than the default one");
    if (flags & WT_EXECUTEINTIMERTHREAD)
        api_refuse("CreateTimerQueueTimer with WT_EXECUTEINTIMERTHREAD");
    // It is a block of the heap, as on Windows, so that one that is never deleted is a leak.
    if (due_ms == 0) thread_yield(false);    // it fires at once
    if (NT_SUCCESS(status)) value = heap_alloc(crt_heap(), HEAP_TIMER, 1, false, crt_event());
    if (NT_SUCCESS(status) && value == NULL) status = STATUS_NO_MEMORY;
    if (NT_SUCCESS(status)) {
        api_writes_number(timer, sizeof *timer);
        timer_queue_add(value, callback, parameter, due_ms, period_ms);
        *timer = value;
    }
    return api_leave(status);
}

static NTSTATUS delete_timer(struct queue_timer *timer, bool wait)
{
    void *value = timer->value;
    if (timer_queue_has_fired(timer)) thread_yield(false);
    NTSTATUS status = timer_queue_delete(timer, wait);
    heap_free(crt_heap(), HEAP_TIMER, value, crt_event());
    return status == STATUS_PENDING ? STATUS_FROM_WIN32(ERROR_IO_PENDING) : status;
}

static _Noreturn void crash_over(const void *value)
{
    if (heap_inspect(crt_heap(), HEAP_TIMER, value) == HEAP_FREED_BLOCK)
        api_crash_stale("a timer is used after it was deleted");
    api_crash("DeleteTimerQueueTimer was given what is no timer");
}

BOOL WINAPI DeleteTimerQueueTimer(HANDLE queue, HANDLE timer, HANDLE completion_event)
{
    struct queue_timer *found = NULL;
    bool wait = completion_event == INVALID_HANDLE_VALUE;

    NTSTATUS status = api_enter(CALL_DELETE_TIMER_QUEUE_TIMER);
    if (queue != NULL) api_refuse("DeleteTimerQueueTimer with a queue other than the default one");
    if (!wait && completion_event != NULL) api_refuse("DeleteTimerQueueTimer with an event");
    if (NT_SUCCESS(status) && timer == NULL) status = STATUS_INVALID_PARAMETER;
    if (NT_SUCCESS(status)) {
        found = timer_queue_find(timer);
        if (found == NULL) crash_over(timer);
        status = delete_timer(found, wait);
    }
    return api_leave(status);
}
