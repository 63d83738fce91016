/* One thread a call: see calls.h. The calls of a test live until its end, in a fixed pool. */
#include "calls.h"

#include <stdlib.h>
#include <string.h>

#include "given.h"
#include "must.h"

enum { CALLS_MAX = 32 };

static struct call calls[CALLS_MAX];
static unsigned calls_count;

static DWORD WINAPI call_thread(void *argument)
{
    struct call *call = argument;
    SetLastError(MUST_SENTINEL);
    call->result = call->make(call);
    call->error = GetLastError();
    return 0;
}

/* Take a place in the pool, copy [wanted] there, and let a thread make the call. */
static struct call *call_start(struct call wanted)
{
    must_hold(calls_count < CALLS_MAX);
    struct call *call = &calls[calls_count++];
    *call = wanted;
    call->opened = INVALID_HANDLE_VALUE;
    call->bytes = calloc(1, (size_t)call->size + 1);
    must_hold(call->bytes != NULL);
    call->thread = given_thread(call_thread, call);
    return call;
}

static DWORD call_read(struct call *call)
{
    return (DWORD)ReadFile(call->handle, call->bytes, call->size, &call->count, NULL);
}

struct call *start_read(HANDLE handle, DWORD size)
{
    return call_start(
        (struct call){ .name = "ReadFile", .make = call_read, .handle = handle, .size = size });
}

static DWORD call_write(struct call *call)
{
    return (DWORD)WriteFile(call->handle, call->data, call->size, &call->count, NULL);
}

struct call *start_write(HANDLE handle, const void *data, DWORD size)
{
    return call_start((struct call){
        .name = "WriteFile", .make = call_write, .handle = handle, .data = data, .size = size });
}

struct call *start_send(HANDLE handle, const char *text)
{
    return start_write(handle, text, (DWORD)strlen(text));
}

static DWORD call_flush(struct call *call)
{
    return (DWORD)FlushFileBuffers(call->handle);
}

struct call *start_flush(HANDLE handle)
{
    return call_start(
        (struct call){ .name = "FlushFileBuffers", .make = call_flush, .handle = handle });
}

static DWORD call_connect(struct call *call)
{
    return (DWORD)ConnectNamedPipe(call->handle, NULL);
}

struct call *start_connect(HANDLE server)
{
    return call_start(
        (struct call){ .name = "ConnectNamedPipe", .make = call_connect, .handle = server });
}

static DWORD call_disconnect(struct call *call)
{
    return (DWORD)DisconnectNamedPipe(call->handle);
}

struct call *start_disconnect(HANDLE server)
{
    return call_start(
        (struct call){ .name = "DisconnectNamedPipe", .make = call_disconnect, .handle = server });
}

static DWORD call_peek(struct call *call)
{
    return (DWORD)PeekNamedPipe(call->handle, NULL, 0, NULL, &call->count, NULL);
}

struct call *start_peek(HANDLE handle)
{
    return call_start(
        (struct call){ .name = "PeekNamedPipe", .make = call_peek, .handle = handle });
}

static DWORD call_get_state(struct call *call)
{
    return (DWORD)GetNamedPipeHandleStateW(call->handle, &call->count, NULL, NULL, NULL, NULL, 0);
}

struct call *start_get_state(HANDLE handle)
{
    return call_start((struct call){
        .name = "GetNamedPipeHandleState", .make = call_get_state, .handle = handle });
}

static DWORD call_transact(struct call *call)
{
    return (DWORD)TransactNamedPipe(call->handle, (void *)call->data,
                                    (DWORD)strlen((const char *)call->data), call->bytes,
                                    call->size, &call->count, NULL);
}

struct call *start_transact(HANDLE handle, const char *text, DWORD size)
{
    return call_start((struct call){ .name = "TransactNamedPipe",
                                     .make = call_transact,
                                     .handle = handle,
                                     .data = text,
                                     .size = size });
}

static DWORD call_wait_pipe(struct call *call)
{
    return (DWORD)WaitNamedPipeW(call->pipe, call->timeout_ms);
}

struct call *start_wait_pipe(const WCHAR *pipe, DWORD timeout_ms)
{
    return call_start((struct call){
        .name = "WaitNamedPipe", .make = call_wait_pipe, .pipe = pipe, .timeout_ms = timeout_ms });
}

static DWORD call_open(struct call *call)
{
    call->opened = CreateFileW(call->pipe, call->access, 0, NULL, OPEN_EXISTING, 0, NULL);
    return call->opened != INVALID_HANDLE_VALUE;
}

struct call *start_open(const WCHAR *pipe, DWORD access)
{
    return call_start(
        (struct call){ .name = "CreateFile", .make = call_open, .pipe = pipe, .access = access });
}

static DWORD call_call_pipe(struct call *call)
{
    return (DWORD)CallNamedPipeW(call->pipe, (void *)call->data,
                                 (DWORD)strlen((const char *)call->data), call->bytes, call->size,
                                 &call->count, call->timeout_ms);
}

struct call *start_call_pipe(const WCHAR *pipe, const char *text, DWORD size, DWORD timeout_ms)
{
    return call_start((struct call){ .name = "CallNamedPipe",
                                     .make = call_call_pipe,
                                     .pipe = pipe,
                                     .data = text,
                                     .size = size,
                                     .timeout_ms = timeout_ms });
}

static DWORD call_wait(struct call *call)
{
    return WaitForSingleObject(call->handle, call->timeout_ms);
}

struct call *start_wait(HANDLE object, DWORD timeout_ms)
{
    return call_start((struct call){ .name = "WaitForSingleObject",
                                     .make = call_wait,
                                     .handle = object,
                                     .timeout_ms = timeout_ms });
}

static DWORD call_close(struct call *call)
{
    return (DWORD)CloseHandle(call->handle);
}

/* The handle leaves the care of the test's end at once. */
struct call *start_close(HANDLE handle)
{
    given_forget(handle);
    return call_start((struct call){ .name = "CloseHandle", .make = call_close, .handle = handle });
}

void must_block_at(struct call *call, const char *file, int line)
{
    if (WaitForSingleObject(call->thread, CALL_BLOCK_MS) != WAIT_TIMEOUT) {
        test_fail(file, line, "%s must block, but returned %lu with %s (%lu)", call->name,
                  (unsigned long)call->result, must_error_name(call->error),
                  (unsigned long)call->error);
    }
}

/* A handle that the call opened comes into the care of the test's end here. */
void must_end_at(struct call *call, const char *file, int line)
{
    if (WaitForSingleObject(call->thread, CALL_END_MS) != WAIT_OBJECT_0) {
        test_fail(file, line, "%s must end, but still waits", call->name);
    }
    given_forget(call->thread);
    CloseHandle(call->thread);
    if (call->opened != INVALID_HANDLE_VALUE) given_handle(call->opened);
}

void must_end_well_at(struct call *call, const char *file, int line)
{
    must_end_at(call, file, line);
    if (!call->result) {
        test_fail(file, line, "%s must succeed, but failed with %s (%lu)", call->name,
                  must_error_name(call->error), (unsigned long)call->error);
    }
}

void must_end_with_at(struct call *call, DWORD error, const char *file, int line)
{
    must_end_at(call, file, line);
    if (call->result) {
        test_fail(file, line, "%s must fail with %s (%lu), but succeeded", call->name,
                  must_error_name(error), (unsigned long)error);
    }
    if (call->error != error) {
        test_fail(file, line, "%s must fail with %s (%lu), but failed with %s (%lu)", call->name,
                  must_error_name(error), (unsigned long)error, must_error_name(call->error),
                  (unsigned long)call->error);
    }
}

void calls_free(void)
{
    while (calls_count > 0)
        free(calls[--calls_count].bytes);
}
