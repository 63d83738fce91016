/* Handles of any kind. */
#include "api.h"

#include "kernel/handle.h"
#include "kernel/object.h"

BOOL WINAPI CloseHandle(HANDLE handle)
{
    NTSTATUS status = api_enter(CALL_CLOSE_HANDLE);
    api_show_handle("handle", handle);
    if (NT_SUCCESS(status)) {
        bool pseudo = handle == GetCurrentProcess() || handle == GetCurrentThread();
        if (!pseudo) status = handle_close(handle);    // closing these two has no effect
    }
    return api_leave(status);
}

BOOL WINAPI DuplicateHandle(HANDLE source_process, HANDLE source, HANDLE target_process,
                            LPHANDLE target, DWORD access, BOOL inherit, DWORD options)
{
    struct handle *handle = NULL;

    NTSTATUS status = api_enter(CALL_DUPLICATE_HANDLE);
    api_show_handle("handle", source);
    if (source_process != GetCurrentProcess() || target_process != GetCurrentProcess())
        api_refuse("DuplicateHandle between processes");
    if (NT_SUCCESS(status)) status = handle_find(source, OBJECT_ANY, &handle);
    if (NT_SUCCESS(status)) {
        DWORD rights = options & DUPLICATE_SAME_ACCESS ? handle->access : api_file_rights(access);
        api_writes_number(target, sizeof *target);
        *target = handle_open(handle->object, rights);
        handle_set_inherit(*target, inherit);
        api_show_handle("copy", *target);
    }
    // The source is closed whether or not there is a copy.
    if (options & DUPLICATE_CLOSE_SOURCE && handle != NULL) handle_close(source);
    return api_leave(status);
}

BOOL WINAPI GetHandleInformation(HANDLE handle, LPDWORD flags)
{
    struct handle *found = NULL;

    NTSTATUS status = api_enter(CALL_GET_HANDLE_INFORMATION);
    api_show_handle("handle", handle);
    if (NT_SUCCESS(status)) status = handle_find(handle, OBJECT_ANY, &found);
    if (NT_SUCCESS(status)) api_writes_number(flags, sizeof *flags);
    if (NT_SUCCESS(status)) *flags = found->flags;
    return api_leave(status);
}

BOOL WINAPI SetHandleInformation(HANDLE handle, DWORD mask, DWORD flags)
{
    struct handle *found = NULL;

    NTSTATUS status = api_enter(CALL_SET_HANDLE_INFORMATION);
    api_show_handle("handle", handle);
    if (NT_SUCCESS(status)) status = handle_find(handle, OBJECT_ANY, &found);
    if (NT_SUCCESS(status)) found->flags = (found->flags & ~mask) | (flags & mask);
    return api_leave(status);
}
