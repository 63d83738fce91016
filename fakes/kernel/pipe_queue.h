/* One direction of a pipe instance: what was written and not yet read, or who waits to read.
 *
 *   Q1  Readers wait only while there is no data.
 *   Q2  [bytes] is what is left to read of all data, whether its writer has gone on or still waits.
 *   Q3  A writer goes on as soon as what is unread up to and including its own data fits the quota
 *        (facts F21
 *       to F23); an empty message always fits (F25).
 *   Q4  A flush waits in line behind the data that was there before it, and ends when that is gone
 *        (G6).
 *
 * pipe_queue_check() asserts these.
 */
#ifndef FAKES_KERNEL_PIPE_QUEUE_H
#define FAKES_KERNEL_PIPE_QUEUE_H

#include "footprint.h"
#include "list.h"
#include "race/vector_clock.h"
#include "status.h"

#include <stdbool.h>
#include <stddef.h>

struct request;

struct pipe_queue {
    footprint_id id;
    bool messages;    // the pipe's type
    size_t quota;     // bytes that may lie unread before writers wait
    size_t bytes;
    struct list entries;          // data and flushes, or readers
    struct vector_clock taken;    // of those who read from it: comes before a flush ends
};

/* How a reader wants its data. */
struct pipe_reading {
    char *buffer;
    size_t size;
    bool messages;    // one message at a time
};

void pipe_queue_init(struct pipe_queue *queue, bool messages, size_t quota);

/* Is there data, be it an empty message? */
bool pipe_queue_has_data(const struct pipe_queue *queue);

/* Read what is there into [reading].
 *
 * Returns: STATUS_SUCCESS or, for a message that did not fit, STATUS_BUFFER_OVERFLOW, with
 *          [request]'s count; with
 *          nothing there STATUS_PENDING: the request is queued and [reading]'s buffer must stay. */
NTSTATUS pipe_queue_read(struct pipe_queue *queue, struct pipe_reading reading,
                         struct request *request);

/* Write [size] bytes: first to readers that wait, the rest to the queue. A [patient] write does not
 * wait for the quota, whatever it is (the request half of a transaction).
 *
 * Returns: STATUS_SUCCESS with [request]'s count, or STATUS_PENDING: all bytes can be read already,
 *          and the
 *          request is queued until they fit the quota. */
NTSTATUS pipe_queue_write(struct pipe_queue *queue, const char *data, size_t size, bool patient,
                          struct request *request);

/* The same in PIPE_NOWAIT mode, which never waits: what neither readers nor quota take is not
 * written. The result is always success; the count says how much (facts F31 to F35). */
NTSTATUS pipe_queue_write_nowait(struct pipe_queue *queue, const char *data, size_t size,
                                 struct request *request);

/* Returns: STATUS_SUCCESS when nothing is left to read, else STATUS_PENDING. */
NTSTATUS pipe_queue_flush(struct pipe_queue *queue, struct request *request);

/* Look at the first message, or at all bytes of a byte pipe, without taking any.
 * Returns: bytes copied; [available] is all there is, [left] the rest of the first message. */
size_t pipe_queue_peek(const struct pipe_queue *queue, char *buffer, size_t size, size_t *available,
                       size_t *left);

/* The request, which is pending here, is void: a write takes its unread bytes with it (F46,
 * F47). */
void pipe_queue_withdraw(struct pipe_queue *queue, struct request *request);

/* End every pending request with [status]. Data stays if [keep_data], but without the requests
 * of writers who wait. */
void pipe_queue_break(struct pipe_queue *queue, NTSTATUS status, bool keep_data);

void pipe_queue_check(const struct pipe_queue *queue);

#endif
