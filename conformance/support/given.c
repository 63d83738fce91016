/* A small ledger: the handles and threads of one test. There is one test a process, so that plain
 * static memory will do. */
#include "given.h"

#include "calls.h"
#include "must.h"

enum { GIVEN_HANDLES_MAX = 512, GIVEN_THREADS_MAX = 64 };

static HANDLE given_handles[GIVEN_HANDLES_MAX];
static unsigned given_handle_count;
static HANDLE given_threads[GIVEN_THREADS_MAX];
static unsigned given_thread_count;

static DWORD given_mode(const struct instance_options *options)
{
    DWORD mode = options->nowait ? PIPE_NOWAIT : PIPE_WAIT;
    if (options->byte_type) return mode | PIPE_TYPE_BYTE | PIPE_READMODE_BYTE;
    if (options->byte_read) return mode | PIPE_TYPE_MESSAGE | PIPE_READMODE_BYTE;
    return mode | PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE;
}

HANDLE given_instance(const WCHAR *name)
{
    return given_instance_of(name, (struct instance_options){ 0 });
}

HANDLE given_instance_of(const WCHAR *name, struct instance_options options)
{
    DWORD access = options.access ? options.access : PIPE_ACCESS_DUPLEX;
    DWORD instances = options.instances ? options.instances : PIPE_UNLIMITED_INSTANCES;
    DWORD quota_bytes = options.quota_bytes ? options.quota_bytes : GIVEN_QUOTA_BYTES;
    if (options.quota_bytes == NO_QUOTA) quota_bytes = 0;

    return must_open(CreateNamedPipeW(name, access | options.open_flags, given_mode(&options),
                                      instances, quota_bytes, quota_bytes, options.timeout_ms,
                                      NULL));
}

HANDLE given_client(const WCHAR *name)
{
    return given_client_of(name, (struct client_options){ 0 });
}

HANDLE given_client_of(const WCHAR *name, struct client_options options)
{
    DWORD access = options.access ? options.access : GENERIC_READ | GENERIC_WRITE;
    HANDLE client =
        must_open(CreateFileW(name, access, 0, NULL, OPEN_EXISTING, options.flags, NULL));

    if (options.message_read) {
        DWORD mode = PIPE_READMODE_MESSAGE | PIPE_WAIT;
        must_succeed(SetNamedPipeHandleState(client, &mode, NULL, NULL));
    }
    return client;
}

struct pair given_pair(const WCHAR *name)
{
    return given_pair_of(name, (struct instance_options){ 0 });
}

struct pair given_pair_of(const WCHAR *name, struct instance_options options)
{
    struct client_options client = { .message_read = !options.byte_type && !options.byte_read };
    if (options.access == PIPE_ACCESS_INBOUND) {
        client = (struct client_options){ .access = GENERIC_WRITE };
    }
    if (options.access == PIPE_ACCESS_OUTBOUND) {
        client.access = GENERIC_READ | FILE_WRITE_ATTRIBUTES;    // to set the read mode
    }

    struct pair pair;
    pair.server = given_instance_of(name, options);
    pair.client = given_client_of(name, client);
    return pair;
}

HANDLE given_duplicate(HANDLE handle)
{
    HANDLE copy = NULL;
    must_succeed(DuplicateHandle(GetCurrentProcess(), handle, GetCurrentProcess(), &copy, 0, FALSE,
                                 DUPLICATE_SAME_ACCESS));
    given_handle(copy);
    return copy;
}

HANDLE given_thread(DWORD(WINAPI *body)(void *argument), void *argument)
{
    HANDLE thread = must_open(CreateThread(NULL, 0, body, argument, 0, NULL));
    must_hold(given_thread_count < GIVEN_THREADS_MAX);
    given_threads[given_thread_count++] = thread;
    return thread;
}

void given_handle(HANDLE handle)
{
    must_hold(given_handle_count < GIVEN_HANDLES_MAX);
    given_handles[given_handle_count++] = handle;
}

void given_forget(HANDLE handle)
{
    unsigned kept = 0;
    for (unsigned i = 0; i < given_handle_count; i++) {
        if (given_handles[i] != handle) given_handles[kept++] = given_handles[i];
    }
    given_handle_count = kept;

    kept = 0;
    for (unsigned i = 0; i < given_thread_count; i++) {
        if (given_threads[i] != handle) given_threads[kept++] = given_threads[i];
    }
    given_thread_count = kept;
}

void given_close_all(void)
{
    for (unsigned i = 0; i < given_thread_count; i++) {
        must_wait(given_threads[i], CALL_END_MS, WAIT_OBJECT_0);
    }
    given_thread_count = 0;
    while (given_handle_count > 0) {
        must_succeed(CloseHandle(given_handles[--given_handle_count]));
    }
    calls_free();
}
