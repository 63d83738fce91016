#include "visible.h"

#include "kernel/handle.h"
#include "kernel/pipe.h"
#include "kernel/process.h"
#include "kernel/request.h"
#include "kernel/sync.h"
#include "kernel/thread.h"
#include "kernel/world.h"

enum { VISIBLE_MAX = 256 };

/* Objects that several handles refer to are written once. */
struct seen {
    const void *entries[VISIBLE_MAX];
    size_t count;
};

static bool is_new(struct seen *seen, const void *object)
{
    for (size_t i = 0; i < seen->count; i++)
        if (seen->entries[i] == object) return false;
    if (seen->count < VISIBLE_MAX) seen->entries[seen->count++] = object;
    return true;
}

static size_t length(const struct list *list)
{
    size_t count = 0;
    list_each(link, list) count++;
    return count;
}

static int ordinal(const struct thread *thread)
{
    return thread != NULL ? thread->ordinal : -1;
}

/* Whose request stands at which place: an entry of a queue begins with its link. */
static void write_places(const struct pipe_queue *queue, FILE *out)
{
    const struct world *world = world_get();
    size_t place = 0;
    list_each(link, &queue->entries)
    {
        place++;
        for (size_t i = 0; i < world->thread_count; i++) {
            const struct request *request = world->threads[i]->request;
            if (request != NULL && request->entry == (void *)link)
                fprintf(out, " #%zu thread %zu", place, i);
        }
    }
}

static void write_data(struct pipe_queue *queue, FILE *out)
{
    char bytes[64];
    while (pipe_queue_has_data(queue)) {
        struct request request = { .count = 0 };
        struct pipe_reading reading = { bytes, sizeof bytes, true };
        pipe_queue_read(queue, reading, &request);
        fprintf(out, " \"%.*s\"", (int)request.count, bytes);
    }
}

static void write_instance(struct pipe_instance *instance, FILE *out)
{
    fprintf(out, "  instance %x: state %d, listeners %zu, ends %d%d", instance->id, instance->state,
            length(&instance->listeners), instance->ends[0] != NULL, instance->ends[1] != NULL);
    for (int side = 0; side < PIPE_SIDES; side++) {
        struct pipe_queue *queue = &instance->written[side];
        fprintf(out, "; %zu bytes of %zu, %zu entries", queue->bytes, queue->quota,
                length(&queue->entries));
        write_places(queue, out);
    }
    fputc('\n', out);
}

static void write_file(const struct file *file, FILE *out)
{
    fprintf(out, "side %d of %x, modes %d%d, busy %d, line", file->side,
            file->instance != NULL ? file->instance->id : 0, file->reads_messages, file->nowait,
            ordinal(file->busy));
    list_each(link, &file->queue)
        fprintf(out, " %d", ordinal(list_entry(link, struct thread, queued)));
}

static void write_object(const struct object *object, FILE *out)
{
    const struct mutex *mutex = (const struct mutex *)object;
    fprintf(out, "object %x, type %d, %u handles, %zu waiters: ", object->id, object->type,
            object->handles, length(&object->waiters));
    switch (object->type) {
    case OBJECT_FILE: write_file((const struct file *)object, out); break;
    case OBJECT_EVENT: fprintf(out, "set %d", ((const struct event *)object)->set); break;
    case OBJECT_SEMAPHORE: fprintf(out, "%d", ((const struct semaphore *)object)->count); break;
    case OBJECT_MUTEX:
        fprintf(out, "owner %d, depth %u, abandoned %d", ordinal(mutex->owner), mutex->depth,
                mutex->abandoned);
        break;
    default: break;
    }
    fputc('\n', out);
}

static void write_pipe(const struct pipe *pipe, FILE *out)
{
    fprintf(out, "pipe %x: %u of %u instances, access %u, messages %d, %zu waiters, listening",
            pipe->id, pipe->instance_count, pipe->instances_max, pipe->access, pipe->messages,
            length(&pipe->waiters));
    list_each(link, &pipe->listening)
        fprintf(out, " %x", list_entry(link, struct pipe_instance, listening)->id);
    fputc('\n', out);
}

static void write_thread(const struct thread *thread, FILE *out)
{
    fprintf(out, "thread %d: state %d, call %d, error %u, owns %zu", thread->ordinal, thread->state,
            thread->call.call, thread->last_error, length(&thread->owned_mutexes));
    if (thread->state == THREAD_ENDED) fprintf(out, ", exit code %u", thread->exit_code);
    if (thread->state == THREAD_READY) fprintf(out, ", woken %x", (unsigned)thread->woken);
    if (thread->state == THREAD_PARKED)
        fprintf(out, ", until %llu, wait %d, gate %x, file %x, request %d",
                (unsigned long long)thread->deadline_ms, thread->wait != NULL, thread->gate,
                thread->wanted_file != NULL ? thread->wanted_file->object.id : 0,
                thread->request != NULL);
    fputc('\n', out);
}

static void write_handles(const struct thread *thread, struct seen *objects, struct seen *instances,
                          FILE *out)
{
    for (size_t i = 0; i < thread->handle_count; i++) {
        const struct handle *handle = thread->handles[i];
        struct object *object = handle->object;
        fprintf(out, "handle %p: object %x, access %x\n", handle->value,
                object != NULL ? object->id : 0, handle->access);
        if (object == NULL || !is_new(objects, object)) continue;
        write_object(object, out);
        struct file *file = object->type == OBJECT_FILE ? (struct file *)object : NULL;
        if (file != NULL && is_new(instances, file->once)) write_instance(file->once, out);
    }
}

/* What it has printed is left out: programs cannot read it. */
static void write_process(const struct process *process, FILE *out)
{
    fprintf(out, "process %d: ended %d, exit code %u, input left %zu, ignores %d, handlers",
            process->ordinal, process->ended, process->exit_code, process->console.input_left,
            process->ctrl_ignored);
    for (unsigned i = 0; i < process->ctrl_handler_count; i++)
        fprintf(out, " %p", process->ctrl_handlers[i]);
    fputc('\n', out);
}

/* What lies in the queues; comes last, since it disturbs what it reads. */
static void write_contents(const struct seen *instances, FILE *out)
{
    for (size_t i = 0; i < instances->count; i++) {
        struct pipe_instance *instance = (struct pipe_instance *)instances->entries[i];
        fprintf(out, "in %x:", instance->id);
        for (int side = 0; side < PIPE_SIDES; side++)
            write_data(&instance->written[side], out);
        fputc('\n', out);
    }
}

void visible_write(FILE *out)
{
    struct world *world = world_get();
    struct seen objects = { .count = 0 }, instances = { .count = 0 };
    world->footprints.off = true;
    for (size_t i = 0; i < world->process_count; i++)
        write_process(world->processes[i], out);
    for (size_t i = 0; i < world->thread_count; i++)
        write_thread(world->threads[i], out);
    for (size_t i = 0; i < world->thread_count; i++)
        write_handles(world->threads[i], &objects, &instances, out);
    list_each(link, &world->pipes) write_pipe(list_entry(link, struct pipe, link), out);
    write_contents(&instances, out);
    fprintf(out, "%llu ms\n", (unsigned long long)world->now_ms);
}
