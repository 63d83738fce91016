#include "programs.h"

#include "kernel/pipe_state.h"
#include "kernel/request.h"
#include "kernel/sync.h"
#include "kernel/thread.h"
#include "kernel/wait.h"
#include "kernel/world.h"
#include "win32/lock.h"

#include "must.h"

#include <inttypes.h>
#include <string.h>

enum { THREADS_MAX = 4, DEEDS_MAX = 4, CELLS = 2, EVENTS = 2, MUTEXES = 2, ENDS = 2 };

enum operation {
    READ_CELL,
    WRITE_CELL,
    LOCK,
    UNLOCK,
    SET_EVENT,
    RESET_EVENT,
    WAIT_EVENT,
    WAIT_EITHER,
    WAIT_BOTH,
    RELEASE_UNIT,
    TAKE_UNIT,
    SLEEP,
    WRITE_PIPE,
    READ_PIPE,
    FLUSH_PIPE,
    PEEK_PIPE,
    DISCONNECT_PIPE,
    CLOSE_PIPE,
    CANCEL_IO,
    SHARE,
    EXCLUDE,
    GIVE_BACK,
    SLEEP_ON,
    WAKE_ONE,
    WAKE_ALL,
    TRY_TO_SHARE,
    TRY_TO_EXCLUDE,
    TRY_TO_LOCK,
    DO_ONCE,
    START_TIMER,
    STOP_TIMER,
    OPERATIONS,
    WITHOUT_SLIM_LOCK = SHARE,
    WITHOUT_TRIES = TRY_TO_SHARE
};

struct deed {
    enum operation operation;
    int object;
};

static struct {
    uint64_t seed;
    int threads;
    bool shared;    // threads 0 and 1 are of one process
    int counts[THREADS_MAX];
    struct deed deeds[THREADS_MAX][DEEDS_MAX];
} text;

/* What the threads of a run share, and what came of their deeds; 0: nothing yet. */
static unsigned cells[CELLS];
static struct event *events[EVENTS];
static struct mutex *mutexes[MUTEXES];
static struct semaphore *semaphore;
static struct file *ends[ENDS];
static SRWLOCK slim_lock;
static CONDITION_VARIABLE condition;
static enum { FREE, SHARED, EXCLUSIVE } held[THREADS_MAX];    // of the slim lock
static INIT_ONCE once;
static HANDLE timers[THREADS_MAX];
static bool closed[ENDS];
static uint64_t results[THREADS_MAX][DEEDS_MAX];

/* --- Writing a program ------------------------------------------------------------------------ */

enum { PALETTE = 5 };

static uint32_t below(struct choice *dice, uint32_t count)
{
    return choice_pick(dice, CHOICE_DATA, count);
}

/* These have all operations. Since most of the later ones take several steps, there are fewer. */
static bool is_rich(void)
{
    return text.seed % 8 == 1;
}

static enum operation any_operation(struct choice *dice)
{
    uint32_t count = text.seed % 4 == 0 ? WITHOUT_TRIES
                     : is_rich()        ? OPERATIONS
                                        : WITHOUT_SLIM_LOCK;
    return (enum operation)below(dice, count);
}

/* Every other program keeps to a few operations, which then meet more often. */
static enum operation pick_operation(struct choice *dice, const enum operation *palette)
{
    if (palette == NULL) return any_operation(dice);
    return palette[below(dice, PALETTE)];
}

static void write_thread(struct choice *dice, int thread, const enum operation *palette)
{
    // 2 threads of up to 4 operations, 3 of up to 2, or 4 of 1.
    static const uint32_t deeds_max[THREADS_MAX + 1] = { 0, 0, 4, 2, 1 };
    uint32_t most = deeds_max[text.threads];
    if (is_rich()) most = text.threads == 2 ? 3 : 1 + (thread == 0);
    text.counts[thread] = 1 + (int)below(dice, most);
    for (int i = 0; i < text.counts[thread]; i++)
        text.deeds[thread][i] = (struct deed){ pick_operation(dice, palette), (int)below(dice, 2) };
}

void programs_pick(uint64_t seed)
{
    struct choice dice;
    enum operation palette[PALETTE];
    choice_init_random(&dice, seed);
    bool narrow = below(&dice, 2) == 1;
    text.seed = seed;
    for (int i = 0; i < PALETTE; i++)
        palette[i] = any_operation(&dice);
    text.threads = 2 + (int)below(&dice, is_rich() ? 2 : 3);
    text.shared = below(&dice, 2) == 1;
    for (int thread = 0; thread < text.threads; thread++)
        write_thread(&dice, thread, narrow ? palette : NULL);
    choice_fini(&dice);
}

bool programs_can_cut(void)
{
    return text.shared;
}

void programs_print(FILE *out)
{
    static const char *const names[OPERATIONS] = {
        "read cell",   "write cell",      "lock",        "unlock",    "set event",
        "reset event", "wait event",      "wait either", "wait both", "release",
        "take",        "sleep",           "write pipe",  "read pipe", "flush pipe",
        "peek pipe",   "disconnect pipe", "close pipe",  "cancel",    "share",
        "exclude",     "give back",       "sleep on",    "wake one",  "wake all",
        "try share",   "try exclude",     "try lock",    "do once",   "start timer",
        "stop timer",
    };
    fprintf(out, "program %" PRIu64 "%s:\n", text.seed,
            text.shared ? ", threads 0 and 1 of one process" : "");
    for (int thread = 0; thread < text.threads; thread++) {
        fprintf(out, "  thread %d:", thread);
        for (int i = 0; i < text.counts[thread]; i++)
            fprintf(out, "%s %s %d", i > 0 ? "," : "", names[text.deeds[thread][i].operation],
                    text.deeds[thread][i].object);
        fputc('\n', out);
    }
}

/* --- Playing it ------------------------------------------------------------------------------- */

static enum pipe_operation pipe_operation_of(enum operation operation)
{
    switch (operation) {
    case WRITE_PIPE: return PIPE_WRITE;
    case READ_PIPE: return PIPE_READ;
    case FLUSH_PIPE: return PIPE_FLUSH;
    case PEEK_PIPE: return PIPE_PEEK;
    case DISCONNECT_PIPE: return PIPE_DISCONNECT;
    default: return PIPE_CLOSE;
    }
}

static NTSTATUS act_on_pipe(struct deed deed, char *bytes, struct request *request)
{
    struct file *file = ends[deed.object];
    struct pipe_view view = { 0 };
    NTSTATUS status = STATUS_SUCCESS;
    if (closed[deed.object]) return STATUS_INVALID_HANDLE;
    switch (deed.operation) {
    case WRITE_PIPE: return pipe_write(file, bytes, 3, request);
    case READ_PIPE: return pipe_read(file, bytes, 2, request);
    case FLUSH_PIPE: return pipe_flush(file, request);
    case DISCONNECT_PIPE: return pipe_disconnect(file);
    case PEEK_PIPE:
        status = pipe_peek(file, bytes, 4, &view);
        request->count = view.count + 8 * view.available;
        return status;
    default:
        closed[deed.object] = true;
        pipe_end_closed(file);
        return STATUS_SUCCESS;
    }
}

static uint64_t use_pipe(struct deed deed, int thread)
{
    struct file *file = ends[deed.object];
    struct request request;
    char bytes[4] = { (char)('a' + thread), (char)('A' + thread), (char)('0' + thread), 0 };
    uint32_t seen;
    pipe_touch(file, pipe_operation_of(deed.operation));
    file_lock(file);
    request_init(&request, file);
    NTSTATUS status = act_on_pipe(deed, bytes, &request);
    if (status == STATUS_PENDING) status = request_wait(&request);
    file_unlock(file);
    memcpy(&seen, bytes, sizeof seen);
    return ((uint64_t)status << 32) + seen * 31u + request.count;
}

static uint64_t wait_for_one(struct object *object)
{
    return (uint64_t)wait_for(&object, 1, false, UINT32_MAX);
}

static uint64_t wait_for_two(int object, bool all)
{
    struct object *two[] = { &events[object]->object, &semaphore->object };
    return (uint64_t)wait_for(two, 2, all, UINT32_MAX);
}

static uint64_t use_cell(struct deed deed, unsigned value)
{
    footprint_id id = 0xF0000000u + (unsigned)deed.object;
    if (deed.operation == READ_CELL) {
        footprint_read(world_get(), id);
        return cells[deed.object];
    }
    footprint_write(world_get(), id);
    cells[deed.object] = value;
    return 0;
}

/* Nobody takes the slim lock twice, or gives back what he does not have. */
static uint64_t use_slim_lock(enum operation operation, int thread)
{
    bool shared = held[thread] == SHARED;
    if (operation == SHARE || operation == EXCLUDE) {
        if (held[thread] != FREE) return 1;
        srw_take(&slim_lock, operation == SHARE);
        held[thread] = operation == SHARE ? SHARED : EXCLUSIVE;
        return 2;
    }
    if (held[thread] == FREE) return 3;
    if (operation == SLEEP_ON) return (uint64_t)condition_sleep(&condition, &slim_lock, shared, 2);
    srw_give_back(&slim_lock, shared);
    held[thread] = FREE;
    return 4;
}

static uint64_t try_slim_lock(bool shared, int thread)
{
    if (held[thread] != FREE) return 1;
    bool taken =
        shared ? TryAcquireSRWLockShared(&slim_lock) : TryAcquireSRWLockExclusive(&slim_lock);
    if (taken) held[thread] = shared ? SHARED : EXCLUSIVE;
    return 2u + taken;
}

static BOOL CALLBACK write_once(INIT_ONCE *variable, void *number, void **context)
{
    (void)variable;
    footprint_write(world_get(), 0xF0000000u);
    cells[0] = 100 + (unsigned)(uintptr_t)number;
    *context = (void *)((uintptr_t)number << 2);
    return TRUE;
}

static uint64_t do_once(int thread)
{
    void *context = NULL;
    InitOnceExecuteOnce(&once, write_once, (void *)((uintptr_t)thread + 1), &context);
    return (uintptr_t)context;
}

static void CALLBACK on_timer(void *number, BOOLEAN fired)
{
    (void)fired;
    footprint_write(world_get(), 0xF0000001u);
    cells[1] = 200 + (unsigned)(uintptr_t)number;
}

/* Each thread has one timer, which it stops with or without waiting. */
static uint64_t use_timer(struct deed deed, int thread)
{
    HANDLE *timer = &timers[thread];
    if ((*timer == NULL) != (deed.operation == START_TIMER)) return 1;
    if (deed.operation == START_TIMER)
        return 2u + (unsigned)CreateTimerQueueTimer(timer, NULL, on_timer,
                                                    (void *)(uintptr_t)thread, (DWORD)deed.object,
                                                    0, WT_EXECUTEONLYONCE);
    BOOL stopped =
        DeleteTimerQueueTimer(NULL, *timer, deed.object == 0 ? INVALID_HANDLE_VALUE : NULL);
    *timer = NULL;
    return 2u + (unsigned)stopped;
}

static uint64_t perform(struct deed deed, int thread, int number)
{
    int32_t previous = 0;
    switch (deed.operation) {
    case READ_CELL:
    case WRITE_CELL: return use_cell(deed, (unsigned)(thread * DEEDS_MAX + number + 1));
    case LOCK: return wait_for_one(&mutexes[deed.object]->object);
    case UNLOCK: return (uint64_t)mutex_release(mutexes[deed.object]);
    case SET_EVENT: event_set(events[deed.object]); return 0;
    case RESET_EVENT: event_reset(events[deed.object]); return 0;
    case WAIT_EVENT: return wait_for_one(&events[deed.object]->object);
    case WAIT_EITHER: return wait_for_two(deed.object, false);
    case WAIT_BOTH: return wait_for_two(deed.object, true);
    case RELEASE_UNIT:
        return (uint64_t)semaphore_release(semaphore, 1, &previous) + (uint64_t)previous;
    case TAKE_UNIT: return wait_for_one(&semaphore->object);
    case CANCEL_IO:
        return (uint64_t)request_cancel(
            world_get()->threads[(thread + 1 + deed.object) % text.threads]);
    case SLEEP: return (uint64_t)thread_park(wait_deadline(1 + (unsigned)deed.object), NULL);
    case SHARE:
    case EXCLUDE:
    case GIVE_BACK:
    case SLEEP_ON: return use_slim_lock(deed.operation, thread);
    case WAKE_ONE:
    case WAKE_ALL: condition_wake(&condition, deed.operation == WAKE_ALL); return 0;
    case TRY_TO_SHARE:
    case TRY_TO_EXCLUDE: return try_slim_lock(deed.operation == TRY_TO_SHARE, thread);
    case TRY_TO_LOCK: return (uint64_t)mutex_wait(mutexes[deed.object], 0);
    case DO_ONCE: return do_once(thread);
    case START_TIMER:
    case STOP_TIMER: return use_timer(deed, thread);
    default: return use_pipe(deed, thread);
    }
}

/* A thread begins with its first deed: a step of its own for nothing would only make more
 * interleavings. */
static int play(void *argument)
{
    int thread = (int)(intptr_t)argument;
    for (int i = 0; i < text.counts[thread]; i++) {
        if (i > 0) thread_yield(false);
        results[thread][i] = 1 + perform(text.deeds[thread][i], thread, i);
    }
    return 0;
}

static uint32_t play_in_thread(void *argument)
{
    return (uint32_t)play(argument);
}

static void set_up(void)
{
    struct pipe_parameters parameters = { .name = u"\\\\.\\pipe\\x",
                                          .access = PIPE_ACCESS_DUPLEX,
                                          .instances_max = 1,
                                          .out_bytes = 4,
                                          .in_bytes = 4 };
    memset(cells, 0, sizeof cells);
    memset(closed, 0, sizeof closed);
    memset(held, 0, sizeof held);
    InitializeSRWLock(&slim_lock);
    InitializeConditionVariable(&condition);
    InitOnceInitialize(&once);
    memset(timers, 0, sizeof timers);
    memset(results, 0, sizeof results);
    events[0] = event_new(false, false);
    events[1] = event_new(true, false);
    mutexes[0] = mutex_new(false);
    mutexes[1] = mutex_new(false);
    semaphore = semaphore_new(1, 3);
    must_equal(pipe_create(&parameters, &ends[0]), 0);
    must_equal(pipe_open(parameters.name, true, true, &ends[1]), 0);
}

void programs_start(struct world *world)
{
    static const char *const names[THREADS_MAX] = { "a", "b", "c", "d" };
    struct process *process = NULL;
    set_up();
    for (int i = 0; i < text.threads; i++) {
        void *argument = (void *)(intptr_t)i;
        struct program program = { .name = names[i], .function = play, .argument = argument };
        if (i == 1 && text.shared)
            thread_new(process, play_in_thread, argument);
        else
            process = world_start(world, &program, PROCESS_MUST_END, NULL);
    }
}

uint64_t programs_outcome(void)
{
    uint64_t hash = 0xCBF29CE484222325u;
    for (int thread = 0; thread < text.threads; thread++)
        for (int i = 0; i < text.counts[thread]; i++) {
            hash = (hash ^ results[thread][i]) * 0x9E3779B97F4A7C15u;
            hash ^= hash >> 29;
        }
    return hash;
}
