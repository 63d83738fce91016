#include "request.h"

#include "file.h"
#include "invariant.h"
#include "pipe.h"
#include "pipe_queue.h"
#include "thread.h"
#include "world.h"

/* Whoever asks for I/O may be cancelled, whether or not it has to wait. */
void request_init(struct request *request, struct file *file)
{
    footprint_write(world_get(), thread_current()->io);
    *request =
        (struct request){ .thread = thread_current(), .file = file, .status = STATUS_PENDING };
    list_init(&request->link);
}

/* Take the request from wherever it is queued. */
static void unqueue(struct request *request)
{
    list_remove(&request->link);
    if (request->queue != NULL) pipe_queue_withdraw(request->queue, request);
}

/* The thread is killed: nobody waits for its request any more. */
static void withdraw(struct thread *thread)
{
    struct request *request = thread->request;
    footprint_write(thread->world, thread->io);
    thread->request = NULL;
    unqueue(request);
}

NTSTATUS request_wait(struct request *request)
{
    INVARIANT(request->thread == thread_current());
    if (request->status != STATUS_PENDING) return request->status;    // a fault was faster
    request->thread->request = request;
    thread_park(DEADLINE_NEVER, withdraw);
    return request->status;
}

void request_complete(struct request *request, NTSTATUS status, size_t count)
{
    INVARIANT(request->status == STATUS_PENDING);
    footprint_write(world_get(), request->thread->io);
    request->status = status;
    request->count = count;
    list_remove(&request->link);
    if (request->thread->request != request) return;    // it does not wait yet
    request->thread->request = NULL;
    race_pass(request->thread);
    thread_unpark(request->thread, status);
}

/* An instance whose listen is cancelled listens on (E16); the queue knows what else it means
 * (F46). */
NTSTATUS request_cancel(struct thread *thread)
{
    struct request *request = thread->request;
    footprint_write(world_get(), thread->io);
    if (request == NULL) return pipe_wait_cancel(thread);

    if (request->queue == NULL) footprint_write(world_get(), request->file->instance->id);
    unqueue(request);
    request_complete(request, STATUS_CANCELLED, 0);
    return STATUS_SUCCESS;
}
