#define _GNU_SOURCE

#include "ledger.h"

#include "file.h"
#include "handle.h"
#include "wait.h"
#include "world.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Whether [handle] is to a thread of its own process that has ended. */
static bool is_of_ended_thread(const struct handle *handle)
{
    const struct thread *thread = (const struct thread *)handle->object;
    return handle->object->type == OBJECT_THREAD && thread->process == handle->process &&
           thread->state == THREAD_ENDED;
}

static bool is_of_instance(const struct handle *handle)
{
    return handle->object->type == OBJECT_FILE &&
           ((const struct file *)handle->object)->side == PIPE_SERVER;
}

/* Whether a handler or a callback opened it that has not come to its end yet. */
static bool is_of_lent_thread(const struct handle *handle)
{
    const struct world *world = handle->process->world;
    if (handle->event >= world->trace.event_count) return false;
    const struct thread *thread = world->threads[world->trace.events[handle->event].thread];
    return thread->lent && thread->state != THREAD_ENDED;
}

static void count_handle(const struct handle *handle, void *argument)
{
    struct holdings *holdings = argument;
    if (is_of_ended_thread(handle))
        holdings->ended++;
    else if (is_of_instance(handle))
        holdings->pipes++;
    else if (handle->object->type != OBJECT_THREAD && !is_of_lent_thread(handle))
        holdings->others++;
}

/* Whether the program has made the thread, which is not the one that runs now, and has not seen to it
 * that it comes to its end. */
static bool is_left_alone(const struct thread *thread)
{
    const struct process *process = thread->process;
    bool made = !thread->lent && thread->in_process.prev != &process->threads;    // nor the first
    bool ends =
        thread->state == THREAD_ENDED || thread->returned || thread->call.call == CALL_EXIT_THREAD;
    return made && !ends && thread != process->world->current;
}

static size_t count_left_alone(const struct process *process)
{
    size_t count = 0;
    list_each(link, &process->threads) count +=
        is_left_alone(list_entry(link, struct thread, in_process));
    return count;
}

struct holdings process_holdings(const struct process *process)
{
    struct holdings holdings = { .threads = process->threads_alive,
                                 .alone = count_left_alone(process),
                                 .blocks = process->heap.block_count,
                                 .bytes = process->heap.byte_count };
    handles_each(process, count_handle, &holdings);
    holdings.handles = process->handle_count - holdings.ended;
    return holdings;
}

/* The call that an entry of the ledger came from. */
static void print_origin(const struct world *world, uint32_t index, FILE *out)
{
    if (index >= world->trace.event_count) {
        fputs("before the first call", out);
        return;
    }
    const struct trace_event *event = &world->trace.events[index];
    fprintf(out, "%s in %s at moment %" PRIu32, call_name(event->call),
            world->trace.threads[event->thread].name, event->begun);
}

struct listing {
    const struct process *process;
    bool ended;     // handles to threads that have ended, or all others
    size_t skip;    // the oldest are those allowed
    FILE *out;
};

static void list_handle(const struct handle *handle, void *argument)
{
    struct listing *listing = argument;
    if (is_of_ended_thread(handle) != listing->ended) return;
    if (listing->skip > 0) {
        listing->skip--;
        return;
    }
    fprintf(listing->out, "%s: a handle is still open, from ", listing->process->name);
    print_origin(listing->process->world, handle->event, listing->out);
    fputc('\n', listing->out);
}

static void list_threads(const struct process *process, size_t allowed, FILE *out)
{
    list_each(link, &process->threads)
    {
        const struct thread *thread = list_entry(link, struct thread, in_process);
        if (thread->state == THREAD_ENDED) continue;
        if (allowed > 0)
            allowed--;
        else
            fprintf(out, "%s: the thread %s has not ended\n", process->name,
                    process->world->trace.threads[thread->ordinal].name);
    }
}

static void list_blocks(const struct process *process, size_t allowed, FILE *out)
{
    list_each(link, &process->heap.blocks)
    {
        const struct heap_block *block = list_entry(link, struct heap_block, link);
        if (allowed > 0) {
            allowed--;
            continue;
        }
        fprintf(out, "%s: %zu bytes are not freed, from ", process->name, block->size);
        print_origin(process->world, block->event, out);
        fputc('\n', out);
    }
}

void process_list_holdings(const struct process *process, struct holdings allowed, FILE *out)
{
    struct listing others = { process, false, allowed.handles, out };
    struct listing ended = { process, true, allowed.ended, out };
    handles_each(process, list_handle, &others);
    handles_each(process, list_handle, &ended);
    if (process->threads_alive > allowed.threads) list_threads(process, allowed.threads, out);
    if (process->heap.block_count > allowed.blocks) list_blocks(process, allowed.blocks, out);
}

static void describe(const struct thread *thread, FILE *out)
{
    const struct trace *trace = &thread->world->trace;
    fprintf(out, "%s waits in %s", trace->threads[thread->ordinal].name,
            call_name(thread->call.call));
    if (thread->wanted_file != NULL && thread->wanted_file->busy != NULL) {
        const struct thread *busy = thread->wanted_file->busy;
        fprintf(out, " for %s to end its %s on the same handle", trace->threads[busy->ordinal].name,
                call_name(busy->call.call));
    }
    fputs("; ", out);
}

const char *ledger_describe_waits(struct world *world)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL) return "somebody waits for ever";

    for (size_t i = 0; i < world->thread_count; i++)
        if (world->threads[i]->state == THREAD_PARKED) describe(world->threads[i], out);
    fclose(out);
    const char *kept = trace_keep(&world->trace, text, size >= 2 ? size - 2 : 0);
    free(text);
    return kept;
}

const char *ledger_describe_runaway(const struct world *world)
{
    char *repeats = trace_describe_repeats(&world->trace);
    if (repeats == NULL) return "the bound of steps was reached";
    char *text = world_take(strlen(repeats) + 1);
    strcpy(text, repeats);
    free(repeats);
    return text;
}

/* A lock is given back, and a turn on a handle passed on, by another thread. One who waits for the end
 * of a thread waits for itself if that waits so too. */
static bool waits_within(const struct thread *thread, unsigned depth)
{
    if (thread->state != THREAD_PARKED) return false;
    if (depth == 0) return true;    // there are not so many threads: they wait in a circle
    if (thread->gate_wait != NULL) return true;
    if (thread->wanted_file != NULL && thread->wanted_file->busy != NULL)
        return thread->wanted_file->busy->process == thread->process;
    const struct thread *joined = wait_joins(thread);
    return joined != NULL && joined->process == thread->process &&
           (joined == thread || waits_within(joined, depth - 1));
}

bool process_waits_for_itself(const struct process *process)
{
    list_each(link, &process->threads)
    {
        const struct thread *thread = list_entry(link, struct thread, in_process);
        if (waits_within(thread, (unsigned)process->world->thread_count)) return true;
    }
    return false;
}
