#include "mock.h"

#include "file.h"
#include "grow.h"
#include "handle.h"
#include "invariant.h"
#include "pipe.h"
#include "pipe_state.h"
#include "process.h"
#include "thread.h"
#include "trace/record.h"
#include "world.h"

#include <stdio.h>
#include <string.h>

unsigned world_mock(struct world *world, const struct mock *mock)
{
    struct mocks *mocks = &world->mocks;
    GROW(mocks->entries, mocks->count, mocks->capacity);
    mocks->entries[mocks->count] = (struct mock_entry){ .mock = *mock };
    mocks->entries[mocks->count].id = footprint_new(world);
    if (mock->nth == 0) mocks->entries[mocks->count].mock.nth = 1;
    return (unsigned)mocks->count++;
}

unsigned mock_struck(const struct world *world, unsigned number)
{
    INVARIANT(number < world->mocks.count);
    return world->mocks.entries[number].struck;
}

bool mock_names(const char *who, const char *lane)
{
    if (who == NULL) return true;
    size_t length = strlen(who);
    if (length > 0 && who[length - 1] == '*') return strncmp(who, lane, length - 1) == 0;
    return strcmp(who, lane) == 0;
}

static const char *lane_of(const struct thread *thread)
{
    return thread->world->trace.threads[thread->ordinal].name;
}

static void run_step(struct thread *thread, const struct mock *mock)
{
    struct world *world = thread->world;
    if (mock->label != NULL)
        trace_mark(&world->trace, TRACE_STEP, thread->ordinal, world->now_ms, mock->label, 0);
    mock->step(world, mock->argument);
}

static void mark(struct thread *thread, size_t number)
{
    struct mock_entry *entry = &thread->world->mocks.entries[number];
    if (entry->struck++ == 0) entry->event = thread->call.event;
}

/* A fault that is no plain failure waits for the call to come to where it makes a difference. */
static NTSTATUS begin_fault(struct thread *thread, size_t number)
{
    const struct fault_outcome *outcome =
        fault_outcome_at(thread->world->mocks.entries[number].mock.fault);
    if (outcome->effect == FAULT_FAIL) {
        mark(thread, number);
        trace_set_mocked(&thread->world->trace, thread->call.event);
        thread->call.mocked = true;
        return STATUS_FROM_WIN32(outcome->error);
    }
    thread->call.effect = (uint8_t)outcome->effect;
    thread->call.mock = number;
    return STATUS_SUCCESS;
}

static NTSTATUS give_outcome(struct thread *thread, size_t number)
{
    const struct mock *mock = &thread->world->mocks.entries[number].mock;
    if (mock->then == MOCK_FAULT) return begin_fault(thread, number);
    mark(thread, number);
    trace_set_mocked(&thread->world->trace, thread->call.event);
    thread->call.mocked = true;
    thread->call.result = mock->result;
    return mock->then == MOCK_FAIL ? STATUS_FROM_WIN32(mock->error) : STATUS_MOCKED;
}

/* The moments of a call at which a mock may strike. */
enum moment { MOMENT_BEFORE, MOMENT_OUTCOME, MOMENT_AFTER };

static enum moment moment_of(enum mock_then then)
{
    switch (then) {
    case MOCK_STEP: return MOMENT_BEFORE;
    case MOCK_STEP_AFTER: return MOMENT_AFTER;
    default: return MOMENT_OUTCOME;
    }
}

/* The same for an entry that counts the fallible calls of one thread, which is nobody else's
 * business; but from then on is a matter between all threads of its process. */
static bool is_due_fault(struct mock_entry *entry, const struct thread *thread)
{
    const struct mock *mock = &entry->mock;
    bool here = thread->fallible_calls == mock->nth && mock_names(mock->who, lane_of(thread));
    if (mock->onwards && here) footprint_write(thread->world, entry->id);
    if (mock->onwards && !here) footprint_read(thread->world, entry->id);
    if (here) entry->process = thread->process;
    return here || (mock->onwards && entry->process == thread->process);
}

/* Which of several threads' calls is the nth depends on their order. */
static bool counts_over_threads(const struct mock *mock)
{
    bool several = mock->who == NULL || strchr(mock->who, '*') != NULL;
    return several && !(mock->onwards && mock->nth == 1);
}

/* Whether this is the call that [entry] waits for; counts it. */
static bool is_due(struct mock_entry *entry, const struct thread *thread)
{
    const struct mock *mock = &entry->mock;
    if (mock->call != thread->call.call) return false;
    if (mock->then == MOCK_FAULT && thread->world->lifted_at > 0) return false;
    if (mock->nth_fallible) return is_due_fault(entry, thread);
    if (!mock_names(mock->who, lane_of(thread))) return false;
    if (counts_over_threads(mock)) footprint_write(thread->world, entry->id);
    entry->seen++;
    return entry->seen == mock->nth || (mock->onwards && entry->seen > mock->nth);
}

/* A step may make further mocks, so that entries move: they are reached by number. */
static NTSTATUS strike(struct thread *thread, enum moment moment)
{
    struct mocks *mocks = &thread->world->mocks;
    NTSTATUS status = STATUS_SUCCESS;
    for (size_t i = 0; i < mocks->count; i++) {
        struct mock mock = mocks->entries[i].mock;
        if (moment_of(mock.then) != moment || !is_due(&mocks->entries[i], thread)) continue;
        bool settled = status != STATUS_SUCCESS || thread->call.effect != FAULT_NONE;
        if (moment == MOMENT_OUTCOME) {
            if (!settled) status = give_outcome(thread, i);    // the first outcome counts
        } else {
            mocks->entries[i].struck++;
            run_step(thread, &mock);
        }
    }
    return status;
}

void mock_steps_before(struct thread *thread)
{
    if (thread->world->mocks.count > 0) strike(thread, MOMENT_BEFORE);
}

NTSTATUS mock_outcome(struct thread *thread)
{
    return thread->world->mocks.count > 0 ? strike(thread, MOMENT_OUTCOME) : STATUS_SUCCESS;
}

void mock_steps_after(struct thread *thread)
{
    if (thread->world->mocks.count > 0) strike(thread, MOMENT_AFTER);
}

/* --- What a call suffers ----------------------------------------------------------------------- */

static void tell(struct thread *thread, const char *text)
{
    struct trace *trace = &thread->world->trace;
    const char *kept = trace_keep(trace, text, strlen(text));
    trace_mark(trace, TRACE_STEP, thread->ordinal, thread->world->now_ms, kept, 0);
}

static void suffer(struct thread *thread)
{
    mark(thread, thread->call.mock);
    trace_set_mocked(&thread->world->trace, thread->call.event);
    thread->call.effect = FAULT_NONE;
}

/* The call comes to where [effect] makes a difference: plans are made of that. */
static bool is_due_effect(struct thread *thread, enum fault_effect effect)
{
    trace_note_chance(&thread->world->trace, thread->call.event, effect);
    return thread->call.effect == effect;
}

bool mock_thread_suffers(struct thread *thread, enum fault_effect effect)
{
    if (!is_due_effect(thread, effect)) return false;
    suffer(thread);
    if (effect == FAULT_SHORT) tell(thread, "less is moved than was asked for");
    if (effect == FAULT_ABANDON)
        tell(thread, "who had the mutex before ended, and never gave it back");
    if (effect == FAULT_WAKE) tell(thread, "it wakes up, and nobody woke it");
    if (effect == FAULT_TIME_OUT) tell(thread, "the time-out passes first");
    return true;
}

bool mock_suffers(enum fault_effect effect)
{
    return mock_thread_suffers(thread_current(), effect);
}

NTSTATUS mock_fails(enum fault_effect effect)
{
    struct thread *thread = thread_current();
    if (!is_due_effect(thread, effect)) return STATUS_SUCCESS;
    const struct mock *mock = &thread->world->mocks.entries[thread->call.mock].mock;
    suffer(thread);
    return STATUS_FROM_WIN32(fault_outcome_at(mock->fault)->error);
}

static bool is_lasting_busy(const struct mock *mock)
{
    return mock->then == MOCK_FAULT && mock->nth_fallible && mock->onwards &&
           mock->call == CALL_CREATE_FILE &&
           strcmp(fault_outcome_at(mock->fault)->name, "busy") == 0;
}

bool mock_keeps_busy(void)
{
    struct thread *thread = thread_current();
    struct mocks *mocks = &thread->world->mocks;
    bool busy = false;
    for (size_t i = 0; i < mocks->count; i++) {
        const struct mock_entry *entry = &mocks->entries[i];
        if (!is_lasting_busy(&entry->mock)) continue;
        footprint_read(thread->world, entry->id);
        busy |= thread->world->lifted_at == 0 && entry->process == thread->process;
    }
    if (busy) trace_set_mocked(&thread->world->trace, thread->call.event);
    return busy;
}

struct holder {
    const struct object *object;
    bool found;
};

static void look(const struct handle *handle, void *argument)
{
    struct holder *holder = argument;
    holder->found |= handle->object == holder->object;
}

static bool holds(const struct process *process, const struct file *file)
{
    struct holder holder = { .object = &file->object };
    if (!process->ended) handles_each(process, look, &holder);
    return holder.found;
}

/* The picture has the call's row above this. */
static void kill(struct thread *thread, struct process *process, enum fault_effect effect)
{
    char text[80];
    const char *when = effect == FAULT_KILL_BEFORE    ? "was killed just before that"
                       : effect == FAULT_KILL_WAITING ? "is killed meanwhile"
                                                      : "is killed right after that";
    snprintf(text, sizeof text, "%s %s", process_name(process), when);
    tell(thread, text);
    process_kill(process, 1);
}

/* Which processes hold the peer is a matter of the instance, which the call has touched. */
void mock_kill_peer(struct file *file, enum fault_effect effect)
{
    struct thread *thread = thread_current();
    enum pipe_side side = file->side == PIPE_SERVER ? PIPE_CLIENT : PIPE_SERVER;
    const struct file *peer = file->instance != NULL ? file->instance->ends[side] : NULL;
    if (peer == NULL || !is_due_effect(thread, effect)) return;

    struct world *world = thread->world;
    footprint_read(world, peer->object.id);    // a close writes it
    for (size_t i = 0; i < world->process_count; i++) {
        struct process *process = world->processes[i];
        if (process == thread->process || !holds(process, peer)) continue;
        if (thread->call.effect != FAULT_NONE) suffer(thread);
        kill(thread, process, effect);
    }
}

/* A call in progress would have kept out whoever wants to (O2): then nobody has come in. */
void mock_disconnect(struct file *file)
{
    struct thread *thread = thread_current();
    if (file->side != PIPE_SERVER) return;
    bool served = file->instance->state == PIPE_CONNECTED || file->instance->state == PIPE_CLOSING;
    bool is_free = served && file->busy == NULL;
    if (thread->call.effect == FAULT_DISCONNECT) {
        pipe_touch(file, PIPE_DISCONNECT);
        footprint_read(thread->world, file->object.id);    // whether it is busy
    }
    if (!is_free || !is_due_effect(thread, FAULT_DISCONNECT)) return;
    suffer(thread);
    tell(thread, "who else holds this end disconnected it just before that");
    pipe_disconnect(file);
}

static void withdraw(struct thread *thread)
{
    thread->world->interrupted = NULL;
    thread->world->exclusive = NULL;
}

void world_let_run(struct world *world, struct process *process)
{
    INVARIANT(world->current != NULL && world->current->process != process);
    if (process->ended || process->threads_ready == 0) return;
    INVARIANT(world->exclusive == NULL);
    world->exclusive = process;
    world->interrupted = world->current;
    thread_park(DEADLINE_NEVER, withdraw);
}
