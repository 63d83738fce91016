/* What an open end of a pipe can do: the state table decides whether, the queues decide what. */
#include "invariant.h"
#include "pipe.h"
#include "pipe_state.h"
#include "request.h"
#include "world.h"

static enum pipe_side peer_of(enum pipe_side side)
{
    return side == PIPE_SERVER ? PIPE_CLIENT : PIPE_SERVER;
}

static struct pipe_queue *queue_to(const struct file *file)
{
    return &file->instance->written[peer_of(file->side)];
}

static struct pipe_queue *queue_from(const struct file *file)
{
    return &file->instance->written[file->side];
}

void pipe_touch(const struct file *file, enum pipe_operation operation)
{
    struct world *world = world_get();
    const struct pipe_instance *instance = file->once;
    bool all = operation == PIPE_DISCONNECT || operation == PIPE_CLOSE;
    bool out =
        all || operation == PIPE_WRITE || operation == PIPE_FLUSH || operation == PIPE_TRANSACT;
    bool in = all || operation == PIPE_READ || operation == PIPE_TRANSACT;

    if (all || operation == PIPE_LISTEN)
        footprint_write(world, instance->id);
    else
        footprint_read(world, instance->id);
    if (out) footprint_write(world, instance->written[file->side].id);
    if (in) footprint_write(world, instance->written[peer_of(file->side)].id);
    if (operation == PIPE_PEEK) footprint_read(world, instance->written[peer_of(file->side)].id);
    if (file->side == PIPE_SERVER && (operation == PIPE_LISTEN || operation == PIPE_CLOSE))
        footprint_write(world, instance->pipe->id);
}

/* May the end do it? Every operation begins here. */
static NTSTATUS allow(const struct file *file, enum pipe_operation operation)
{
    const struct pipe_instance *instance = file->instance;
    race_acquire(&file->once->past);
    if (instance == NULL) return pipe_state_allows(file->side, PIPE_DISCONNECTED, operation);
    footprint_read(world_get(), instance->id);
    return pipe_state_allows(file->side, instance->state, operation);
}

NTSTATUS pipe_query(struct file *file)
{
    return allow(file, PIPE_QUERY);
}

NTSTATUS pipe_read(struct file *file, void *buffer, size_t size, struct request *request)
{
    struct pipe_reading reading = { buffer, size, file->reads_messages };
    NTSTATUS status = allow(file, PIPE_READ);
    if (!NT_SUCCESS(status)) return status;

    if (!pipe_queue_has_data(queue_to(file))) {
        footprint_read(world_get(), queue_to(file)->id);
        if (file->instance->state == PIPE_CLOSING) return STATUS_PIPE_BROKEN;
        if (file->nowait) return STATUS_PIPE_EMPTY;
    }
    return pipe_queue_read(queue_to(file), reading, request);
}

NTSTATUS pipe_write(struct file *file, const void *data, size_t size, struct request *request)
{
    NTSTATUS status = allow(file, PIPE_WRITE);
    if (!NT_SUCCESS(status)) return status;
    if (file->nowait) return pipe_queue_write_nowait(queue_from(file), data, size, request);
    return pipe_queue_write(queue_from(file), data, size, false, request);
}

/* What was written toward an end that has closed went with it, so that there is nothing to flush
 * (G9). */
NTSTATUS pipe_flush(struct file *file, struct request *request)
{
    NTSTATUS status = allow(file, PIPE_FLUSH);
    return NT_SUCCESS(status) ? pipe_queue_flush(queue_from(file), request) : status;
}

NTSTATUS pipe_peek(struct file *file, void *buffer, size_t size, struct pipe_view *view)
{
    NTSTATUS status = allow(file, PIPE_PEEK);
    if (!NT_SUCCESS(status)) return status;
    if (!pipe_queue_has_data(queue_to(file)) && file->instance->state == PIPE_CLOSING)
        return STATUS_PIPE_BROKEN;
    view->count = pipe_queue_peek(queue_to(file), buffer, size, &view->available, &view->left);
    return STATUS_SUCCESS;
}

NTSTATUS pipe_transact(struct file *file, const void *data, size_t size, void *reply, size_t room,
                       struct request *request)
{
    struct request written;
    struct pipe_reading reading = { reply, room, true };
    NTSTATUS status = allow(file, PIPE_TRANSACT);
    if (!NT_SUCCESS(status)) return status;
    if (!queue_to(file)->messages) return STATUS_INVALID_PIPE_STATE;
    if (!file->reads_messages) return STATUS_INVALID_READ_MODE;
    footprint_read(world_get(), queue_to(file)->id);
    if (pipe_queue_has_data(queue_to(file))) return STATUS_PIPE_BUSY;

    request_init(&written, file);
    pipe_queue_write(queue_from(file), data, size, true, &written);
    return pipe_queue_read(queue_to(file), reading, request);
}

NTSTATUS pipe_set_modes(struct file *file, bool reads_messages, bool nowait)
{
    NTSTATUS status = allow(file, PIPE_QUERY);
    if (!NT_SUCCESS(status)) return status;
    if (reads_messages && !file->instance->pipe->messages) return STATUS_INVALID_PARAMETER;
    footprint_write(world_get(), file->object.id);
    file->reads_messages = reads_messages;
    file->nowait = nowait;
    return STATUS_SUCCESS;
}

/* In the mode that never waits, listening is begun, not awaited (E18, E19). */
NTSTATUS pipe_listen(struct file *file, struct request *request)
{
    NTSTATUS status = allow(file, PIPE_LISTEN);
    if (!NT_SUCCESS(status)) return status;

    struct pipe_instance *instance = file->instance;
    footprint_write(world_get(), instance->id);
    if (instance->state == PIPE_DISCONNECTED) pipe_instance_begin_listening(instance);
    if (file->nowait) return STATUS_PIPE_LISTENING;
    list_append(&instance->listeners, &request->link);
    return STATUS_PENDING;
}

static void complete_listeners(struct pipe_instance *instance, NTSTATUS status)
{
    while (!list_empty(&instance->listeners))
        request_complete(list_entry(instance->listeners.next, struct request, link), status, 0);
}

void pipe_instance_connected(struct pipe_instance *instance, struct file *client)
{
    footprint_write(world_get(), instance->id);
    race_acquire(&instance->past);
    race_release(&instance->past);
    list_remove(&instance->listening);
    instance->state = PIPE_CONNECTED;
    instance->ends[PIPE_CLIENT] = client;
    complete_listeners(instance, STATUS_SUCCESS);
}

/* Everything unread in both directions is gone, and whoever waited is told (H1, F43, F45, G8). */
NTSTATUS pipe_disconnect(struct file *file)
{
    NTSTATUS status = allow(file, PIPE_DISCONNECT);
    if (!NT_SUCCESS(status)) return status;

    struct pipe_instance *instance = file->instance;
    struct file *client = instance->ends[PIPE_CLIENT];
    footprint_write(world_get(), instance->id);
    race_release(&instance->past);
    if (instance->state == PIPE_LISTENING) footprint_write(world_get(), instance->pipe->id);
    list_remove(&instance->listening);
    instance->state = PIPE_DISCONNECTED;
    instance->ends[PIPE_CLIENT] = NULL;
    if (client != NULL) {
        footprint_write(world_get(), client->object.id);
        client->instance = NULL;
    }
    complete_listeners(instance, STATUS_PIPE_DISCONNECTED);
    for (enum pipe_side side = 0; side < PIPE_SIDES; side++)
        pipe_queue_break(&instance->written[side], STATUS_PIPE_DISCONNECTED, false);
    return STATUS_SUCCESS;
}

/* What it sent can still be read; what was sent to it is gone (I1 to I3, F41, F44, G7). */
static void hang_up(struct pipe_instance *instance, enum pipe_side side)
{
    instance->state = PIPE_CLOSING;
    pipe_queue_break(&instance->written[side], STATUS_PIPE_BROKEN, true);
    pipe_queue_break(&instance->written[peer_of(side)], STATUS_PIPE_BROKEN, false);
}

void pipe_end_closed(struct file *file)
{
    struct pipe_instance *instance = file->instance;
    if (instance == NULL) return;    // a client that was disconnected: nobody is concerned (H9)

    footprint_write(world_get(), instance->id);
    race_release(&instance->past);
    instance->ends[file->side] = NULL;
    complete_listeners(instance, STATUS_PIPE_BROKEN);
    if (instance->state == PIPE_CONNECTED) hang_up(instance, file->side);
    if (file->side == PIPE_SERVER) pipe_instance_gone(instance);
}

void pipe_instance_check(const struct pipe_instance *instance)
{
    bool both = instance->ends[PIPE_SERVER] != NULL && instance->ends[PIPE_CLIENT] != NULL;
    bool listening = instance->state == PIPE_LISTENING;
    INVARIANT(both == (instance->state == PIPE_CONNECTED));
    INVARIANT(listening || list_empty(&instance->listeners));
    INVARIANT(listening != list_empty(&instance->listening));
    for (enum pipe_side side = 0; side < PIPE_SIDES; side++) {
        pipe_queue_check(&instance->written[side]);
        INVARIANT(instance->state >= PIPE_CONNECTED ||
                  list_empty(&instance->written[side].entries));
    }
}
