#include "api.h"

#include "crt/tell.h"
#include "kernel/computing.h"
#include "kernel/invariant.h"
#include "kernel/world.h"
#include "trace/record.h"

#include <string.h>

static struct thread *self(void)
{
    struct thread *thread = thread_current();
    INVARIANT(thread != NULL && "Win32 is called by a simulated thread");
    computing_check();
    return thread;
}

static struct trace *trace(void)
{
    return &world_get()->trace;
}

NTSTATUS api_enter(enum call call)
{
    struct thread *thread = self();
    thread->call.call = call;
    if (call_flags(call) & CALL_YIELDS) thread_yield(false);
    mock_steps_before(thread);
    thread->call = (struct thread_call){
        .call = call,
        .event = (uint32_t)trace_begin(trace(), TRACE_CALL, call, thread->ordinal,
                                       thread->world->now_ms),
    };
    if (fault_is_fallible(call)) thread->fallible_calls++;
    return mock_outcome(thread);
}

static void show(const char *label, enum trace_kind kind, uint64_t value)
{
    trace_show(trace(), self()->call.event, label, kind, value);
}

void api_show_number(const char *label, uint64_t value)
{
    show(label, TRACE_NUMBER, value);
}

void api_show_hex(const char *label, uint64_t value)
{
    show(label, TRACE_HEX, value);
}

void api_show_handle(const char *label, HANDLE handle)
{
    show(label, TRACE_HANDLE, (uintptr_t)handle);
}

void api_show_timeout(const char *label, DWORD timeout_ms)
{
    show(label, TRACE_TIMEOUT, timeout_ms);
}

void api_show_name(const char *label, const WCHAR *name)
{
    if (name == NULL) return;
    size_t count = tell_units(call_name(self()->call.call), name, SIZE_MAX);
    trace_show_text(trace(), self()->call.event, label, trace_keep_wide(trace(), name, count));
}

void api_show_bytes(const char *label, const void *bytes, size_t size)
{
    enum { EXCERPT_BYTES = 16 };
    if (bytes == NULL || size == 0) return;
    bool whole = size <= EXCERPT_BYTES;
    const char *kept = trace_keep(trace(), bytes, whole ? size : EXCERPT_BYTES);
    show(label, whole ? TRACE_TEXT : TRACE_EXCERPT, (uintptr_t)kept);
}

void api_reads(const void *memory, size_t size)
{
    access_call_reads(call_name(self()->call.call), memory, size);
}

void api_reads_number(const void *number, size_t size)
{
    access_call_reads_number(call_name(self()->call.call), number, size);
}

void api_writes_number(const void *number, size_t size)
{
    access_call_writes_number(call_name(self()->call.call), number, size);
}

/* A message is never longer: a buffer that is said to be is not believed. */
enum { TARGET_BYTES_MAX = 1 << 20 };

void *api_target(void *buffer, size_t *size)
{
    struct thread *thread = self();
    if (buffer == NULL || stray_has_room(thread, (uintptr_t)buffer, *size)) return buffer;
    if (*size > TARGET_BYTES_MAX) *size = TARGET_BYTES_MAX;
    if (thread->target_size < *size) {
        thread->target = world_take(*size);
        thread->target_size = *size;
    }
    return thread->target;
}

void api_fill(void *buffer, const void *target, size_t count)
{
    access_call_writes(call_name(self()->call.call), buffer, count);
    if (target != buffer) memcpy(buffer, target, count);
}

/* Every way out ends here. */
static void leave(struct thread *thread, uint64_t result, bool failed, DWORD error)
{
    struct world *world = thread->world;
    unsigned flags = call_flags(thread->call.call);
    mock_steps_after(thread);
    if (failed) {
        if (!(flags & CALL_KEEPS_ERROR)) thread->last_error = error;
        trace_fail(&world->trace, thread->call.event, world->now_ms, result, error);
        return;
    }
    if (world->last_error_canary != 0 && (flags & CALL_YIELDS)) {
        thread->last_error = world->last_error_canary;
        if (thread->last_error == WORLD_STRANGE_CANARY) thread->last_error |= thread->call.call;
    }
    trace_end(&world->trace, thread->call.event, world->now_ms, result);
}

uint64_t api_leave_value(NTSTATUS status, uint64_t value, uint64_t failure)
{
    struct thread *thread = self();
    bool failed = !NT_SUCCESS(status) && status != STATUS_MOCKED;
    uint64_t result = status == STATUS_MOCKED ? thread->call.result : failed ? failure : value;
    leave(thread, result, failed, failed ? status_to_win32(status) : 0);
    return result;
}

BOOL api_leave(NTSTATUS status)
{
    return api_leave_value(status, TRUE, FALSE) != 0;
}

HANDLE api_leave_handle(NTSTATUS status, HANDLE handle, HANDLE failure)
{
    return (HANDLE)(uintptr_t)api_leave_value(status, (uintptr_t)handle, (uintptr_t)failure);
}

void api_leave_void(void)
{
    leave(self(), 0, false, 0);
}

_Noreturn void api_refuse(const char *what)
{
    world_end(OUTCOME_UNSUPPORTED, what);
}

_Noreturn void api_crash(const char *what)
{
    world_end(OUTCOME_CRASHED, what);
}

_Noreturn void api_crash_stale(const char *what)
{
    world_end_stale(what, what);
}

DWORD api_file_rights(DWORD access)
{
    DWORD rights = access & 0x01FFFFFF;
    if (access & (GENERIC_READ | GENERIC_ALL)) rights |= FILE_GENERIC_READ;
    if (access & (GENERIC_WRITE | GENERIC_ALL)) rights |= FILE_GENERIC_WRITE;
    return rights;
}

bool api_inherits(const SECURITY_ATTRIBUTES *attributes)
{
    api_reads_number(attributes, sizeof *attributes);
    return attributes != NULL && attributes->bInheritHandle;
}

WCHAR *api_widen(const char *text)
{
    if (text == NULL) return NULL;
    size_t size = strlen(text) + 1;
    WCHAR *wide = world_take(size * sizeof *wide);
    for (size_t i = 0; i < size; i++)
        wide[i] = (uint8_t)text[i];
    return wide;
}

void api_reads_text(const char *call, const char *text)
{
    if (text != NULL) tell_text(call, text, SIZE_MAX);
}

void api_reads_units(const char *call, const WCHAR *text)
{
    if (text != NULL) tell_units(call, text, SIZE_MAX);
}

WCHAR *api_widen_name(const char *call, const char *text)
{
    api_reads_text(call, text);
    return api_widen(text);
}

DWORD WINAPI GetLastError(void)
{
    return self()->last_error;
}

VOID WINAPI SetLastError(DWORD error)
{
    self()->last_error = error;
}
