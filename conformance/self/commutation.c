/* Calls whose footprints say that they are independent do commute: in whichever order two threads
 * make them, results and state are the same.
 *
 * A world is brought into a random state by calls of helpers, of which many wait for ever. Then
 * two more threads come up to their calls and make one step each, in either order. What a
 * footprint misses shows as a difference. */
#define _GNU_SOURCE    // open_memstream under -std=c17
#include "machine.h"
#include "visible.h"

#include "explore/happens_before.h"
#include "explore/seeded.h"
#include "kernel/thread.h"
#include "kernel/world.h"

#include <stdio.h>
#include <stdlib.h>

enum { PROCESSES = 2, PIPES_MAX = 12, PREFIX_MAX = 14, DATA_MAX = 8 };

/* What each process has handles to. */
struct pool {
    HANDLE pipes[PIPES_MAX];
    unsigned pipe_count;
    HANDLE events[2], mutex, semaphore;
    SRWLOCK lock;
    CONDITION_VARIABLE condition;
    INIT_ONCE once;
};

enum hold { HOLDS_NOTHING, HOLDS_SHARED, HOLDS_EXCLUSIVE, HOLDS };

static struct pool pools[PROCESSES];

/* One call with its operands, and what came of it. */
struct action {
    int call;
    unsigned process;
    uint32_t first, second;    // random numbers: operands are made of them
    bool keeps;                // may add to the pool
    bool takes_mutex;
    HANDLE thread;             // of another action; NULL if there is no such thread yet
    enum hold wants, holds;    // of the slim lock: before its call
    bool ready;                // is about to make its call
    bool done;
    uint64_t result;
    DWORD error;
    DWORD count;
    char data[DATA_MAX];
};

/* --- Calls ------------------------------------------------------------------------------------ */

static const WCHAR *name_of(const struct action *action)
{
    return action->first % 4 == 0 ? u"\\\\.\\pipe\\b" : u"\\\\.\\pipe\\a";
}

static struct pool *pool_of(const struct action *action)
{
    return &pools[action->process];
}

static HANDLE pipe_of(const struct action *action)
{
    const struct pool *pool = pool_of(action);
    return pool->pipe_count > 0 ? pool->pipes[action->first % pool->pipe_count]
                                : (HANDLE)(ULONG_PTR)0xBAD0;
}

static HANDLE event_of(const struct action *action)
{
    return pool_of(action)->events[action->first % 2];
}

/* Any object that can be waited for. */
static HANDLE object_of(const struct action *action)
{
    const struct pool *pool = pool_of(action);
    HANDLE objects[] = { pool->events[0], pool->events[1], pool->mutex, pool->semaphore,
                         pipe_of(action) };
    return objects[action->second % COUNT_OF(objects)];
}

static void keep(struct action *action, HANDLE handle)
{
    struct pool *pool = pool_of(action);
    action->result = handle != INVALID_HANDLE_VALUE;
    if (action->keeps && handle != INVALID_HANDLE_VALUE && pool->pipe_count < PIPES_MAX)
        pool->pipes[pool->pipe_count++] = handle;
}

static void create_pipe(struct action *action)
{
    DWORD type = action->second % 2 == 0 ? PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE : 0;
    keep(action, CreateNamedPipeW(name_of(action), PIPE_ACCESS_DUPLEX, type, 1 + action->second % 3,
                                  4, 4, 0, NULL));
}

static void open_pipe(struct action *action)
{
    keep(action, CreateFileW(name_of(action), GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING,
                             0, NULL));
}

static void connect_pipe(struct action *action)
{
    action->result = (uint64_t)ConnectNamedPipe(pipe_of(action), NULL);
}

static void disconnect_pipe(struct action *action)
{
    action->result = (uint64_t)DisconnectNamedPipe(pipe_of(action));
}

static void read_pipe(struct action *action)
{
    DWORD size = 1 + action->second % 3;
    action->result = (uint64_t)ReadFile(pipe_of(action), action->data, size, &action->count, NULL);
}

static void write_pipe(struct action *action)
{
    char bytes[] = { (char)('a' + action->second % 26), 'x', 'y', 'z', 'w' };
    DWORD size = action->second % 5;
    action->result = (uint64_t)WriteFile(pipe_of(action), bytes, size, &action->count, NULL);
}

static void flush_pipe(struct action *action)
{
    action->result = (uint64_t)FlushFileBuffers(pipe_of(action));
}

static void peek_pipe(struct action *action)
{
    DWORD available = 0;
    action->result =
        (uint64_t)PeekNamedPipe(pipe_of(action), action->data, 3, &action->count, &available, NULL);
    action->result += 16 * available;
}

static void transact(struct action *action)
{
    action->result = (uint64_t)TransactNamedPipe(pipe_of(action), "tq", 2, action->data, 3,
                                                 &action->count, NULL);
}

static void call_pipe(struct action *action)
{
    action->result = (uint64_t)CallNamedPipeW(name_of(action), "cq", 2, action->data, 3,
                                              &action->count, NMPWAIT_WAIT_FOREVER);
}

static void set_state(struct action *action)
{
    DWORD modes[] = { 0, PIPE_READMODE_MESSAGE, PIPE_NOWAIT, PIPE_READMODE_MESSAGE | PIPE_NOWAIT };
    DWORD mode = modes[action->second % COUNT_OF(modes)];
    action->result = (uint64_t)SetNamedPipeHandleState(pipe_of(action), &mode, NULL, NULL);
}

static void get_state(struct action *action)
{
    DWORD state = 0;
    action->result = (uint64_t)GetNamedPipeHandleStateW(pipe_of(action), &state, &action->count,
                                                        NULL, NULL, NULL, 0);
    action->result += 16 * state;
}

static void get_info(struct action *action)
{
    DWORD flags = 0;
    action->result =
        (uint64_t)GetNamedPipeInfo(pipe_of(action), &flags, NULL, NULL, &action->count);
    action->result += 16 * flags;
}

static void wait_pipe(struct action *action)
{
    action->result = (uint64_t)WaitNamedPipeW(name_of(action), NMPWAIT_WAIT_FOREVER);
}

static void close_handle(struct action *action)
{
    action->result = (uint64_t)CloseHandle(pipe_of(action));
}

static void duplicate_handle(struct action *action)
{
    HANDLE copy = INVALID_HANDLE_VALUE;
    DuplicateHandle(GetCurrentProcess(), pipe_of(action), GetCurrentProcess(), &copy, 0, FALSE,
                    DUPLICATE_SAME_ACCESS);
    keep(action, copy);
}

static void close_event(struct action *action)
{
    action->result = (uint64_t)CloseHandle(event_of(action));
}

static void open_event(struct action *action)
{
    action->result =
        OpenEventW(SYNCHRONIZE, FALSE, action->first % 2 ? u"manual" : u"auto") != NULL;
}

static void set_event(struct action *action)
{
    action->result = (uint64_t)SetEvent(event_of(action));
}

static void reset_event(struct action *action)
{
    action->result = (uint64_t)ResetEvent(event_of(action));
}

static void poll_object(struct action *action)
{
    action->result = WaitForSingleObject(object_of(action), 0);
}

static void wait_object(struct action *action)
{
    action->result = WaitForSingleObject(object_of(action), INFINITE);
}

static void wait_two(struct action *action)
{
    HANDLE two[] = { event_of(action), pool_of(action)->semaphore };
    action->result = WaitForMultipleObjects(2, two, action->second % 2 == 0, INFINITE);
}

static void release_mutex(struct action *action)
{
    action->result = (uint64_t)ReleaseMutex(pool_of(action)->mutex);
}

static void release_semaphore(struct action *action)
{
    LONG previous = 0;
    action->result = (uint64_t)ReleaseSemaphore(pool_of(action)->semaphore, 1, &previous);
    action->count = (DWORD)previous;
}

static void cancel(struct action *action)
{
    action->result = (uint64_t)CancelSynchronousIo(action->thread);
}

static void take_lock(struct action *action, enum hold hold)
{
    SRWLOCK *lock = &pool_of(action)->lock;
    if (action->holds != HOLDS_NOTHING) return;
    action->holds = hold;
    if (hold == HOLDS_SHARED)
        AcquireSRWLockShared(lock);
    else
        AcquireSRWLockExclusive(lock);
}

static void share(struct action *action)
{
    take_lock(action, HOLDS_SHARED);
}

static void exclude(struct action *action)
{
    take_lock(action, HOLDS_EXCLUSIVE);
}

static void try_lock(struct action *action, enum hold hold)
{
    SRWLOCK *lock = &pool_of(action)->lock;
    if (action->holds != HOLDS_NOTHING || hold == HOLDS_NOTHING) return;
    action->result =
        hold == HOLDS_SHARED ? TryAcquireSRWLockShared(lock) : TryAcquireSRWLockExclusive(lock);
    if (action->result) action->holds = hold;
}

static void try_to_share(struct action *action)
{
    try_lock(action, HOLDS_SHARED);
}

static void try_to_exclude(struct action *action)
{
    try_lock(action, HOLDS_EXCLUSIVE);
}

static void release_lock(struct action *action)
{
    SRWLOCK *lock = &pool_of(action)->lock;
    if (action->holds == HOLDS_SHARED) ReleaseSRWLockShared(lock);
    if (action->holds == HOLDS_EXCLUSIVE) ReleaseSRWLockExclusive(lock);
    action->holds = HOLDS_NOTHING;
}

static void sleep_on_condition(struct action *action)
{
    struct pool *pool = pool_of(action);
    ULONG flags = action->holds == HOLDS_SHARED ? CONDITION_VARIABLE_LOCKMODE_SHARED : 0;
    if (action->holds == HOLDS_NOTHING) return;
    SleepConditionVariableSRW(&pool->condition, &pool->lock, INFINITE, flags);
}

static void wake_one(struct action *action)
{
    WakeConditionVariable(&pool_of(action)->condition);
}

static void wake_all(struct action *action)
{
    WakeAllConditionVariable(&pool_of(action)->condition);
}

static BOOL WINAPI do_once(INIT_ONCE *once, void *parameter, void **context)
{
    (void)once, (void)parameter, (void)context;
    return TRUE;
}

static void execute_once(struct action *action)
{
    action->result = (uint64_t)InitOnceExecuteOnce(&pool_of(action)->once, do_once, NULL, NULL);
}

static void increment(struct action *action)
{
    static LONG volatile number;
    (void)action;
    InterlockedExchange(&number, 1);
}

static void exit_process(struct action *action)
{
    (void)action;
    ExitProcess(3);
}

static const struct {
    const char *name;
    void (*make)(struct action *action);
    bool ends;    // is not made on the way to a state
} calls[] = {
    { "CreateNamedPipe", create_pipe, false },
    { "CreateFile", open_pipe, false },
    { "ConnectNamedPipe", connect_pipe, false },
    { "DisconnectNamedPipe", disconnect_pipe, false },
    { "ReadFile", read_pipe, false },
    { "WriteFile", write_pipe, false },
    { "FlushFileBuffers", flush_pipe, false },
    { "PeekNamedPipe", peek_pipe, false },
    { "TransactNamedPipe", transact, false },
    { "CallNamedPipe", call_pipe, false },
    { "SetNamedPipeHandleState", set_state, false },
    { "GetNamedPipeHandleState", get_state, false },
    { "GetNamedPipeInfo", get_info, false },
    { "WaitNamedPipe", wait_pipe, false },
    { "CloseHandle", close_handle, false },
    { "DuplicateHandle", duplicate_handle, false },
    { "CloseHandle of an event", close_event, true },
    { "OpenEvent", open_event, true },
    { "SetEvent", set_event, false },
    { "ResetEvent", reset_event, false },
    { "WaitForSingleObject, 0", poll_object, false },
    { "WaitForSingleObject", wait_object, false },
    { "WaitForMultipleObjects", wait_two, false },
    { "ReleaseMutex", release_mutex, false },
    { "ReleaseSemaphore", release_semaphore, false },
    { "CancelSynchronousIo", cancel, false },
    { "AcquireSRWLockShared", share, false },
    { "AcquireSRWLockExclusive", exclude, false },
    { "TryAcquireSRWLockShared", try_to_share, false },
    { "TryAcquireSRWLockExclusive", try_to_exclude, false },
    { "ReleaseSRWLock", release_lock, false },
    { "SleepConditionVariableSRW", sleep_on_condition, false },
    { "WakeConditionVariable", wake_one, false },
    { "WakeAllConditionVariable", wake_all, false },
    { "InitOnceExecuteOnce", execute_once, false },
    { "InterlockedExchange", increment, true },
    { "ExitProcess", exit_process, true },
};

/* --- A state and two calls -------------------------------------------------------------------- */

struct trial {
    struct choice choice;    // first: the driver finds the rest behind it
    struct action prefix[PREFIX_MAX];
    unsigned prefix_count;
    struct action pair[2];
    uint16_t threads[2];
    bool swapped;
    bool together;        // the pair is at its calls
    uint32_t steps[2];    // of the pair
    unsigned made;
    bool shut_out;    // one of them stands before a lock: its call is still to come
};

static uint32_t below(struct choice *dice, uint32_t count)
{
    return choice_pick(dice, CHOICE_DATA, count);
}

static void plan_action(struct choice *dice, struct action *action, int call)
{
    *action = (struct action){ .call = call,
                               .process = below(dice, PROCESSES),
                               .first = below(dice, 1 << 16),
                               .second = below(dice, 1 << 16),
                               .wants = below(dice, HOLDS) };
}

/* Pipes and clients first, so that the rest finds some. */
static void plan(struct trial *trial, uint64_t seed, int left, int right)
{
    struct choice dice;
    choice_init_random(&dice, seed);
    *trial = (struct trial){ .prefix_count = 2 + below(&dice, PREFIX_MAX - 1) };
    for (unsigned i = 0; i < trial->prefix_count; i++) {
        int call = i < 4 ? (int)(i % 2) : (int)below(&dice, COUNT_OF(calls));
        while (calls[call].ends)
            call = (int)below(&dice, COUNT_OF(calls));
        plan_action(&dice, &trial->prefix[i], call);
        trial->prefix[i].keeps = true;
    }
    for (int i = 0; i < 2; i++) {
        plan_action(&dice, &trial->pair[i], i == 0 ? left : right);
        trial->pair[i].takes_mutex = below(&dice, 3) == 0;
    }
    choice_fini(&dice);
}

/* The thread of any action. */
static HANDLE open_thread(uint32_t number)
{
    enum { ID_STEP = 4 };
    return OpenThread(THREAD_TERMINATE, FALSE,
                      ID_STEP * (1 + PROCESSES + number % (PREFIX_MAX + 2)));
}

static uint32_t make_call(void *argument)
{
    struct action *action = argument;
    if (action->takes_mutex) WaitForSingleObject(pool_of(action)->mutex, 0);
    if (calls[action->call].make == cancel) action->thread = open_thread(action->second);
    try_lock(action, action->wants);
    action->result = 0;
    SetLastError(0);
    action->ready = true;
    calls[action->call].make(action);
    action->error = action->result == 0 ? GetLastError() : 0;
    action->done = true;
    thread_park(DEADLINE_NEVER, NULL);
    return 0;
}

static int equip(void *argument)
{
    struct pool *pool = argument;
    *pool = (struct pool){ .events = { CreateEventW(NULL, FALSE, FALSE, u"auto"),
                                       CreateEventW(NULL, TRUE, FALSE, u"manual") },
                           .mutex = CreateMutexW(NULL, FALSE, u"mutex"),
                           .semaphore = CreateSemaphoreW(NULL, 1, 2, u"semaphore") };
    InitializeSRWLock(&pool->lock);
    InitializeConditionVariable(&pool->condition);
    InitOnceInitialize(&pool->once);
    thread_park(DEADLINE_NEVER, NULL);
    return 0;
}

/* Whose turn it is: first both come up to their calls, then they make a step each. */
static uint16_t whose_turn(const struct trial *trial)
{
    if (!trial->pair[0].ready) return trial->threads[0];
    if (!trial->pair[1].ready) return trial->threads[1];
    return trial->threads[trial->made ^ trial->swapped];
}

static uint32_t drive(struct choice *choice, enum choice_kind kind, uint32_t count)
{
    const struct trial *trial = (const struct trial *)choice;
    const struct world *world = world_get();
    bool schedule = kind == CHOICE_SCHEDULE || kind == CHOICE_PREEMPT;
    bool ours = schedule && trial->together && trial->made < 2;
    for (uint32_t option = 0; ours && option < count; option++)
        if (thread_option(world, world->calm, option)->ordinal == whose_turn(trial)) return option;
    return 0;
}

/* After a step of each, the run is over; also when the second one cannot make its step any more. */
static bool may_step(struct choice *choice, const struct world *world, uint16_t thread)
{
    struct trial *trial = (struct trial *)choice;
    if (!trial->together || !trial->pair[0].ready || !trial->pair[1].ready) return true;
    if (trial->made == 2 || thread != whose_turn(trial)) return false;
    trial->steps[trial->made++ ^ trial->swapped] = world->steps + 1;
    return true;
}

static bool marks_conflict(const struct footprints *all, uint32_t left, uint32_t right)
{
    for (size_t i = 0; i < all->count; i++)
        for (size_t j = 0; all->marks[i].step == left && j < all->count; j++)
            if (all->marks[j].step == right && all->marks[j].object == all->marks[i].object &&
                order_dependent(all->marks[i].kind, all->marks[j].kind))
                return true;
    return false;
}

static void write_outcome(const struct trial *trial, FILE *out)
{
    for (int i = 0; i < 2; i++) {
        const struct action *action = &trial->pair[i];
        fprintf(out, "%s: done %d, result %llu, error %u, count %u, data %.8s\n",
                calls[action->call].name, action->done, (unsigned long long)action->result,
                action->error, action->count, action->data);
    }
    visible_write(out);
}

static void add_thread(struct world *world, struct action *action)
{
    thread_new(world->processes[action->process], make_call, action);
}

/* Returns: the outcome as text, which the caller frees, and whether the two steps conflict. NULL
 *          if they were not made. */
static char *play(struct trial *trial, bool swapped, bool *conflict)
{
    char *text = NULL;
    size_t size = 0;
    trial->swapped = swapped;
    trial->choice = (struct choice){ .drive = drive, .step = may_step };
    struct world *world = world_open(&trial->choice);
    for (int i = 0; i < PROCESSES; i++) {
        struct program program = { .name = "app", .function = equip, .argument = &pools[i] };
        world_start(world, &program, PROCESS_SERVES, NULL);
    }
    world_run(world);
    for (unsigned i = 0; i < trial->prefix_count; i++) {
        add_thread(world, &trial->prefix[i]);
        world_run(world);
    }
    trial->together = true;
    for (int i = 0; i < 2; i++) {
        trial->threads[i] = (uint16_t)world->thread_count;
        add_thread(world, &trial->pair[i]);
    }
    world_run(world);

    for (int i = 0; i < 2; i++)
        trial->shut_out |= world->threads[trial->threads[i]]->gate_wait != NULL;
    if (trial->made == 2) {
        *conflict = marks_conflict(&world->footprints, trial->steps[0], trial->steps[1]);
        FILE *out = open_memstream(&text, &size);
        write_outcome(trial, out);
        fclose(out);
    }
    world_close(world);
    choice_fini(&trial->choice);
    return text;
}

/* --- All pairs -------------------------------------------------------------------------------- */

struct score {
    unsigned states;
    unsigned independent;
};

static void complain(uint64_t seed, int left, int right, const char *given, const char *other)
{
    fprintf(stderr,
            "%s and %s, state %llu: their steps are taken for independent, but in this order\n"
            "%s\nand in the other\n%s\n",
            calls[left].name, calls[right].name, (unsigned long long)seed,
            given != NULL ? given : "the second cannot be made",
            other != NULL ? other : "the second cannot be made");
}

/* Returns: false if the two calls are called independent, and are not. */
static bool commute(uint64_t seed, int left, int right, struct score *score)
{
    static struct trial trial;
    bool conflict[2] = { false, false };
    plan(&trial, seed, left, right);
    char *given = play(&trial, false, &conflict[0]);
    bool shut_out = trial.shut_out;
    plan(&trial, seed, left, right);
    char *other = play(&trial, true, &conflict[1]);
    bool independent = (given != NULL && !conflict[0]) || (other != NULL && !conflict[1]);
    bool same = given != NULL && other != NULL && strcmp(given, other) == 0;
    bool counts = !shut_out && !trial.shut_out && (given != NULL || other != NULL);
    bool well = same || !independent || !counts;
    score->states += counts;
    score->independent += counts && independent;
    if (!well) complain(seed, left, right, given, other);
    free(given);
    free(other);
    return well;
}

static uint64_t number_from(const char *variable, uint64_t otherwise)
{
    const char *text = getenv(variable);
    return text != NULL ? strtoull(text, NULL, 10) : otherwise;
}

/* More states on request: PIPERIG_STATES=1000. With PIPERIG_VERBOSE it says what each pair got. */
TEST_OUTSIDE(commutation, of_calls_that_footprints_call_independent)
{
    uint64_t states = number_from("PIPERIG_STATES", 40 / CHECK_RUNS_DIVISOR + 1);
    unsigned wrong = 0;
    for (int left = 0; left < (int)COUNT_OF(calls); left++)
        for (int right = left; right < (int)COUNT_OF(calls); right++) {
            struct score score = { 0, 0 };
            for (uint64_t state = 1; state <= states && wrong < 3; state++)
                wrong +=
                    !commute(state * 1000003 + (uint64_t)(left * 64 + right), left, right, &score);
            if (getenv("PIPERIG_VERBOSE") != NULL)
                fprintf(stderr, "%-24s %-24s %5u states, independent in %u\n", calls[left].name,
                        calls[right].name, score.states, score.independent);
        }
    must_equal(wrong, 0);
}

/* ResetEvent leaves no footprint: states in which its order matters are found. */
TEST_OUTSIDE(commutation, is_missed_by_calls_that_leave_out_a_footprint)
{
    struct score score = { 0, 0 };
    unsigned wrong = 0;
    if (!seeded_set(SEEDED_WRITE_MISSING)) return;    // a build without such faults
    for (int left = 0; left < (int)COUNT_OF(calls); left++)
        for (int right = 0; right < (int)COUNT_OF(calls); right++)
            if (calls[left].make == set_event && calls[right].make == reset_event)
                for (uint64_t state = 1; state <= 40; state++)
                    wrong += !commute(state, left, right, &score);
    seeded_set(SEEDED_NONE);
    must_hold(wrong > 0);
}
