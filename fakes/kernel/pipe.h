/* Named pipes: names, instances, and what each operation does in each state. */
#ifndef FAKES_KERNEL_PIPE_H
#define FAKES_KERNEL_PIPE_H

#include "file.h"
#include "pipe_queue.h"
#include "status.h"

struct request;
struct thread;

/* A name that is served. It leaves the directory with its last server end, although clients may
 * still hold theirs (facts B25, C6). */
struct pipe {
    struct list link;    // in the world's directory
    footprint_id id;
    const uint16_t *key;       // the name without its prefix, in upper case
    uint32_t access;           // PIPE_ACCESS_*: every instance has the same (B20)
    bool messages;             // PIPE_TYPE_MESSAGE: the first instance decides (B19)
    unsigned instances_max;    // PIPE_UNLIMITED_INSTANCES, or as the first instance said (B17)
    unsigned instance_count;
    uint32_t default_timeout_ms;
    struct list listening;       // instances, in the order in which they began to listen (C16)
    struct list waiters;         // threads in WaitNamedPipe
    struct vector_clock past;    // what comes before they find it listening: race/race.h
};

enum pipe_state { PIPE_DISCONNECTED, PIPE_LISTENING, PIPE_CONNECTED, PIPE_CLOSING, PIPE_STATES };

/* One seat at a named pipe: taken by a client, given back by DisconnectNamedPipe.
 *
 *   I1  CONNECTED exactly while both ends are there and belong together; CLOSING while one of them
 *        has closed.
 *   I2  Requests sit in [listeners] only while LISTENING; a client's arrival completes them all
 *        (E14).
 *   I3  DISCONNECTED and LISTENING mean that both queues are empty. Disconnecting discards; hanging
 *        up keeps what was
 *       sent, so CLOSING may still hold bytes to read.
 *   I4  It is in the pipe's list of listening instances exactly while LISTENING.
 *
 * pipe_instance_check() asserts these. */
struct pipe_instance {
    struct pipe *pipe;
    footprint_id id;
    enum pipe_state state;
    struct list listening;            // link in the pipe's list
    struct list listeners;            // requests
    struct file *ends[PIPE_SIDES];    // NULL: closed, or no client
    struct pipe_queue
        written[PIPE_SIDES];     // by that side; the quotas are the buffer sizes asked for
    struct vector_clock past;    // what comes before others find it in its state
};

/* What CreateNamedPipe was asked for. */
struct pipe_parameters {
    const uint16_t *name;    // as given, e.g. \\.\pipe\x
    uint32_t access;
    bool first;
    bool messages;
    bool reads_messages;
    bool nowait;
    unsigned instances_max;
    uint32_t out_bytes;
    uint32_t in_bytes;
    uint32_t default_timeout_ms;
};

/* A new listening instance.
 *
 * Returns: STATUS_INSTANCE_NOT_AVAILABLE, STATUS_ACCESS_DENIED, or what pipe_name() refuses. */
NTSTATUS pipe_create(const struct pipe_parameters *parameters, struct file **file);

/* Connect to the instance that has listened longest.
 *
 * Returns: STATUS_OBJECT_NAME_NOT_FOUND, STATUS_ACCESS_DENIED, STATUS_PIPE_NOT_AVAILABLE. */
NTSTATUS pipe_open(const uint16_t *name, bool reads, bool writes, struct file **file);

/* Wait until an instance listens; nothing is reserved (D3). 0 means the pipe's default.
 *
 * Returns: STATUS_OBJECT_NAME_NOT_FOUND, STATUS_IO_TIMEOUT.  Yields: while all are busy. */
NTSTATUS pipe_wait(const uint16_t *name, uint32_t timeout_ms);

/* End the wait of [thread] with STATUS_CANCELLED (O9, unproven).
 *
 * Returns: STATUS_NOT_FOUND when it does not wait for an instance. */
NTSTATUS pipe_wait_cancel(struct thread *thread);

/* Whether [name] is that of the pipe file system itself, with or without a final backslash. */
bool pipe_name_is_device(const uint16_t *name);

/* Whether [name] is that of a pipe, by its prefix; [key] receives the rest in upper case.
 *
 * Returns: STATUS_OBJECT_PATH_NOT_FOUND for none at all, STATUS_OBJECT_NAME_INVALID,
 *          STATUS_NAME_TOO_LONG. */
NTSTATUS pipe_name(const uint16_t *name, const uint16_t **key);

/* Operations on an open end. Those with a request return STATUS_PENDING when it was queued. The
 * caller holds the file object's lock. */
NTSTATUS pipe_listen(struct file *file, struct request *request);
NTSTATUS pipe_disconnect(struct file *file);
NTSTATUS pipe_read(struct file *file, void *buffer, size_t size, struct request *request);
NTSTATUS pipe_write(struct file *file, const void *data, size_t size, struct request *request);
NTSTATUS pipe_flush(struct file *file, struct request *request);
NTSTATUS pipe_transact(struct file *file, const void *data, size_t size, void *reply, size_t room,
                       struct request *request);

struct pipe_view {
    size_t count;    // bytes copied
    size_t available;
    size_t left;    // of the first message
};
NTSTATUS pipe_peek(struct file *file, void *buffer, size_t size, struct pipe_view *view);

/* The modes of an end. Returns: STATUS_PIPE_DISCONNECTED; STATUS_INVALID_PARAMETER for messages
 * of a byte pipe. */
NTSTATUS pipe_set_modes(struct file *file, bool reads_messages, bool nowait);
NTSTATUS pipe_query(struct file *file);

/* The last handle of an end was closed. */
void pipe_end_closed(struct file *file);

/* Steps in the life of an instance. */
void pipe_instance_begin_listening(struct pipe_instance *instance);
void pipe_instance_connected(struct pipe_instance *instance, struct file *client);
void pipe_instance_gone(struct pipe_instance *instance);    // its server end has closed

void pipe_instance_check(const struct pipe_instance *instance);

#endif
