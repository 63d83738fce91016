/* A pipe queue in its simplest form, written from the facts: arrays of messages, of flushes
 * among them, and of readers who wait. What the kernel's queue does is compared with what this
 * one says. */
#ifndef PIPERIG_QUEUE_MODEL_H
#define PIPERIG_QUEUE_MODEL_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel/status.h"

enum { QUEUE_SIZE_MAX = 12, QUEUE_OPERATIONS_MAX = 80 };

enum queue_kind {
    QUEUE_WRITE,
    QUEUE_WRITE_PATIENT,    // does not wait for the quota
    QUEUE_WRITE_NOWAIT,
    QUEUE_READ,
    QUEUE_FLUSH,
    QUEUE_KINDS
};

/* What came of an operation. */
struct queue_outcome {
    bool over;
    NTSTATUS status;
    size_t count;
    char bytes[QUEUE_SIZE_MAX];    // read
};

/* What is asked of the queue, and what ought to come of it. */
struct queue_operation {
    enum queue_kind kind;
    size_t size;
    bool messages;                 // of a read
    char bytes[QUEUE_SIZE_MAX];    // to write
    bool killed;                   // or broken: what came of it counts no more
    struct queue_outcome expected;
};

/* Data that lies there, or a flush that waits behind it. */
struct queue_item {
    bool is_flush;
    struct queue_operation *waits;    // NULL: the writer has gone on
    char bytes[QUEUE_SIZE_MAX];       // unread
    size_t size;
    bool gone;
};

struct queue_model {
    bool messages;
    size_t quota;
    struct queue_item items[QUEUE_OPERATIONS_MAX];
    size_t item_count;
    struct queue_operation *readers[QUEUE_OPERATIONS_MAX];
    size_t reader_count;
};

void queue_model_do(struct queue_model *model, struct queue_operation *operation);

/* Whose operation it is has died: it leaves, and so do the unread bytes of a write. */
void queue_model_withdraw(struct queue_model *model, struct queue_operation *operation);

/* An end is gone: whoever waits is told [status], and data stays whose writer does not wait, if
 * any stays. */
void queue_model_break(struct queue_model *model, NTSTATUS status, bool keep_data);

bool queue_model_has_data(const struct queue_model *model);
size_t queue_model_bytes(const struct queue_model *model);

/* What a peek shows. */
struct queue_peek {
    char bytes[QUEUE_SIZE_MAX];
    size_t count;
    size_t left;
};
struct queue_peek queue_model_peek(const struct queue_model *model, size_t size);

#endif
