#include "handle.h"

#include "file.h"
#include "pipe_state.h"
#include "thread.h"
#include "world.h"

#include <stdio.h>
#include <string.h>
#include <windows.h>

enum { NUMBER_BITS = 14 };    // handles that one thread can open: a run is short

static void *value_of(const struct thread *thread, size_t number)
{
    return (void *)((uintptr_t)((thread->ordinal + 1u) << NUMBER_BITS | number) * 4);
}

/* NULL for a value that no thread ever gave out. */
static struct handle *lookup(struct world *world, void *value)
{
    uintptr_t code = (uintptr_t)value / 4;
    uintptr_t ordinal = (code >> NUMBER_BITS) - 1;
    uintptr_t number = code & ((1u << NUMBER_BITS) - 1);
    if ((uintptr_t)value % 4 != 0 || ordinal >= world->thread_count) return NULL;

    struct thread *thread = world->threads[ordinal];
    return number < thread->handle_count ? thread->handles[number] : NULL;
}

/* A value is one handle's for good, unless they are recycled: those that were closed count too. */
static _Noreturn void end_as_runaway(const struct thread *thread)
{
    static const char text[] = "the program opens handles without end: a thread opened %u, and %zu "
                               "are open";
    size_t size = sizeof text + 40;
    char *why = world_take(size);
    snprintf(why, size, text, 1u << NUMBER_BITS, thread->process->handle_count);
    world_end(OUTCOME_RUNAWAY, why);
}

/* The table lives in the arena: it grows by moving. */
static struct handle *add(struct thread *thread)
{
    if (thread->handle_count == thread->handle_capacity) {
        size_t capacity = thread->handle_capacity > 0 ? thread->handle_capacity * 2 : 8;
        struct handle **larger = world_take(capacity * sizeof *larger);
        if (thread->handle_count > 0)
            memcpy(larger, thread->handles, thread->handle_count * sizeof *larger);
        thread->handles = larger;
        thread->handle_capacity = capacity;
    }
    if (thread->handle_count == 1u << NUMBER_BITS) end_as_runaway(thread);
    struct handle *handle = world_take(sizeof *handle);
    handle->value = value_of(thread, thread->handle_count);
    handle->id = footprint_new(thread->world);
    thread->handles[thread->handle_count++] = handle;
    return handle;
}

static struct handle *take_recycled(struct process *process)
{
    struct handle *handle = process->recycled;
    if (handle == NULL) return NULL;
    process->recycled = handle->next_recycled;
    footprint_write(process->world,
                    process->life);    // which value comes next is everybody's business
    footprint_write(process->world, handle->id);
    return handle;
}

void *handle_open(struct object *object, uint32_t access)
{
    struct thread *thread = thread_current();
    struct handle *handle = take_recycled(thread->process);
    if (handle == NULL) handle = add(thread);

    handle->object = object;
    handle->process = thread->process;
    handle->access = access;
    handle->flags = 0;
    handle->event = thread->call.event;
    object->handles++;
    thread->process->handle_count++;
    return handle->value;
}

void *handle_open_standard(struct object *object, uint32_t access)
{
    void *value = handle_open(object, access);
    struct handle *handle = lookup(world_get(), value);
    handle->standard = true;
    handle->process->handle_count--;
    return value;
}

/* Two values mean the caller itself, without being open. */
static struct handle *pseudo_handle(struct thread *thread, void *value)
{
    struct object *object = value == GetCurrentThread()    ? &thread->object
                            : value == GetCurrentProcess() ? &thread->process->object
                                                           : NULL;
    if (object == NULL) return NULL;
    struct handle *handle = world_take(sizeof *handle);
    *handle = (struct handle){ .object = object,
                               .process = thread->process,
                               .value = value,
                               .access = UINT32_MAX,
                               .flags = HANDLE_FLAG_PROTECT_FROM_CLOSE };
    return handle;
}

NTSTATUS handle_find(void *value, enum object_type type, struct handle **found)
{
    struct thread *thread = thread_current();
    struct handle *handle = lookup(thread->world, value);
    if (handle != NULL)
        footprint_read(thread->world, handle->id);
    else
        handle = pseudo_handle(thread, value);
    if (handle == NULL || handle->object == NULL || handle->process != thread->process)
        return STATUS_INVALID_HANDLE;
    if (type != OBJECT_ANY && handle->object->type != type) return STATUS_OBJECT_TYPE_MISMATCH;
    *found = handle;
    return STATUS_SUCCESS;
}

NTSTATUS handle_object(void *value, enum object_type type, uint32_t access, void *object)
{
    struct handle *handle = NULL;
    NTSTATUS status = handle_find(value, type, &handle);
    if (NT_SUCCESS(status) && (handle->access & access) != access) status = STATUS_ACCESS_DENIED;
    if (NT_SUCCESS(status)) *(struct object **)object = handle->object;
    return status;
}

void handle_set_inherit(void *value, bool inherit)
{
    struct handle *handle = lookup(world_get(), value);
    if (inherit) handle->flags |= HANDLE_FLAG_INHERIT;
}

/* After this the value is void. */
static struct object *forget(struct handle *handle)
{
    struct object *object = handle->object;
    struct process *process = handle->process;
    footprint_write(process->world, handle->id);
    handle->object = NULL;
    if (!handle->standard) process->handle_count--;
    if (process->world->handle_recycling && !handle->standard) {
        handle->next_recycled = process->recycled;
        process->recycled = handle;
        footprint_write(process->world, process->life);
    }
    return object;
}

/* Who closes last ends more than a handle; so it matters who that is, where anybody can tell. */
static void let_go(struct object *object)
{
    if (object->type == OBJECT_FILE || object->named) footprint_write(world_get(), object->id);
    if (object->type == OBJECT_THREAD)
        footprint_write(world_get(), ((struct thread *)object)->known);
    if (--object->handles == 0) object_last_handle_closed(object);
}

NTSTATUS handle_close(void *value)
{
    struct handle *handle = NULL;
    NTSTATUS status = handle_find(value, OBJECT_ANY, &handle);
    if (!NT_SUCCESS(status)) return status;
    if (handle->flags & HANDLE_FLAG_PROTECT_FROM_CLOSE) return STATUS_HANDLE_NOT_CLOSABLE;

    struct object *object = forget(handle);
    if (object->type != OBJECT_FILE || object->handles > 1) {
        let_go(object);
        return STATUS_SUCCESS;
    }
    struct file *file = (struct file *)object;
    pipe_touch(file, PIPE_CLOSE);
    thread_current()->closing = object;
    file_lock(file);
    thread_current()->closing = NULL;
    let_go(object);
    file_unlock(file);
    return STATUS_SUCCESS;
}

void handle_close_abandoned(struct thread *thread)
{
    if (thread->closing != NULL) let_go(thread->closing);
    thread->closing = NULL;
}

/* Handles of one process may have been opened by its threads only. */
static void each_of_thread(const struct thread *thread,
                           void (*visit)(struct handle *handle, void *argument), void *argument)
{
    for (size_t i = 0; i < thread->handle_count; i++)
        if (thread->handles[i]->object != NULL) visit(thread->handles[i], argument);
}

static void close_one(struct handle *handle, void *argument)
{
    (void)argument;
    let_go(forget(handle));
}

void handles_close_all(struct process *process)
{
    list_each(link, &process->threads)
        each_of_thread(list_entry(link, struct thread, in_process), close_one, NULL);
}

struct visitor {
    void (*visit)(const struct handle *handle, void *argument);
    void *argument;
};

static void visit_one(struct handle *handle, void *argument)
{
    struct visitor *visitor = argument;
    if (!handle->standard) visitor->visit(handle, visitor->argument);
}

void handles_each(const struct process *process,
                  void (*visit)(const struct handle *handle, void *argument), void *argument)
{
    struct visitor visitor = { visit, argument };
    list_each(link, &process->threads)
        each_of_thread(list_entry(link, struct thread, in_process), visit_one, &visitor);
}
