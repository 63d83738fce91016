/* Threads as the C library starts them: _beginthreadex is CreateThread, _beginthread also closes
 * the handle.
 *
 * A thread of _beginthread may be through before its starter even knows the handle. So the two
 * share a record, and whoever comes second closes the handle.
 */
#include "crt/crt.h"
#include "crt/state.h"
#include "win32/api.h"

#include <errno.h>
#include <process.h>
#include <stdlib.h>

/* As Microsoft documents it: too many threads, or too little of anything else. */
static int errno_of_failure(void)
{
    return GetLastError() == ERROR_MAX_THRDS_REACHED ? EAGAIN : EACCES;
}

uintptr_t _beginthreadex(void *security, unsigned stack_size, unsigned (*start)(void *),
                         void *argument, unsigned flags, unsigned *id)
{
    HANDLE thread = CreateThread(security, stack_size, start, argument, flags, id);
    if (thread == NULL) errno = errno_of_failure();
    return (uintptr_t)thread;
}

_Noreturn void _endthreadex(unsigned code)
{
    ExitThread(code);
}

int _getpid(void)
{
    return (int)GetCurrentProcessId();
}

/* The record of the current thread, or NULL when _beginthread did not start it. */
static struct crt_start *start_of_current(void)
{
    DWORD id = GetCurrentThreadId();
    list_each(link, &crt_state()->starts)
    {
        struct crt_start *start = list_entry(link, struct crt_start, link);
        if (start->running && start->thread_id == id) return start;
    }
    return NULL;
}

/* [handle], if it is known already, is closed; else the starter will. */
static void end_start(struct crt_start *start)
{
    HANDLE handle = start->handle;
    start->ended = true;
    if (handle == NULL) return;
    list_remove(&start->link);
    free(start);
    CloseHandle(handle);
}

static unsigned run(void *argument)
{
    struct crt_start *start = argument;
    start->running = true;
    start->thread_id = GetCurrentThreadId();
    start->function(start->argument);
    _endthread();
}

_Noreturn void _endthread(void)
{
    struct crt_start *start = start_of_current();
    if (start != NULL) end_start(start);
    ExitThread(0);
}

/* The thread took its handle along if it is through already: what is returned then is stale, as
 * on Windows. */
static void tell_handle(struct crt_start *start, HANDLE handle)
{
    start->handle = handle;
    if (handle == NULL || start->ended) {
        list_remove(&start->link);
        free(start);
        if (handle != NULL) CloseHandle(handle);
    }
}

uintptr_t _beginthread(void (*function)(void *), unsigned stack_size, void *argument)
{
    struct crt_start *start = malloc(sizeof *start);
    if (start == NULL) crt_crash("the host has no memory left for a thread");
    *start = (struct crt_start){ .function = function, .argument = argument };
    list_append(&crt_state()->starts, &start->link);

    HANDLE thread = CreateThread(NULL, stack_size, run, start, 0, NULL);
    tell_handle(start, thread);
    if (thread != NULL) return (uintptr_t)thread;
    errno = errno_of_failure();
    return (uintptr_t)-1;
}
