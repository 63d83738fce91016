/* Files, which in the rig are pipe ends and the console. */
#include "api.h"
#include "console.h"

#include "kernel/file_call.h"
#include "kernel/handle.h"
#include "kernel/mock.h"
#include "kernel/name.h"
#include "kernel/pipe.h"
#include "kernel/pipe_request.h"
#include "kernel/world.h"

#include <stdio.h>
#include <string.h>

/* CreateFile adds two rights that nobody asked for (C11, C15). */
static NTSTATUS open_pipe(LPCWSTR name, DWORD access, const SECURITY_ATTRIBUTES *attributes,
                          HANDLE *handle)
{
    struct file *file = NULL;
    DWORD rights = api_file_rights(access);
    bool reads = (rights & FILE_READ_DATA) != 0;
    bool writes = (rights & (FILE_WRITE_DATA | FILE_APPEND_DATA)) != 0;

    NTSTATUS status = pipe_open(name, reads, writes, &file);
    if (NT_SUCCESS(status))
        *handle = handle_open(&file->object, rights | SYNCHRONIZE | FILE_READ_ATTRIBUTES);
    if (NT_SUCCESS(status)) handle_set_inherit(*handle, api_inherits(attributes));
    return status;
}

static HANDLE open_device(void)
{
    struct object *device = world_take(sizeof *device);
    object_init(device, OBJECT_DEVICE);
    return handle_open(device, SYNCHRONIZE | FILE_READ_ATTRIBUTES);
}

/* There are no disks here: a file that is to be there does not exist, and none can be made. */
static NTSTATUS open_on_disk(LPCWSTR name, DWORD disposition)
{
    if (disposition != OPEN_EXISTING && disposition != TRUNCATE_EXISTING) {
        static const char text[] = "CreateFile of %s: the rig has no disk to create it on";
        const char *shown = trace_keep_wide(&world_get()->trace, name, name_units(name));
        size_t size = sizeof text + strlen(shown);
        char *what = world_take(size);
        snprintf(what, size, text, shown);
        api_refuse(what);
    }
    return name[0] != '\\' ? STATUS_OBJECT_NAME_NOT_FOUND : STATUS_OBJECT_NAME_INVALID;
}

HANDLE WINAPI CreateFileW(LPCWSTR name, DWORD access, DWORD share, LPSECURITY_ATTRIBUTES attributes,
                          DWORD disposition, DWORD flags, HANDLE template_file)
{
    HANDLE handle = INVALID_HANDLE_VALUE;
    (void)share;
    (void)template_file;

    NTSTATUS status = api_enter(CALL_CREATE_FILE);
    api_show_name("file", name);
    if (flags & FILE_FLAG_OVERLAPPED)
        api_refuse("CreateFile with FILE_FLAG_OVERLAPPED: the rig has no overlapped I/O");
    if (NT_SUCCESS(status)) {
        if (console_is_name(name))
            handle = console_open(name);
        else if (name != NULL && pipe_name_is_device(name))
            handle = open_device();
        else
            status = open_pipe(name, access, attributes, &handle);
    }
    if (status == STATUS_OBJECT_NAME_INVALID) status = open_on_disk(name, disposition);
    return api_leave_handle(status, handle, INVALID_HANDLE_VALUE);
}

HANDLE WINAPI CreateFileA(LPCSTR name, DWORD access, DWORD share, LPSECURITY_ATTRIBUTES attributes,
                          DWORD disposition, DWORD flags, HANDLE template_file)
{
    return CreateFileW(api_widen_name(__func__, name), access, share, attributes, disposition,
                       flags, template_file);
}

/* The count is zeroed before anything else (F50). Without an OVERLAPPED it is not optional
 * (F51). */
static void begin_count(DWORD *count, const OVERLAPPED *overlapped, const char *refusal,
                        const char *crash)
{
    if (overlapped != NULL) api_refuse(refusal);
    if (count == NULL) api_crash(crash);
    api_writes_number(count, sizeof *count);
    *count = 0;
}

static NTSTATUS read_pipe(HANDLE handle, void *buffer, DWORD size, DWORD *read)
{
    struct file_call call = { 0 };
    NTSTATUS status = file_call_begin(&call, handle, FILE_READ_DATA, PIPE_READ);
    if (NT_SUCCESS(status)) pipe_request_note_read(size, call.file->reads_messages);
    if (NT_SUCCESS(status) && buffer == NULL && size > 0)
        status = STATUS_FROM_WIN32(ERROR_NOACCESS);
    if (NT_SUCCESS(status) && size > 1 && !call.file->reads_messages && mock_suffers(FAULT_SHORT))
        size = 1;
    if (NT_SUCCESS(status)) status = pipe_read(call.file, buffer, size, &call.request);
    status = file_call_end(&call, status);
    *read = (DWORD)call.request.count;
    return status;
}

BOOL WINAPI ReadFile(HANDLE file, LPVOID buffer, DWORD size, LPDWORD read, LPOVERLAPPED overlapped)
{
    NTSTATUS status = api_enter(CALL_READ_FILE);
    api_show_handle("file", file);
    begin_count(read, overlapped, "ReadFile with an OVERLAPPED structure",
                "ReadFile with neither a count nor an OVERLAPPED structure");
    size_t room = size;
    void *target = api_target(buffer, &room);
    if (NT_SUCCESS(status)) {
        if (console_is_handle(file))
            status = console_read_file(target, (DWORD)room, read);
        else
            status = read_pipe(file, target, (DWORD)room, read);
    }
    api_fill(buffer, target, *read);
    api_show_number("bytes", *read);
    api_show_bytes("data", buffer, *read);
    return api_leave(status);
}

/* A non-blocking end takes what there is room for (F20, by plan): of a message all or nothing. */
static bool is_short_of_room(const struct file *file)
{
    return file->nowait && file->instance != NULL && mock_suffers(FAULT_SHORT);
}

static NTSTATUS write_pipe(HANDLE handle, const void *data, DWORD size, DWORD *written)
{
    struct file_call call = { 0 };
    NTSTATUS status = file_call_begin(&call, handle, FILE_WRITE_DATA, PIPE_WRITE);
    if (NT_SUCCESS(status) && data == NULL && size > 0) status = STATUS_INVALID_USER_BUFFER;
    bool part = NT_SUCCESS(status) && size > 0 && is_short_of_room(call.file);
    if (part) size = call.file->instance->pipe->messages ? 0 : size / 2;
    if (NT_SUCCESS(status) && (size > 0 || !part))
        status = pipe_write(call.file, data, size, &call.request);
    status = file_call_end(&call, status);
    if (NT_SUCCESS(status)) *written = (DWORD)call.request.count;
    return status;
}

BOOL WINAPI WriteFile(HANDLE file, LPCVOID buffer, DWORD size, LPDWORD written,
                      LPOVERLAPPED overlapped)
{
    NTSTATUS status = api_enter(CALL_WRITE_FILE);
    bool prints = console_is_handle(file);
    api_show_handle(prints ? "console" : "file", file);
    api_show_number("bytes", size);
    api_show_bytes("data", buffer, size);
    api_reads(buffer, size);
    begin_count(written, overlapped, "WriteFile with an OVERLAPPED structure",
                "WriteFile with neither a count nor an OVERLAPPED structure");
    if (NT_SUCCESS(status)) {
        if (prints)
            status = console_write_file(file, buffer, size, written);
        else
            status = write_pipe(file, buffer, size, written);
    }
    return api_leave(status);
}

BOOL WINAPI FlushFileBuffers(HANDLE file)
{
    struct file_call call = { 0 };

    NTSTATUS status = api_enter(CALL_FLUSH_FILE_BUFFERS);
    api_show_handle("file", file);
    if (NT_SUCCESS(status) && console_is_handle(file)) return api_leave(STATUS_SUCCESS);
    if (NT_SUCCESS(status)) status = file_call_begin(&call, file, FILE_WRITE_DATA, PIPE_FLUSH);
    if (NT_SUCCESS(status)) status = pipe_flush(call.file, &call.request);
    return api_leave(file_call_end(&call, status));
}

DWORD WINAPI GetFileType(HANDLE file)
{
    struct handle *handle = NULL;

    NTSTATUS status = api_enter(CALL_GET_FILE_TYPE);
    api_show_handle("file", file);
    if (NT_SUCCESS(status)) status = handle_find(file, OBJECT_ANY, &handle);
    bool is_console = NT_SUCCESS(status) && handle->object->type == OBJECT_CONSOLE;
    if (NT_SUCCESS(status) && !is_console && handle->object->type != OBJECT_FILE)
        status = STATUS_OBJECT_TYPE_MISMATCH;
    return (DWORD)api_leave_value(status, is_console ? FILE_TYPE_CHAR : FILE_TYPE_PIPE,
                                  FILE_TYPE_UNKNOWN);
}
