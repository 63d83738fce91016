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

/* A step may make further mocks, so that entries move: they are reached by number. */
static NTSTATUS strike(struct thread *thread, bool after)
{
    struct mocks *mocks = &thread->world->mocks;
    NTSTATUS      status = STATUS_SUCCESS;
    for (size_t i = 0; i < mocks->count; i++) {
        struct mock_entry *entry = &mocks->entries[i];
        struct mock        mock = entry->mock;
        if ((mock.then == MOCK_STEP_AFTER) != after || mock.call != thread->call.call) continue;
        if (!names(mock.who, lane_of(thread))) continue;
        entry->seen++;
        if (entry->seen != mock.nth && !(mock.onwards && entry->seen > mock.nth)) continue;

        bool is_step = mock.then == MOCK_STEP || mock.then == MOCK_STEP_AFTER;
        if (!is_step && status != STATUS_SUCCESS) continue;
        entry->struck++;
        if (is_step) run_step(thread, &mock);
        else status = give_outcome(thread, &mock);
    }
    return status;
}

NTSTATUS mock_strike(struct thread *thread)
{
    return thread->world->mocks.count > 0 ? strike(thread, false) : STATUS_SUCCESS;
}

void mock_strike_after(struct thread *thread)
{
    if (thread->world->mocks.count > 0) strike(thread, true);
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
