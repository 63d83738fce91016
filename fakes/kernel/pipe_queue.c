#include "pipe_queue.h"

#include "invariant.h"
#include "request.h"
#include "thread.h"
#include "world.h"

#include <string.h>

enum entry_kind { ENTRY_DATA, ENTRY_FLUSH, ENTRY_READER };

struct entry {
    struct list link;
    enum entry_kind kind;
    struct request *request;        // who waits; NULL for data whose writer has gone on
    struct pipe_reading reading;    // of a reader
    const char *data;
    size_t size;
    size_t read;                 // bytes of [data] that are gone
    size_t written;              // by its writer in all: readers who waited may have had the rest
    struct vector_clock past;    // of data: what comes before whoever reads it
};

void pipe_queue_init(struct pipe_queue *queue, bool messages, size_t quota)
{
    *queue = (struct pipe_queue){ .id = footprint_new(world_get()),
                                  .messages = messages,
                                  .quota = quota };
    list_init(&queue->entries);
}

static struct entry *first_of(const struct pipe_queue *queue, enum entry_kind kind)
{
    list_each(link, &queue->entries)
    {
        struct entry *entry = list_entry(link, struct entry, link);
        if (entry->kind == kind) return entry;
    }
    return NULL;
}

bool pipe_queue_has_data(const struct pipe_queue *queue)
{
    return first_of(queue, ENTRY_DATA) != NULL;
}

static struct entry *append(struct pipe_queue *queue, enum entry_kind kind, struct request *request)
{
    struct entry *entry = world_take(sizeof *entry);
    entry->kind = kind;
    entry->request = request;
    list_append(&queue->entries, &entry->link);
    if (request != NULL) {
        request->queue = queue;
        request->entry = entry;
    }
    return entry;
}

static void end(struct entry *entry, NTSTATUS status, size_t count)
{
    if (entry->request != NULL) request_complete(entry->request, status, count);
    entry->request = NULL;
}

static size_t unread(const struct entry *entry)
{
    return entry->size - entry->read;
}

/* Data has gone: flushes that stood behind it are over, and writers whose data now fits go on. */
static void settle(struct pipe_queue *queue)
{
    size_t bytes = 0;
    bool first = true;
    list_each(link, &queue->entries)
    {
        struct entry *entry = list_entry(link, struct entry, link);
        if (entry->kind == ENTRY_READER) return;
        if (entry->kind == ENTRY_FLUSH) {
            if (!first) continue;
            list_remove(link);
            end(entry, STATUS_SUCCESS, 0);
            continue;
        }
        first = false;
        bytes += unread(entry);
        if (bytes <= queue->quota) end(entry, STATUS_SUCCESS, entry->written);
    }
}

/* Move bytes of one entry to the reader; true if the entry is used up. */
static bool consume(struct pipe_queue *queue, struct entry *entry, struct pipe_reading reading,
                    size_t *count)
{
    size_t room = reading.size - *count;
    size_t part = unread(entry) < room ? unread(entry) : room;
    race_acquire(&entry->past);
    race_release(&queue->taken);
    memcpy(reading.buffer + *count, entry->data + entry->read, part);
    *count += part;
    entry->read += part;
    queue->bytes -= part;
    if (unread(entry) > 0) return false;

    // A writer whose bytes are all gone goes on, whatever the quota.
    list_remove(&entry->link);
    end(entry, STATUS_SUCCESS, entry->written);
    return true;
}

static NTSTATUS take_message(struct pipe_queue *queue, struct pipe_reading reading, size_t *count)
{
    struct entry *entry = first_of(queue, ENTRY_DATA);
    return consume(queue, entry, reading, count) ? STATUS_SUCCESS : STATUS_BUFFER_OVERFLOW;
}

/* Bytes without regard to messages: empty ones vanish on the way (F14). */
static void take_bytes(struct pipe_queue *queue, struct pipe_reading reading, size_t *count)
{
    for (;;) {
        struct entry *entry = first_of(queue, ENTRY_DATA);
        if (entry == NULL || (*count == reading.size && unread(entry) > 0)) return;
        bool used_up = consume(queue, entry, reading, count);
        if (!used_up || *count == reading.size) return;
    }
}

NTSTATUS pipe_queue_read(struct pipe_queue *queue, struct pipe_reading reading,
                         struct request *request)
{
    NTSTATUS status = STATUS_SUCCESS;
    footprint_write(world_get(), queue->id);
    if (!pipe_queue_has_data(queue)) {
        append(queue, ENTRY_READER, request)->reading = reading;
        return STATUS_PENDING;
    }
    if (reading.messages)
        status = take_message(queue, reading, &request->count);
    else
        take_bytes(queue, reading, &request->count);
    settle(queue);
    return status;
}

/* Give a waiting reader what it can hold of [data]. Returns the bytes that are gone. */
static size_t feed(struct pipe_queue *queue, struct entry *reader, const char *data, size_t size)
{
    struct pipe_reading reading = reader->reading;
    size_t part = size < reading.size ? size : reading.size;
    NTSTATUS status = reading.messages && part < size ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;

    memcpy(reading.buffer, data, part);
    race_release_of(reader->request->thread, &queue->taken);
    list_remove(&reader->link);
    end(reader, status, part);
    return part;
}

/* Serve readers that wait; returns the bytes that are gone. An empty message serves one of them;
 * on a byte pipe it is nothing (F15, F16). */
static size_t feed_readers(struct pipe_queue *queue, const char *data, size_t size, bool *served)
{
    size_t done = 0;
    struct entry *reader;
    while ((reader = first_of(queue, ENTRY_READER)) != NULL && (done < size || size == 0)) {
        done += feed(queue, reader, data + done, size - done);
        *served = true;
        if (size == 0) break;
    }
    return done;
}

static struct entry *add_data(struct pipe_queue *queue, const char *data, size_t size,
                              struct request *request)
{
    char *copy = world_take(size);
    struct entry *entry = append(queue, ENTRY_DATA, request);
    memcpy(copy, data, size);
    entry->data = copy;
    entry->size = size;
    queue->bytes += size;
    race_release(&entry->past);
    return entry;
}

NTSTATUS pipe_queue_write(struct pipe_queue *queue, const char *data, size_t size, bool patient,
                          struct request *request)
{
    bool served = false;
    footprint_write(world_get(), queue->id);
    request->count = size;
    if (size == 0 && !queue->messages) return STATUS_SUCCESS;

    size_t done = feed_readers(queue, data, size, &served);
    if (served && done == size) return STATUS_SUCCESS;

    size_t rest = size - done;
    bool fits = patient || rest == 0 || queue->bytes + rest <= queue->quota;
    add_data(queue, data + done, rest, fits ? NULL : request)->written = size;
    return fits ? STATUS_SUCCESS : STATUS_PENDING;
}

/* What waiting readers and the quota would take at once. */
static size_t room_at_once(const struct pipe_queue *queue)
{
    size_t room = queue->quota > queue->bytes ? queue->quota - queue->bytes : 0;
    list_each(link, &queue->entries)
    {
        struct entry *entry = list_entry(link, struct entry, link);
        if (entry->kind == ENTRY_READER) room += entry->reading.size;
    }
    return room;
}

NTSTATUS pipe_queue_write_nowait(struct pipe_queue *queue, const char *data, size_t size,
                                 struct request *request)
{
    bool served = false;
    if (size <= room_at_once(queue)) return pipe_queue_write(queue, data, size, true, request);

    footprint_write(world_get(), queue->id);
    request->count = queue->messages ? 0 : feed_readers(queue, data, size, &served);
    return STATUS_SUCCESS;
}

NTSTATUS pipe_queue_flush(struct pipe_queue *queue, struct request *request)
{
    footprint_write(world_get(), queue->id);
    if (!pipe_queue_has_data(queue)) {
        race_acquire(&queue->taken);
        return STATUS_SUCCESS;
    }
    append(queue, ENTRY_FLUSH, request);
    return STATUS_PENDING;
}

/* Copy unread bytes of [entry] behind those already there. */
static void look_at(const struct entry *entry, char *buffer, size_t size, size_t *count)
{
    size_t part = unread(entry) < size - *count ? unread(entry) : size - *count;
    race_acquire(&entry->past);
    if (part == 0) return;
    memcpy(buffer + *count, entry->data + entry->read, part);
    *count += part;
}

size_t pipe_queue_peek(const struct pipe_queue *queue, char *buffer, size_t size, size_t *available,
                       size_t *left)
{
    size_t count = 0;
    bool first = true;
    footprint_read(world_get(), queue->id);
    *available = queue->bytes;
    *left = 0;
    list_each(link, &queue->entries)
    {
        const struct entry *entry = list_entry(link, struct entry, link);
        if (entry->kind != ENTRY_DATA || (queue->messages && !first)) continue;
        look_at(entry, buffer, size, &count);
        if (queue->messages) *left = unread(entry) - count;
        first = false;
    }
    return count;
}

void pipe_queue_withdraw(struct pipe_queue *queue, struct request *request)
{
    struct entry *entry = request->entry;
    footprint_write(world_get(), queue->id);
    entry->request = NULL;
    list_remove(&entry->link);
    if (entry->kind == ENTRY_DATA) queue->bytes -= unread(entry);
    settle(queue);
}

void pipe_queue_break(struct pipe_queue *queue, NTSTATUS status, bool keep_data)
{
    footprint_write(world_get(), queue->id);
    list_each(link, &queue->entries)
    {
        struct entry *entry = list_entry(link, struct entry, link);
        bool keep = keep_data && entry->kind == ENTRY_DATA && entry->request == NULL;
        end(entry, status, 0);
        if (keep) continue;
        if (entry->kind == ENTRY_DATA) queue->bytes -= unread(entry);
        list_remove(link);
    }
}

void pipe_queue_check(const struct pipe_queue *queue)
{
    size_t bytes = 0;
    bool data = pipe_queue_has_data(queue);
    list_each(link, &queue->entries)
    {
        const struct entry *entry = list_entry(link, struct entry, link);
        INVARIANT(entry->kind != ENTRY_READER || !data);
        if (entry->kind == ENTRY_DATA) bytes += unread(entry);
        INVARIANT(entry->request == NULL || entry->kind != ENTRY_DATA || bytes > queue->quota);
    }
    INVARIANT(bytes == queue->bytes);
}
