/* An I/O request: one thread's wish that a file object cannot always grant at once.
 *
 * It is either done before the call returns, or it is queued at the pipe and somebody completes it
 * later. Now the thread that asked waits for it; an overlapped request differs only in who is told.
 */
#ifndef FAKES_KERNEL_REQUEST_H
#define FAKES_KERNEL_REQUEST_H

#include "list.h"
#include "status.h"

#include <stddef.h>

struct file;
struct thread;
struct pipe_queue;

struct request {
    struct list link;         // in a queue of the pipe, while pending
    struct thread *thread;    // who waits for it
    struct file *file;
    struct pipe_queue *queue;    // where it is queued; NULL for a listen
    void *entry;                 // the queue's own
    NTSTATUS status;             // STATUS_PENDING until it is complete
    size_t count;                // bytes moved
};

void request_init(struct request *request, struct file *file);

/* The outcome of a request that is queued. Yields: until it is complete. */
NTSTATUS request_wait(struct request *request);

/* The request is over: whoever waits for it goes on. */
void request_complete(struct request *request, NTSTATUS status, size_t count);

/* End the I/O that [thread] waits for, with STATUS_CANCELLED. A thread that waits for its turn on a
 * file object has not asked for any yet (O8, unproven).
 *
 * Returns: STATUS_NOT_FOUND when it waits for none. */
NTSTATUS request_cancel(struct thread *thread);

#endif
