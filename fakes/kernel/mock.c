#include "mock.h"

#include "grow.h"
#include "invariant.h"
#include "process.h"
#include "thread.h"
#include "trace/record.h"
#include "world.h"

#include <string.h>

unsigned world_mock(struct world *world, const struct mock *mock)
{
    struct mocks *mocks = &world->mocks;
    GROW(mocks->entries, mocks->count, mocks->capacity);
    mocks->entries[mocks->count] = (struct mock_entry){ .mock = *mock };
    if (mock->nth == 0) mocks->entries[mocks->count].mock.nth = 1;
    return (unsigned)mocks->count++;
}

unsigned mock_struck(const struct world *world, unsigned number)
{
    INVARIANT(number < world->mocks.count);
    return world->mocks.entries[number].struck;
}

static bool names(const char *who, const char *lane)
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

static NTSTATUS give_outcome(struct thread *thread, const struct mock *mock)
{
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

/* Whether this is the call that [entry] waits for; counts it. */
static bool is_due(struct mock_entry *entry, const struct thread *thread)
{
    const struct mock *mock = &entry->mock;
    if (mock->call != thread->call.call || !names(mock->who, lane_of(thread))) return false;
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
        if (status != STATUS_SUCCESS) continue;    // the first outcome counts
        mocks->entries[i].struck++;
        if (moment == MOMENT_OUTCOME)
            status = give_outcome(thread, &mock);
        else
            run_step(thread, &mock);
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
