#include "request.h"

#include "invariant.h"
#include "pipe_queue.h"
#include "thread.h"

void request_init(struct request *request, struct file *file)
{
    *request =
        (struct request){ .thread = thread_current(), .file = file, .status = STATUS_PENDING };
    list_init(&request->link);
}

/* The thread is killed: nobody waits for its request any more. */
static void withdraw(struct thread *thread)
{
    struct request *request = thread->request;
    thread->request = NULL;
    list_remove(&request->link);
    if (request->queue != NULL) pipe_queue_withdraw(request->queue, request);
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
    request->status = status;
    request->count = count;
    list_remove(&request->link);
    if (request->thread->request != request) return;    // it does not wait yet
    request->thread->request = NULL;
    thread_unpark(request->thread, status);
}
