/* The named pipe calls. */
#include "api.h"

#include "kernel/file_call.h"
#include "kernel/handle.h"
#include "kernel/pipe.h"
#include "kernel/pipe_request.h"
#include "kernel/security.h"
#include "kernel/world.h"

#include <stddef.h>

/* What Microsoft's page lists for the two mode words; anything else is refused (B5, B6). */
enum {
    OPEN_MODES = PIPE_ACCESS_DUPLEX | FILE_FLAG_FIRST_PIPE_INSTANCE | FILE_FLAG_WRITE_THROUGH |
                 FILE_FLAG_OVERLAPPED | WRITE_DAC | WRITE_OWNER | ACCESS_SYSTEM_SECURITY,
    PIPE_MODES =
        PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE | PIPE_NOWAIT | PIPE_REJECT_REMOTE_CLIENTS,
};

static NTSTATUS check_modes(DWORD open_mode, DWORD pipe_mode, DWORD instances)
{
    if ((open_mode & PIPE_ACCESS_DUPLEX) == 0) return STATUS_INVALID_PARAMETER;
    if ((open_mode & ~(DWORD)OPEN_MODES) != 0) return STATUS_INVALID_PARAMETER;
    if ((pipe_mode & ~(DWORD)PIPE_MODES) != 0) return STATUS_INVALID_PARAMETER;
    if (!(pipe_mode & PIPE_TYPE_MESSAGE) && (pipe_mode & PIPE_READMODE_MESSAGE))
        return STATUS_INVALID_PARAMETER;
    if (instances < 1 || instances > PIPE_UNLIMITED_INSTANCES) return STATUS_INVALID_PARAMETER;
    return STATUS_SUCCESS;
}

/* A server end has the data and attribute rights of its direction (B13 to B15). */
static DWORD server_rights(DWORD open_mode)
{
    DWORD rights = SYNCHRONIZE | READ_CONTROL | FILE_APPEND_DATA;
    if (open_mode & PIPE_ACCESS_INBOUND)
        rights |= FILE_READ_DATA | FILE_READ_ATTRIBUTES | FILE_READ_EA;
    if (open_mode & PIPE_ACCESS_OUTBOUND)
        rights |= FILE_WRITE_DATA | FILE_WRITE_ATTRIBUTES | FILE_WRITE_EA;
    return rights;
}

static NTSTATUS create(const struct pipe_parameters *parameters,
                       const SECURITY_ATTRIBUTES *attributes, HANDLE *handle)
{
    struct file *file = NULL;
    NTSTATUS status = pipe_create(parameters, &file);
    if (NT_SUCCESS(status)) *handle = handle_open(&file->object, server_rights(parameters->access));
    if (NT_SUCCESS(status)) handle_set_inherit(*handle, api_inherits(attributes));
    return status;
}

/* What is read of the attributes in any case, and of the descriptor, which begins with what it is. */
static bool read_security(const SECURITY_ATTRIBUTES *attributes, struct security *security)
{
    if (attributes == NULL) return security_read(NULL, security);
    api_reads_number(attributes, sizeof *attributes);
    api_reads_number(attributes->lpSecurityDescriptor, offsetof(SECURITY_DESCRIPTOR, Owner));
    return security_read(attributes->lpSecurityDescriptor, security);
}

/* For rules to judge; see piperig/pipe_request.h. */
static void keep_request(const struct pipe_parameters *parameters, DWORD open_mode, DWORD pipe_mode,
                         const struct security *security, HANDLE handle)
{
    struct pipe_request *request = pipe_request_add(parameters->name);
    request->open_mode = open_mode;
    request->pipe_mode = pipe_mode;
    request->max_instances = parameters->instances_max;
    request->out_bytes = parameters->out_bytes;
    request->in_bytes = parameters->in_bytes;
    request->default_timeout_ms = parameters->default_timeout_ms;
    request->security = security->text;
    request->open_to = security->open_to;
    request->succeeded = handle != INVALID_HANDLE_VALUE;
    request->error = request->succeeded ? ERROR_SUCCESS : GetLastError();
}

HANDLE WINAPI CreateNamedPipeW(LPCWSTR name, DWORD open_mode, DWORD pipe_mode, DWORD max_instances,
                               DWORD out_size, DWORD in_size, DWORD default_timeout,
                               LPSECURITY_ATTRIBUTES attributes)
{
    HANDLE handle = INVALID_HANDLE_VALUE;
    struct security security = { 0 };
    struct pipe_parameters parameters = {
        .name = name,
        .access = open_mode & PIPE_ACCESS_DUPLEX,
        .first = (open_mode & FILE_FLAG_FIRST_PIPE_INSTANCE) != 0,
        .messages = (pipe_mode & PIPE_TYPE_MESSAGE) != 0,
        .reads_messages = (pipe_mode & PIPE_READMODE_MESSAGE) != 0,
        .nowait = (pipe_mode & PIPE_NOWAIT) != 0,
        .instances_max = max_instances,
        .out_bytes = out_size,
        .in_bytes = in_size,
        .default_timeout_ms = default_timeout,
    };

    NTSTATUS status = api_enter(CALL_CREATE_NAMED_PIPE);
    api_show_name("pipe", name);
    if (open_mode & FILE_FLAG_OVERLAPPED)
        api_refuse("CreateNamedPipe with FILE_FLAG_OVERLAPPED: the rig has no overlapped I/O");
    if (!read_security(attributes, &security))
        api_refuse("CreateNamedPipe with a security descriptor of the program's own making");
    if (NT_SUCCESS(status)) status = check_modes(open_mode, pipe_mode, max_instances);
    if (NT_SUCCESS(status)) status = create(&parameters, attributes, &handle);
    handle = api_leave_handle(status, handle, INVALID_HANDLE_VALUE);
    keep_request(&parameters, open_mode, pipe_mode, &security, handle);
    return handle;
}

HANDLE WINAPI CreateNamedPipeA(LPCSTR name, DWORD open_mode, DWORD pipe_mode, DWORD max_instances,
                               DWORD out_size, DWORD in_size, DWORD default_timeout,
                               LPSECURITY_ATTRIBUTES attributes)
{
    return CreateNamedPipeW(api_widen_name(__func__, name), open_mode, pipe_mode, max_instances,
                            out_size, in_size, default_timeout, attributes);
}

BOOL WINAPI ConnectNamedPipe(HANDLE pipe, LPOVERLAPPED overlapped)
{
    struct file_call call = { 0 };

    NTSTATUS status = api_enter(CALL_CONNECT_NAMED_PIPE);
    api_show_handle("pipe", pipe);
    if (overlapped != NULL) api_refuse("ConnectNamedPipe with an OVERLAPPED structure");
    if (NT_SUCCESS(status)) status = file_call_begin(&call, pipe, 0, PIPE_LISTEN);
    if (NT_SUCCESS(status)) status = pipe_listen(call.file, &call.request);
    return api_leave(file_call_end(&call, status));
}

BOOL WINAPI DisconnectNamedPipe(HANDLE pipe)
{
    struct file_call call = { 0 };

    NTSTATUS status = api_enter(CALL_DISCONNECT_NAMED_PIPE);
    api_show_handle("pipe", pipe);
    if (NT_SUCCESS(status)) status = file_call_begin(&call, pipe, 0, PIPE_DISCONNECT);
    if (NT_SUCCESS(status)) status = pipe_disconnect(call.file);
    return api_leave(file_call_end(&call, status));
}

/* A name that is no pipe's is a bad path here, where CreateNamedPipe calls it a bad name (D15,
 * unproven). */
static NTSTATUS as_path(NTSTATUS status)
{
    return status == STATUS_OBJECT_NAME_INVALID ? STATUS_OBJECT_PATH_SYNTAX_BAD : status;
}

BOOL WINAPI WaitNamedPipeW(LPCWSTR name, DWORD timeout_ms)
{
    NTSTATUS status = api_enter(CALL_WAIT_NAMED_PIPE);
    api_show_name("pipe", name);
    api_show_timeout("timeout", timeout_ms);
    if (NT_SUCCESS(status)) status = as_path(pipe_wait(name, timeout_ms));
    return api_leave(status);
}

BOOL WINAPI WaitNamedPipeA(LPCSTR name, DWORD timeout_ms)
{
    return WaitNamedPipeW(api_widen_name(__func__, name), timeout_ms);
}

static void put(DWORD *target, size_t value)
{
    api_writes_number(target, sizeof *target);
    if (target != NULL) *target = (DWORD)value;
}

/* On a pipe of bytes, what is left of the "message" is what was not read of none (J4). */
static void report_view(const struct file *file, struct pipe_view view, DWORD *read,
                        DWORD *available, DWORD *left)
{
    put(read, view.count);
    put(available, view.available);
    put(left, file->instance->pipe->messages ? view.left : 0 - view.count);
}

BOOL WINAPI PeekNamedPipe(HANDLE pipe, LPVOID buffer, DWORD buffer_size, LPDWORD read,
                          LPDWORD available, LPDWORD left_in_message)
{
    struct file_call call = { 0 };
    struct pipe_view view = { 0 };

    NTSTATUS status = api_enter(CALL_PEEK_NAMED_PIPE);
    api_show_handle("pipe", pipe);
    if (NT_SUCCESS(status)) status = file_call_begin(&call, pipe, FILE_READ_DATA, PIPE_PEEK);
    size_t room = buffer != NULL ? buffer_size : 0;
    void *target = api_target(buffer, &room);
    if (NT_SUCCESS(status)) status = pipe_peek(call.file, target, (DWORD)room, &view);
    if (NT_SUCCESS(status)) api_fill(buffer, target, view.count);
    if (NT_SUCCESS(status)) report_view(call.file, view, read, available, left_in_message);
    if (NT_SUCCESS(status)) api_show_number("available", view.available);
    return api_leave(file_call_end(&call, status));
}

BOOL WINAPI TransactNamedPipe(HANDLE pipe, LPVOID request, DWORD request_size, LPVOID reply,
                              DWORD reply_size, LPDWORD read, LPOVERLAPPED overlapped)
{
    struct file_call call = { 0 };

    NTSTATUS status = api_enter(CALL_TRANSACT_NAMED_PIPE);
    api_show_handle("pipe", pipe);
    api_show_number("sent", request_size);
    api_show_bytes("request", request, request_size);
    api_reads(request, request_size);
    if (overlapped != NULL) api_refuse("TransactNamedPipe with an OVERLAPPED structure");
    put(read, 0);
    if (NT_SUCCESS(status))
        status = file_call_begin(&call, pipe, FILE_READ_DATA | FILE_WRITE_DATA, PIPE_TRANSACT);
    size_t room = reply_size;
    void *target = api_target(reply, &room);
    if (NT_SUCCESS(status))
        status =
            pipe_transact(call.file, request, request_size, target, (DWORD)room, &call.request);
    status = file_call_end(&call, status);
    api_fill(reply, target, call.request.count);
    put(read, call.request.count);
    api_show_number("received", call.request.count);
    return api_leave(status);
}

/* Open, waiting while all instances are busy; with NMPWAIT_NOWAIT a busy pipe is a failure at
 * once (K14). */
static NTSTATUS open_patiently(LPCWSTR name, DWORD timeout_ms, struct file **file)
{
    NTSTATUS status = pipe_open(name, true, true, file);
    while (status == STATUS_PIPE_NOT_AVAILABLE) {
        if (timeout_ms == NMPWAIT_NOWAIT) return STATUS_IO_TIMEOUT;
        status = pipe_wait(name, timeout_ms);
        if (NT_SUCCESS(status)) status = pipe_open(name, true, true, file);
    }
    return status;
}

BOOL WINAPI CallNamedPipeW(LPCWSTR name, LPVOID request, DWORD request_size, LPVOID reply,
                           DWORD reply_size, LPDWORD read, DWORD timeout_ms)
{
    struct file_call call = { 0 };
    struct file *file = NULL;

    NTSTATUS status = api_enter(CALL_CALL_NAMED_PIPE);
    api_show_name("pipe", name);
    api_show_bytes("request", request, request_size);
    api_reads(request, request_size);
    api_show_timeout("timeout", timeout_ms);
    put(read, 0);
    if (NT_SUCCESS(status)) status = open_patiently(name, timeout_ms, &file);
    if (NT_SUCCESS(status)) {
        HANDLE handle = handle_open(&file->object, FILE_READ_DATA | FILE_WRITE_DATA);
        status = pipe_set_modes(file, true, false);
        if (NT_SUCCESS(status)) status = file_call_begin(&call, handle, 0, PIPE_TRANSACT);
        size_t room = reply_size;
        void *target = api_target(reply, &room);
        if (NT_SUCCESS(status))
            status = pipe_transact(file, request, request_size, target, (DWORD)room, &call.request);
        status = file_call_end(&call, status);
        handle_close(handle);
        api_fill(reply, target, call.request.count);
    }
    put(read, call.request.count);
    return api_leave(status);
}

BOOL WINAPI CallNamedPipeA(LPCSTR name, LPVOID request, DWORD request_size, LPVOID reply,
                           DWORD reply_size, LPDWORD read, DWORD timeout_ms)
{
    return CallNamedPipeW(api_widen_name(__func__, name), request, request_size, reply, reply_size,
                          read, timeout_ms);
}

static NTSTATUS set_modes(struct file *file, const DWORD *mode)
{
    if (mode == NULL) return pipe_query(file);
    if ((*mode & ~(DWORD)(PIPE_READMODE_MESSAGE | PIPE_NOWAIT)) != 0)
        return STATUS_INVALID_PARAMETER;
    return pipe_set_modes(file, (*mode & PIPE_READMODE_MESSAGE) != 0, (*mode & PIPE_NOWAIT) != 0);
}

BOOL WINAPI SetNamedPipeHandleState(HANDLE pipe, LPDWORD mode, LPDWORD max_collection_count,
                                    LPDWORD collect_data_timeout)
{
    struct file_call call = { 0 };

    NTSTATUS status = api_enter(CALL_SET_NAMED_PIPE_HANDLE_STATE);
    api_show_handle("pipe", pipe);
    api_reads_number(mode, sizeof *mode);
    if (mode != NULL) api_show_hex("mode", *mode);
    if (NT_SUCCESS(status) && (max_collection_count != NULL || collect_data_timeout != NULL))
        status = STATUS_INVALID_PARAMETER;    // for pipes of other machines only (L5)
    if (NT_SUCCESS(status))
        status = file_call_begin(&call, pipe, FILE_WRITE_ATTRIBUTES, PIPE_QUERY);
    if (NT_SUCCESS(status)) status = set_modes(call.file, mode);
    return api_leave(file_call_end(&call, status));
}

static DWORD state_of(const struct file *file)
{
    return (file->reads_messages ? PIPE_READMODE_MESSAGE : 0u) | (file->nowait ? PIPE_NOWAIT : 0u);
}

/* The part that A and W share: the user's name is that of a client, which a server may ask for. */
static NTSTATUS get_state(HANDLE pipe, DWORD *state, DWORD *instances, const DWORD *count,
                          const DWORD *timeout, const void *user_name)
{
    struct file_call call = { 0 };

    NTSTATUS status = api_enter(CALL_GET_NAMED_PIPE_HANDLE_STATE);
    api_show_handle("pipe", pipe);
    if (user_name != NULL) api_refuse("GetNamedPipeHandleState with a user name");
    if (NT_SUCCESS(status) && (count != NULL || timeout != NULL)) status = STATUS_INVALID_PARAMETER;
    if (NT_SUCCESS(status)) status = file_call_begin(&call, pipe, FILE_READ_ATTRIBUTES, PIPE_QUERY);
    if (NT_SUCCESS(status)) status = pipe_query(call.file);
    if (NT_SUCCESS(status)) put(state, state_of(call.file));
    if (NT_SUCCESS(status) && instances != NULL) {
        footprint_read(world_get(), call.file->instance->pipe->id);
        put(instances, call.file->instance->pipe->instance_count);
    }
    return file_call_end(&call, status);
}

BOOL WINAPI GetNamedPipeHandleStateA(HANDLE pipe, LPDWORD state, LPDWORD instances,
                                     LPDWORD max_collection_count, LPDWORD collect_data_timeout,
                                     LPSTR user_name, DWORD user_name_size)
{
    (void)user_name_size;
    return api_leave(
        get_state(pipe, state, instances, max_collection_count, collect_data_timeout, user_name));
}

BOOL WINAPI GetNamedPipeHandleStateW(HANDLE pipe, LPDWORD state, LPDWORD instances,
                                     LPDWORD max_collection_count, LPDWORD collect_data_timeout,
                                     LPWSTR user_name, DWORD user_name_size)
{
    (void)user_name_size;
    return api_leave(
        get_state(pipe, state, instances, max_collection_count, collect_data_timeout, user_name));
}

static DWORD info_flags(const struct file *file)
{
    return (file->side == PIPE_SERVER ? PIPE_SERVER_END : 0u) |
           (file->instance->pipe->messages ? PIPE_TYPE_MESSAGE : 0u);
}

BOOL WINAPI GetNamedPipeInfo(HANDLE pipe, LPDWORD flags, LPDWORD out_size, LPDWORD in_size,
                             LPDWORD max_instances)
{
    struct file_call call = { 0 };

    NTSTATUS status = api_enter(CALL_GET_NAMED_PIPE_INFO);
    api_show_handle("pipe", pipe);
    if (NT_SUCCESS(status)) status = file_call_begin(&call, pipe, FILE_READ_ATTRIBUTES, PIPE_QUERY);
    if (NT_SUCCESS(status)) status = pipe_query(call.file);
    if (NT_SUCCESS(status)) {
        const struct pipe_instance *instance = call.file->instance;
        put(flags, info_flags(call.file));
        put(out_size,
            instance->written[PIPE_SERVER].quota);    // the server's view, on both ends (L9)
        put(in_size, instance->written[PIPE_CLIENT].quota);
        put(max_instances, instance->pipe->instances_max);
    }
    return api_leave(file_call_end(&call, status));
}
