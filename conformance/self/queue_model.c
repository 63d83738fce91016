#include "queue_model.h"

#include <string.h>

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

static void end(struct queue_operation *operation, NTSTATUS status, size_t count)
{
    operation->expected.over = true;
    operation->expected.status = status;
    operation->expected.count = count;
}

static struct queue_item *first_data(const struct queue_model *model)
{
    for (size_t i = 0; i < model->item_count; i++) {
        const struct queue_item *item = &model->items[i];
        if (!item->gone && !item->is_flush) return (struct queue_item *)item;
    }
    return NULL;
}

bool queue_model_has_data(const struct queue_model *model)
{
    return first_data(model) != NULL;
}

size_t queue_model_bytes(const struct queue_model *model)
{
    size_t bytes = 0;
    for (size_t i = 0; i < model->item_count; i++)
        if (!model->items[i].gone) bytes += model->items[i].size;
    return bytes;
}

/* F21 to F23, F25, G2, G6: who waits goes on when what lies before him, and his own, is little
 * enough. */
static void let_go_on(struct queue_model *model)
{
    size_t bytes = 0;
    bool data_before = false;
    for (size_t i = 0; i < model->item_count; i++) {
        struct queue_item *item = &model->items[i];
        if (item->gone) continue;
        bytes += item->size;
        if (item->is_flush && !data_before) {
            end(item->waits, STATUS_SUCCESS, 0);
            item->gone = true;
        }
        if (item->is_flush) continue;
        data_before = true;
        if (item->waits != NULL && bytes <= model->quota) {
            end(item->waits, STATUS_SUCCESS, item->waits->size);
            item->waits = NULL;
        }
    }
}

/* --- Reading ---------------------------------------------------------------------------------- */

/* Bytes of one item, behind those that the reader has. */
static void take(struct queue_item *item, struct queue_operation *read)
{
    struct queue_outcome *outcome = &read->expected;
    size_t part = smaller(item->size, read->size - outcome->count);
    memcpy(outcome->bytes + outcome->count, item->bytes, part);
    memmove(item->bytes, item->bytes + part, item->size - part);
    outcome->count += part;
    item->size -= part;
    if (item->size > 0) return;

    item->gone = true;
    if (item->waits != NULL) end(item->waits, STATUS_SUCCESS, item->waits->size);
}

/* F4 to F7, F12, F19, F20. */
static void read_message(struct queue_model *model, struct queue_operation *read)
{
    struct queue_item *item = first_data(model);
    take(item, read);
    end(read, item->gone ? STATUS_SUCCESS : STATUS_BUFFER_OVERFLOW, read->expected.count);
}

/* F8, F13, F14: a read takes what it has room for; an empty message in its way vanishes. */
static void read_bytes(struct queue_model *model, struct queue_operation *read)
{
    struct queue_item *item = first_data(model);
    do {
        take(item, read);
        item = first_data(model);
    } while (item != NULL && read->expected.count < read->size);
    end(read, STATUS_SUCCESS, read->expected.count);
}

static void do_read(struct queue_model *model, struct queue_operation *read)
{
    if (!queue_model_has_data(model)) {
        model->readers[model->reader_count++] = read;
        return;
    }
    if (read->messages)
        read_message(model, read);
    else
        read_bytes(model, read);
    let_go_on(model);
}

/* --- Writing ---------------------------------------------------------------------------------- */

static struct queue_operation *next_reader(struct queue_model *model)
{
    struct queue_operation *reader = model->readers[0];
    model->reader_count--;
    memmove(model->readers, model->readers + 1, model->reader_count * sizeof *model->readers);
    return reader;
}

/* F16, F18, F26, F28, F30.  Returns: the bytes that are gone. */
static size_t feed_readers(struct queue_model *model, const struct queue_operation *write)
{
    size_t done = 0;
    while (model->reader_count > 0 && done < write->size) {
        struct queue_operation *read = next_reader(model);
        size_t rest = write->size - done, part = smaller(rest, read->size);
        memcpy(read->expected.bytes, write->bytes + done, part);
        end(read, read->messages && part < rest ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS, part);
        done += part;
    }
    return done;
}

static void add_data(struct queue_model *model, struct queue_operation *write, size_t done,
                     bool patient)
{
    struct queue_item *item = &model->items[model->item_count++];
    item->size = write->size - done;
    memcpy(item->bytes, write->bytes + done, item->size);
    if (patient || item->size == 0 || queue_model_bytes(model) <= model->quota)
        end(write, STATUS_SUCCESS, write->size);
    else
        item->waits = write;
}

static void do_write(struct queue_model *model, struct queue_operation *write, bool patient)
{
    if (write->size == 0 && model->reader_count > 0 && model->messages) {
        end(next_reader(model), STATUS_SUCCESS, 0);
        end(write, STATUS_SUCCESS, 0);
        return;
    }
    size_t done = feed_readers(model, write);
    bool nothing = write->size == 0 && !model->messages;    // F15
    if (nothing || (write->size > 0 && done == write->size))
        end(write, STATUS_SUCCESS, write->size);
    else
        add_data(model, write, done, patient);
}

/* F31 to F35. */
static void do_write_nowait(struct queue_model *model, struct queue_operation *write)
{
    size_t bytes = queue_model_bytes(model);
    size_t room = model->quota > bytes ? model->quota - bytes : 0;
    for (size_t i = 0; i < model->reader_count; i++)
        room += model->readers[i]->size;

    if (write->size <= room)
        do_write(model, write, true);
    else
        end(write, STATUS_SUCCESS, model->messages ? 0 : feed_readers(model, write));
}

/* --- The rest --------------------------------------------------------------------------------- */

static void do_flush(struct queue_model *model, struct queue_operation *flush)
{
    if (queue_model_has_data(model))
        model->items[model->item_count++] = (struct queue_item){ .is_flush = true, .waits = flush };
    else
        end(flush, STATUS_SUCCESS, 0);
}

void queue_model_do(struct queue_model *model, struct queue_operation *operation)
{
    switch (operation->kind) {
    case QUEUE_WRITE: do_write(model, operation, false); break;
    case QUEUE_WRITE_PATIENT: do_write(model, operation, true); break;
    case QUEUE_WRITE_NOWAIT: do_write_nowait(model, operation); break;
    case QUEUE_READ: do_read(model, operation); break;
    case QUEUE_FLUSH: do_flush(model, operation); break;
    case QUEUE_KINDS: break;
    }
}

void queue_model_withdraw(struct queue_model *model, struct queue_operation *operation)
{
    operation->killed = true;
    for (size_t i = 0; i < model->reader_count; i++) {
        if (model->readers[i] != operation) continue;
        memmove(model->readers + i, model->readers + i + 1,
                (--model->reader_count - i) * sizeof *model->readers);
    }
    for (size_t i = 0; i < model->item_count; i++)
        if (!model->items[i].gone && model->items[i].waits == operation)
            model->items[i] = (struct queue_item){ .gone = true };
    let_go_on(model);
}

void queue_model_break(struct queue_model *model, NTSTATUS status, bool keep_data)
{
    while (model->reader_count > 0)
        end(next_reader(model), status, 0);
    for (size_t i = 0; i < model->item_count; i++) {
        struct queue_item *item = &model->items[i];
        bool waits = item->waits != NULL;
        if (item->gone) continue;
        if (waits) end(item->waits, status, 0);
        if (waits || !keep_data) *item = (struct queue_item){ .gone = true };
    }
}

/* J1, J3, J6, J7, J11. */
struct queue_peek queue_model_peek(const struct queue_model *model, size_t size)
{
    struct queue_peek peek = { .count = 0 };
    for (size_t i = 0; i < model->item_count; i++) {
        const struct queue_item *item = &model->items[i];
        if (item->gone || item->is_flush) continue;
        size_t part = smaller(item->size, size - peek.count);
        memcpy(peek.bytes + peek.count, item->bytes, part);
        peek.count += part;
        if (model->messages) {
            peek.left = item->size - part;
            break;
        }
    }
    return peek;
}
