/* Waiting, and events, mutexes and semaphores. */
#include "api.h"

#include "kernel/handle.h"
#include "kernel/invariant.h"
#include "kernel/mock.h"
#include "kernel/sync.h"
#include "kernel/wait.h"
#include "kernel/world.h"

/* The kernel's answer as the WAIT_ code that a program sees. */
static DWORD wait_code(NTSTATUS status)
{
    if (status == STATUS_TIMEOUT) return WAIT_TIMEOUT;
    if (status >= STATUS_ABANDONED) return WAIT_ABANDONED_0 + (DWORD)(status - STATUS_ABANDONED);
    return WAIT_OBJECT_0 + (DWORD)status;
}

static DWORD leave_wait(NTSTATUS status)
{
    return (DWORD)api_leave_value(status, wait_code(status), WAIT_FAILED);
}

DWORD WINAPI WaitForSingleObject(HANDLE handle, DWORD timeout_ms)
{
    struct object *object = NULL;

    NTSTATUS status = api_enter(CALL_WAIT_FOR_SINGLE_OBJECT);
    api_show_handle("object", handle);
    api_show_timeout("timeout", timeout_ms);
    if (NT_SUCCESS(status)) status = handle_object(handle, OBJECT_ANY, 0, &object);
    if (NT_SUCCESS(status)) status = wait_for(&object, 1, false, timeout_ms);
    return leave_wait(status);
}

/* The same object twice in a wait for all is refused. */
static NTSTATUS find_objects(DWORD count, const HANDLE *handles, bool all, struct object **objects)
{
    NTSTATUS status = STATUS_SUCCESS;
    if (count < 1 || count > WAIT_OBJECTS_MAX) return STATUS_INVALID_PARAMETER;
    api_reads(handles, count * sizeof *handles);
    for (DWORD i = 0; i < count && NT_SUCCESS(status); i++) {
        status = handle_object(handles[i], OBJECT_ANY, 0, &objects[i]);
        for (DWORD j = 0; j < i && all && NT_SUCCESS(status); j++)
            if (objects[i] == objects[j]) status = STATUS_INVALID_PARAMETER;
    }
    return status;
}

DWORD WINAPI WaitForMultipleObjects(DWORD count, const HANDLE *handles, BOOL all, DWORD timeout_ms)
{
    struct object *objects[WAIT_OBJECTS_MAX];

    NTSTATUS status = api_enter(CALL_WAIT_FOR_MULTIPLE_OBJECTS);
    api_show_number(all ? "all of" : "any of", count);
    api_show_timeout("timeout", timeout_ms);
    if (NT_SUCCESS(status)) status = find_objects(count, handles, all, objects);
    if (NT_SUCCESS(status)) status = wait_for(objects, count, all, timeout_ms);
    return leave_wait(status);
}

DWORD WINAPI WaitForSingleObjectEx(HANDLE handle, DWORD timeout_ms, BOOL alertable)
{
    (void)alertable;
    return WaitForSingleObject(handle, timeout_ms);
}

DWORD WINAPI WaitForMultipleObjectsEx(DWORD count, const HANDLE *handles, BOOL all,
                                      DWORD timeout_ms, BOOL alertable)
{
    (void)alertable;
    return WaitForMultipleObjects(count, handles, all, timeout_ms);
}

/* What a creating call returns: a handle to [object], which may have been there under its name. */
static HANDLE leave_create(NTSTATUS status, struct object *object, bool existed,
                           const SECURITY_ATTRIBUTES *attributes)
{
    HANDLE handle = NULL;
    if (NT_SUCCESS(status)) {
        handle = handle_open(object, UINT32_MAX);
        handle_set_inherit(handle, api_inherits(attributes));
    }
    handle = api_leave_handle(status, handle, NULL);
    if (NT_SUCCESS(status)) SetLastError(existed ? ERROR_ALREADY_EXISTS : ERROR_SUCCESS);
    return handle;
}

/* The object that has the name already, if there is one; another type's name is no good. By plan the
 * name is taken so, or by an object that the caller may not use. */
static NTSTATUS find_named(LPCWSTR name, enum object_type type, struct object **object)
{
    NTSTATUS status = name != NULL ? mock_fails(FAULT_FAIL_NAMED) : STATUS_SUCCESS;
    if (!NT_SUCCESS(status)) return status;
    *object = name != NULL ? named_object_find(name) : NULL;
    if (*object != NULL && (*object)->type != type) return STATUS_INVALID_HANDLE;
    return STATUS_SUCCESS;
}

static struct object *give_name(LPCWSTR name, struct object *object)
{
    if (name != NULL) named_object_add(name, object);
    return object;
}

HANDLE WINAPI CreateEventW(LPSECURITY_ATTRIBUTES attributes, BOOL manual_reset, BOOL set,
                           LPCWSTR name)
{
    struct object *object = NULL;

    NTSTATUS status = api_enter(CALL_CREATE_EVENT);
    api_show_name("name", name);
    if (NT_SUCCESS(status)) status = find_named(name, OBJECT_EVENT, &object);
    bool existed = object != NULL;
    if (NT_SUCCESS(status) && !existed)
        object = give_name(name, &event_new(manual_reset, set)->object);
    return leave_create(status, object, existed, attributes);
}

HANDLE WINAPI CreateEventA(LPSECURITY_ATTRIBUTES attributes, BOOL manual_reset, BOOL set,
                           LPCSTR name)
{
    return CreateEventW(attributes, manual_reset, set, api_widen_name(__func__, name));
}

HANDLE WINAPI CreateEventExW(LPSECURITY_ATTRIBUTES attributes, LPCWSTR name, DWORD flags,
                             DWORD access)
{
    (void)access;
    return CreateEventW(attributes, (flags & CREATE_EVENT_MANUAL_RESET) != 0,
                        (flags & CREATE_EVENT_INITIAL_SET) != 0, name);
}

HANDLE WINAPI CreateEventExA(LPSECURITY_ATTRIBUTES attributes, LPCSTR name, DWORD flags,
                             DWORD access)
{
    return CreateEventExW(attributes, api_widen_name(__func__, name), flags, access);
}

HANDLE WINAPI OpenEventW(DWORD access, BOOL inherit, LPCWSTR name)
{
    struct object *object = NULL;
    HANDLE handle = NULL;

    NTSTATUS status = api_enter(CALL_OPEN_EVENT);
    api_show_name("name", name);
    if (NT_SUCCESS(status) && name == NULL) status = STATUS_INVALID_PARAMETER;
    if (NT_SUCCESS(status)) status = find_named(name, OBJECT_EVENT, &object);
    if (NT_SUCCESS(status) && object == NULL) status = STATUS_OBJECT_NAME_NOT_FOUND;
    if (NT_SUCCESS(status)) {
        handle = handle_open(object, access);
        handle_set_inherit(handle, inherit);
    }
    return api_leave_handle(status, handle, NULL);
}

HANDLE WINAPI OpenEventA(DWORD access, BOOL inherit, LPCSTR name)
{
    return OpenEventW(access, inherit, api_widen_name(__func__, name));
}

BOOL WINAPI SetEvent(HANDLE handle)
{
    struct event *event = NULL;

    NTSTATUS status = api_enter(CALL_SET_EVENT);
    api_show_handle("event", handle);
    if (NT_SUCCESS(status)) status = handle_object(handle, OBJECT_EVENT, 0, &event);
    if (NT_SUCCESS(status)) event_set(event);
    return api_leave(status);
}

BOOL WINAPI ResetEvent(HANDLE handle)
{
    struct event *event = NULL;

    NTSTATUS status = api_enter(CALL_RESET_EVENT);
    api_show_handle("event", handle);
    if (NT_SUCCESS(status)) status = handle_object(handle, OBJECT_EVENT, 0, &event);
    if (NT_SUCCESS(status)) event_reset(event);
    return api_leave(status);
}

/* Asking for ownership of a mutex that exists gives none. */
HANDLE WINAPI CreateMutexW(LPSECURITY_ATTRIBUTES attributes, BOOL owned, LPCWSTR name)
{
    struct object *object = NULL;

    NTSTATUS status = api_enter(CALL_CREATE_MUTEX);
    api_show_name("name", name);
    if (NT_SUCCESS(status)) status = find_named(name, OBJECT_MUTEX, &object);
    bool existed = object != NULL;
    if (NT_SUCCESS(status) && !existed) object = give_name(name, &mutex_new(owned)->object);
    return leave_create(status, object, existed, attributes);
}

HANDLE WINAPI CreateMutexA(LPSECURITY_ATTRIBUTES attributes, BOOL owned, LPCSTR name)
{
    return CreateMutexW(attributes, owned, api_widen_name(__func__, name));
}

HANDLE WINAPI CreateMutexExW(LPSECURITY_ATTRIBUTES attributes, LPCWSTR name, DWORD flags,
                             DWORD access)
{
    (void)access;
    return CreateMutexW(attributes, (flags & CREATE_MUTEX_INITIAL_OWNER) != 0, name);
}

HANDLE WINAPI CreateMutexExA(LPSECURITY_ATTRIBUTES attributes, LPCSTR name, DWORD flags,
                             DWORD access)
{
    return CreateMutexExW(attributes, api_widen_name(__func__, name), flags, access);
}

BOOL WINAPI ReleaseMutex(HANDLE handle)
{
    struct mutex *mutex = NULL;

    NTSTATUS status = api_enter(CALL_RELEASE_MUTEX);
    api_show_handle("mutex", handle);
    if (NT_SUCCESS(status)) status = handle_object(handle, OBJECT_MUTEX, 0, &mutex);
    if (NT_SUCCESS(status)) status = mutex_release(mutex);
    return api_leave(status);
}

HANDLE WINAPI CreateSemaphoreW(LPSECURITY_ATTRIBUTES attributes, LONG initial, LONG maximum,
                               LPCWSTR name)
{
    struct object *object = NULL;

    NTSTATUS status = api_enter(CALL_CREATE_SEMAPHORE);
    api_show_name("name", name);
    if (NT_SUCCESS(status) && (initial < 0 || maximum < 1 || initial > maximum))
        status = STATUS_INVALID_PARAMETER;
    if (NT_SUCCESS(status)) status = find_named(name, OBJECT_SEMAPHORE, &object);
    bool existed = object != NULL;
    if (NT_SUCCESS(status) && !existed)
        object = give_name(name, &semaphore_new(initial, maximum)->object);
    return leave_create(status, object, existed, attributes);
}

HANDLE WINAPI CreateSemaphoreA(LPSECURITY_ATTRIBUTES attributes, LONG initial, LONG maximum,
                               LPCSTR name)
{
    return CreateSemaphoreW(attributes, initial, maximum, api_widen_name(__func__, name));
}

BOOL WINAPI ReleaseSemaphore(HANDLE handle, LONG count, LPLONG previous)
{
    struct semaphore *semaphore = NULL;
    int32_t before = 0;

    NTSTATUS status = api_enter(CALL_RELEASE_SEMAPHORE);
    api_show_handle("semaphore", handle);
    if (NT_SUCCESS(status) && count < 1) status = STATUS_INVALID_PARAMETER;
    if (NT_SUCCESS(status)) status = handle_object(handle, OBJECT_SEMAPHORE, 0, &semaphore);
    if (NT_SUCCESS(status)) status = semaphore_release(semaphore, count, &before);
    if (NT_SUCCESS(status)) api_writes_number(previous, sizeof *previous);
    if (NT_SUCCESS(status) && previous != NULL) *previous = before;
    return api_leave(status);
}
