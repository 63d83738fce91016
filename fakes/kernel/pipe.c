/* The directory of pipes and the coming and going of instances. */
#include "pipe.h"

#include "name.h"
#include "thread.h"
#include "trace/record.h"
#include "wait.h"
#include "world.h"

#include <string.h>
#include <windows.h>

enum { NAME_UNITS_MAX = 259 };    // Wine refuses longer ones; Microsoft documents 256 (A11)

static uint16_t fold(uint16_t unit)
{
    if (unit == '/') return '\\';
    if (unit >= 'a' && unit <= 'z') return (uint16_t)(unit - 'a' + 'A');
    if (unit >= 0xE0 && unit <= 0xFE && unit != 0xF7) return (uint16_t)(unit - 0x20);
    return unit;
}

static bool has_prefix(const uint16_t *name, const char *prefix)
{
    for (; *prefix != '\0'; name++, prefix++)
        if (fold(*name) != (uint8_t)*prefix) return false;
    return true;
}

bool pipe_name_is_device(const uint16_t *name)
{
    enum { DEVICE_UNITS = 8 };
    if (!has_prefix(name, "\\\\.\\PIPE") && !has_prefix(name, "\\\\?\\PIPE")) return false;
    const uint16_t *rest = name + DEVICE_UNITS;
    if (fold(*rest) == '\\') rest++;
    return *rest == 0;
}

NTSTATUS pipe_name(const uint16_t *name, const uint16_t **key)
{
    enum { PREFIX_UNITS = 9 };
    if (name == NULL || *name == 0) return STATUS_OBJECT_PATH_NOT_FOUND;
    if (has_prefix(name, "\\\\") && !has_prefix(name, "\\\\.\\") && !has_prefix(name, "\\\\?\\"))
        return STATUS_OBJECT_PATH_NOT_FOUND;    // another machine's (A6)
    if (!has_prefix(name, "\\\\.\\PIPE\\") && !has_prefix(name, "\\\\?\\PIPE\\"))
        return STATUS_OBJECT_NAME_INVALID;

    size_t count = name_units(name);
    if (count > NAME_UNITS_MAX) return STATUS_NAME_TOO_LONG;
    if (count == PREFIX_UNITS) return STATUS_OBJECT_NAME_INVALID;

    uint16_t *folded = world_take((count - PREFIX_UNITS + 1) * sizeof *folded);
    for (size_t i = PREFIX_UNITS; i < count; i++)
        folded[i - PREFIX_UNITS] = fold(name[i]);
    *key = folded;
    return STATUS_SUCCESS;
}

static struct pipe *find(const uint16_t *key)
{
    struct world *world = world_get();
    footprint_read(world, FOOTPRINT_NAMES);
    list_each(link, &world->pipes)
    {
        struct pipe *pipe = list_entry(link, struct pipe, link);
        if (name_same(pipe->key, key)) return pipe;
    }
    return NULL;
}

static struct pipe *add(const uint16_t *key, const struct pipe_parameters *parameters)
{
    struct world *world = world_get();
    struct pipe *pipe = world_take(sizeof *pipe);
    footprint_write(world, FOOTPRINT_NAMES);
    pipe->id = footprint_new(world);
    pipe->key = key;
    pipe->access = parameters->access;
    pipe->messages = parameters->messages;
    pipe->instances_max = parameters->instances_max;
    pipe->default_timeout_ms =
        parameters->default_timeout_ms != 0 ? parameters->default_timeout_ms : 50;    // B10
    list_init(&pipe->listening);
    list_init(&pipe->waiters);
    list_append(&world->pipes, &pipe->link);
    return pipe;
}

/* The thread waits no longer: it was woken or killed, or its time is up, which is nobody's deed. */
static void withdraw(struct thread *thread)
{
    if (!thread->world->time_passes) footprint_write(thread->world, thread->io);
    list_remove(&thread->queued);
    thread->wanted_pipe = NULL;
}

static void wake(struct thread *thread, NTSTATUS status)
{
    withdraw(thread);
    thread_unpark(thread, status);
}

static void wake_waiters(struct pipe *pipe, NTSTATUS status)
{
    while (!list_empty(&pipe->waiters))
        wake(list_entry(pipe->waiters.next, struct thread, queued), status);
}

void pipe_instance_begin_listening(struct pipe_instance *instance)
{
    struct pipe *pipe = instance->pipe;
    footprint_write(world_get(), pipe->id);
    instance->state = PIPE_LISTENING;
    race_release(&instance->past);
    race_release(&pipe->past);
    list_append(&pipe->listening, &instance->listening);
    wake_waiters(pipe, STATUS_SUCCESS);
}

void pipe_instance_gone(struct pipe_instance *instance)
{
    struct pipe *pipe = instance->pipe;
    footprint_write(world_get(), pipe->id);
    list_remove(&instance->listening);
    if (--pipe->instance_count > 0) return;

    footprint_write(world_get(), FOOTPRINT_NAMES);
    list_remove(&pipe->link);
    race_release(&pipe->past);
    wake_waiters(pipe, STATUS_OBJECT_NAME_NOT_FOUND);    // unproven (D13)
}

static struct file *add_instance(struct pipe *pipe, const struct pipe_parameters *parameters)
{
    struct pipe_instance *instance = world_take(sizeof *instance);
    struct file *file = file_new(instance, PIPE_SERVER);
    instance->pipe = pipe;
    instance->id = footprint_new(world_get());
    instance->ends[PIPE_SERVER] = file;
    list_init(&instance->listening);
    list_init(&instance->listeners);
    pipe_queue_init(&instance->written[PIPE_SERVER], pipe->messages, parameters->out_bytes);
    pipe_queue_init(&instance->written[PIPE_CLIENT], pipe->messages, parameters->in_bytes);
    file->reads_messages = parameters->reads_messages;
    file->nowait = parameters->nowait;
    pipe->instance_count++;
    pipe_instance_begin_listening(instance);
    return file;
}

/* What an existing pipe refuses to a further instance; the limit comes first (B16, B20 to B23). */
static NTSTATUS admit(const struct pipe *pipe, const struct pipe_parameters *parameters)
{
    footprint_read(world_get(), pipe->id);
    bool full = pipe->instances_max != PIPE_UNLIMITED_INSTANCES &&
                pipe->instance_count >= pipe->instances_max;
    if (full) return STATUS_INSTANCE_NOT_AVAILABLE;
    if (pipe->access != parameters->access || parameters->first) return STATUS_ACCESS_DENIED;
    return STATUS_SUCCESS;
}

NTSTATUS pipe_create(const struct pipe_parameters *parameters, struct file **file)
{
    const uint16_t *key = NULL;
    NTSTATUS status = pipe_name(parameters->name, &key);
    if (!NT_SUCCESS(status)) return status;

    struct pipe *pipe = find(key);
    if (pipe != NULL) status = admit(pipe, parameters);
    if (!NT_SUCCESS(status)) return status;
    if (pipe == NULL) pipe = add(key, parameters);
    if (parameters->reads_messages && !pipe->messages) return STATUS_INVALID_PARAMETER;
    *file = add_instance(pipe, parameters);
    return STATUS_SUCCESS;
}

/* A client of a pipe that only takes in may only write, and the other way round (C8, C9). */
static bool may_open(const struct pipe *pipe, bool reads, bool writes)
{
    if (reads && pipe->access == PIPE_ACCESS_INBOUND) return false;
    if (writes && pipe->access == PIPE_ACCESS_OUTBOUND) return false;
    return true;
}

NTSTATUS pipe_open(const uint16_t *name, bool reads, bool writes, struct file **file)
{
    const uint16_t *key = NULL;
    NTSTATUS status = pipe_name(name, &key);
    if (!NT_SUCCESS(status)) return status;

    struct pipe *pipe = find(key);
    if (pipe == NULL) return STATUS_OBJECT_NAME_NOT_FOUND;
    footprint_write(world_get(), pipe->id);
    if (!may_open(pipe, reads, writes)) return STATUS_ACCESS_DENIED;
    if (list_empty(&pipe->listening)) return STATUS_PIPE_NOT_AVAILABLE;

    struct pipe_instance *instance =
        list_entry(pipe->listening.next, struct pipe_instance, listening);
    *file =
        file_new(instance, PIPE_CLIENT);    // reads bytes and waits, whatever the server does (C14)
    pipe_instance_connected(instance, *file);
    return STATUS_SUCCESS;
}

/* Somebody else takes each instance before the caller can: until the time is over. Who waits for ever is
 * told of one after a while, and comes too late for it. */
static NTSTATUS wait_in_vain(uint32_t timeout_ms)
{
    enum { A_WHILE_MS = 60000 };
    bool for_ever = timeout_ms == UINT32_MAX;
    thread_park(wait_deadline(for_ever ? A_WHILE_MS : timeout_ms), NULL);
    return for_ever ? STATUS_SUCCESS : STATUS_IO_TIMEOUT;
}

NTSTATUS pipe_wait(const uint16_t *name, uint32_t timeout_ms)
{
    struct thread *self = thread_current();
    const uint16_t *key = NULL;
    NTSTATUS status = pipe_name(name, &key);
    if (!NT_SUCCESS(status)) return status;

    struct pipe *pipe = find(key);
    footprint_write(world_get(), self->io);
    if (pipe == NULL) return STATUS_OBJECT_NAME_NOT_FOUND;
    footprint_read(world_get(), pipe->id);
    race_acquire(&pipe->past);
    if (timeout_ms == NMPWAIT_USE_DEFAULT_WAIT) timeout_ms = pipe->default_timeout_ms;
    if (mock_keeps_busy()) return wait_in_vain(timeout_ms);
    if (!list_empty(&pipe->listening)) return STATUS_SUCCESS;

    if (timeout_ms != UINT32_MAX && mock_suffers(FAULT_TIME_OUT)) {
        status = thread_park(wait_deadline(timeout_ms), NULL);
    } else {
        self->wanted_pipe = pipe;
        status = thread_park_in(&pipe->waiters, wait_deadline(timeout_ms), withdraw);
    }
    if (status != STATUS_TIMEOUT) race_acquire(&pipe->past);
    return status == STATUS_TIMEOUT ? STATUS_IO_TIMEOUT : status;
}

NTSTATUS pipe_wait_cancel(struct thread *thread)
{
    if (thread->wanted_pipe == NULL) return STATUS_NOT_FOUND;
    footprint_write(world_get(), thread->wanted_pipe->id);
    race_pass(thread);
    wake(thread, STATUS_CANCELLED);
    return STATUS_SUCCESS;
}
