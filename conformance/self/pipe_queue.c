/* One direction of a pipe against a simple model: random writers, readers and flushes, deaths and
 * hang-ups, and after each step the same outcomes, the same bytes left, and the queue's own
 * invariants.
 *
 * Each operation is a process of its own, so that many wait at once, which no synchronous handle
 * allows, and so that each can be killed while it waits. */
#include "machine.h"
#include "queue_model.h"

#include "kernel/pipe_queue.h"
#include "kernel/request.h"

#include <stdio.h>
#include <stdlib.h>

enum { SEEDS = 300 };

/* Less than one write, and more than some. */
static const size_t quotas[] = { 0, 3, 8, 30 };

/* An operation on the kernel's queue, and on the model's. */
struct worker {
    struct queue_operation operation;
    struct queue_outcome outcome;
    struct pipe_queue *queue;
    struct process *process;
};

struct laboratory {
    struct machine machine;
    struct choice dice;
    struct pipe_queue queue;
    struct queue_model model;
    struct worker workers[QUEUE_OPERATIONS_MAX];
    size_t worker_count;
    unsigned char next_byte;
};

static NTSTATUS ask(struct worker *worker, struct request *request)
{
    const struct queue_operation *operation = &worker->operation;
    struct pipe_reading reading = { worker->outcome.bytes, operation->size, operation->messages };
    switch (operation->kind) {
    case QUEUE_WRITE:
    case QUEUE_WRITE_PATIENT:
        return pipe_queue_write(worker->queue, operation->bytes, operation->size,
                                operation->kind == QUEUE_WRITE_PATIENT, request);
    case QUEUE_WRITE_NOWAIT:
        return pipe_queue_write_nowait(worker->queue, operation->bytes, operation->size, request);
    case QUEUE_READ: return pipe_queue_read(worker->queue, reading, request);
    default: return pipe_queue_flush(worker->queue, request);
    }
}

static int work(void *argument)
{
    struct worker *worker = argument;
    struct request request;
    request_init(&request, NULL);
    NTSTATUS status = ask(worker, &request);
    if (status == STATUS_PENDING) status = request_wait(&request);
    worker->outcome.status = status;
    worker->outcome.count = request.count;
    worker->outcome.over = true;
    return 0;
}

static uint32_t roll(struct laboratory *laboratory, uint32_t count)
{
    return choice_pick(&laboratory->dice, CHOICE_DATA, count);
}

static void open_laboratory(struct laboratory *laboratory, uint64_t seed, bool messages)
{
    memset(laboratory, 0, sizeof *laboratory);
    machine_open(&laboratory->machine);
    choice_init_random(&laboratory->dice, seed);
    size_t quota = quotas[seed % COUNT_OF(quotas)];
    pipe_queue_init(&laboratory->queue, messages, quota);
    laboratory->model.messages = messages;
    laboratory->model.quota = quota;
}

static void close_laboratory(struct laboratory *laboratory)
{
    machine_close(&laboratory->machine);
    choice_fini(&laboratory->dice);
}

/* A write, a read or a flush of any size. Every byte is another one, as long as 256 last. */
static void start_something(struct laboratory *laboratory)
{
    struct worker *worker = &laboratory->workers[laboratory->worker_count++];
    struct queue_operation *operation = &worker->operation;
    operation->kind = (enum queue_kind)roll(laboratory, QUEUE_KINDS);
    if (roll(laboratory, 4) == 0) operation->kind = QUEUE_READ;
    operation->size = roll(laboratory, 4) == 0 ? 0 : roll(laboratory, QUEUE_SIZE_MAX + 1);
    operation->messages = laboratory->model.messages && roll(laboratory, 2) == 0;
    if (operation->kind == QUEUE_FLUSH) operation->size = 0;
    for (size_t i = 0; operation->kind != QUEUE_READ && i < operation->size; i++)
        operation->bytes[i] = (char)laboratory->next_byte++;

    worker->queue = &laboratory->queue;
    worker->process = machine_serve(&laboratory->machine, "worker", work, worker);
    machine_must_end(&laboratory->machine, OUTCOME_FINISHED);
    queue_model_do(&laboratory->model, operation);
}

static void kill_somebody(struct laboratory *laboratory)
{
    struct worker *worker =
        &laboratory->workers[roll(laboratory, (uint32_t)laboratory->worker_count)];
    if (worker->outcome.over || worker->operation.killed) return;
    process_kill(worker->process, 1);
    machine_must_end(&laboratory->machine, OUTCOME_FINISHED);
    queue_model_withdraw(&laboratory->model, &worker->operation);
}

static void hang_up(struct laboratory *laboratory)
{
    bool keep_data = roll(laboratory, 2) == 0;
    pipe_queue_break(&laboratory->queue, STATUS_PIPE_BROKEN, keep_data);
    machine_must_end(&laboratory->machine, OUTCOME_FINISHED);
    queue_model_break(&laboratory->model, STATUS_PIPE_BROKEN, keep_data);
}

static void do_something(struct laboratory *laboratory)
{
    switch (roll(laboratory, 12)) {
    case 0:
        if (laboratory->worker_count > 0) kill_somebody(laboratory);
        break;
    case 1:
        if (roll(laboratory, 4) == 0) hang_up(laboratory);
        break;
    default: start_something(laboratory);
    }
}

static const char *const kinds[QUEUE_KINDS] = { "write", "patient write", "write that never waits",
                                                "read", "flush" };

static void must_have_come_to(const struct worker *worker, size_t index)
{
    const struct queue_operation *operation = &worker->operation;
    const struct queue_outcome *seen = &worker->outcome, *expected = &operation->expected;
    if (operation->killed) return;

    bool same = seen->over == expected->over;
    if (same && seen->over)
        same = seen->status == expected->status && seen->count == expected->count &&
               (operation->kind != QUEUE_READ ||
                memcmp(seen->bytes, expected->bytes, seen->count) == 0);
    if (!same)
        test_fail(__FILE__, __LINE__,
                  "operation %zu, a %s of %zu: over %d, status %x, count %zu; the model says over "
                  "%d, status %x, count %zu",
                  index, kinds[operation->kind], operation->size, seen->over,
                  (unsigned)seen->status, seen->count, expected->over, (unsigned)expected->status,
                  expected->count);
}

static void must_show_the_same(const struct laboratory *laboratory)
{
    char bytes[QUEUE_SIZE_MAX];
    size_t available, left;
    struct queue_peek peek = queue_model_peek(&laboratory->model, sizeof bytes);
    size_t count = pipe_queue_peek(&laboratory->queue, bytes, sizeof bytes, &available, &left);

    must_equal(available, queue_model_bytes(&laboratory->model));
    must_equal(pipe_queue_has_data(&laboratory->queue), queue_model_has_data(&laboratory->model));
    must_equal(count, peek.count);
    must_equal(left, peek.left);
    must_hold(memcmp(bytes, peek.bytes, count) == 0);
}

static void must_agree(const struct laboratory *laboratory)
{
    pipe_queue_check(&laboratory->queue);
    for (size_t i = 0; i < laboratory->worker_count; i++)
        must_have_come_to(&laboratory->workers[i], i);
    must_show_the_same(laboratory);
}

static void compare_with_model(bool messages)
{
    struct laboratory *laboratory = malloc(sizeof *laboratory);
    must_hold(laboratory != NULL);
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        char name[32];
        snprintf(name, sizeof name, "seed %u", (unsigned)seed);
        ROW(name);
        open_laboratory(laboratory, seed, messages);
        while (laboratory->worker_count < QUEUE_OPERATIONS_MAX) {
            do_something(laboratory);
            must_agree(laboratory);
        }
        close_laboratory(laboratory);
    }
    ROW(NULL);
    free(laboratory);
}

TEST_OUTSIDE(pipe_queue, of_messages_does_what_the_model_says)
{
    compare_with_model(true);
}

TEST_OUTSIDE(pipe_queue, of_bytes_does_what_the_model_says)
{
    compare_with_model(false);
}
