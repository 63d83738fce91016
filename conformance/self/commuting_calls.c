#include "commuting_calls.h"

#include "crt/crt.h"
#include "kernel/thread.h"

#include <process.h>
#include <stdio.h>
#include <string.h>

int __wrap_getchar(void);
_Noreturn void __wrap_exit(int code);

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

struct pool pools[PROCESSES];

/* --- Operands --------------------------------------------------------------------------------- */

static const HANDLE no_handle = (HANDLE)(ULONG_PTR)0xBAD0;

static struct pool *pool_of(const struct action *action)
{
    return &pools[action->process];
}

static const WCHAR *name_of(const struct action *action)
{
    return action->first % 4 == 0 ? u"\\\\.\\pipe\\b" : u"\\\\.\\pipe\\a";
}

static HANDLE pick(const HANDLE *handles, unsigned count, uint32_t number)
{
    return count > 0 ? handles[number % count] : no_handle;
}

static HANDLE pipe_of(const struct action *action)
{
    const struct pool *pool = pool_of(action);
    return pick(pool->pipes, pool->pipe_count, action->first);
}

static HANDLE event_of(const struct action *action)
{
    return pool_of(action)->events[action->first % 2];
}

static HANDLE thread_of(const struct action *action)
{
    const struct pool *pool = pool_of(action);
    return pick(pool->threads, pool->thread_count, action->first);
}

/* Any object that can be waited for. */
static HANDLE object_of(const struct action *action)
{
    const struct pool *pool = pool_of(action);
    HANDLE objects[] = { pool->events[0],
                         pool->events[1],
                         pool->mutex,
                         pool->semaphore,
                         pipe_of(action),
                         thread_of(action),
                         pick(pool->objects, pool->object_count, action->first) };
    return objects[action->second % COUNT_OF(objects)];
}

static void keep_in(HANDLE *handles, unsigned *count, unsigned most, struct action *action,
                    HANDLE handle)
{
    bool good = handle != INVALID_HANDLE_VALUE && handle != NULL;
    action->result = good;
    if (action->keeps && good && *count < most) handles[(*count)++] = handle;
}

static void keep(struct action *action, HANDLE handle)
{
    struct pool *pool = pool_of(action);
    keep_in(pool->pipes, &pool->pipe_count, PIPES_MAX, action, handle);
}

static void keep_object(struct action *action, HANDLE handle)
{
    struct pool *pool = pool_of(action);
    action->count = GetLastError();    // whether it was there
    keep_in(pool->objects, &pool->object_count, OBJECTS_MAX, action, handle);
}

static void keep_thread(struct action *action, HANDLE handle)
{
    struct pool *pool = pool_of(action);
    keep_in(pool->threads, &pool->thread_count, THREADS_MAX, action, handle);
}

/* --- Pipes ------------------------------------------------------------------------------------ */

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

/* --- Handles and objects ---------------------------------------------------------------------- */

static void close_pipe(struct action *action)
{
    action->result = (uint64_t)CloseHandle(pipe_of(action));
}

static void close_object(struct action *action)
{
    action->result = (uint64_t)CloseHandle(object_of(action));
}

static HANDLE duplicate(HANDLE handle)
{
    HANDLE copy = INVALID_HANDLE_VALUE;
    DuplicateHandle(GetCurrentProcess(), handle, GetCurrentProcess(), &copy, 0, FALSE,
                    DUPLICATE_SAME_ACCESS);
    return copy;
}

static void duplicate_pipe(struct action *action)
{
    keep(action, duplicate(pipe_of(action)));
}

static void duplicate_object(struct action *action)
{
    action->result = duplicate(object_of(action)) != INVALID_HANDLE_VALUE;
}

/* Names that are taken from the beginning, by whatever object, and one that is not. */
static const WCHAR *object_name_of(const struct action *action)
{
    const WCHAR *names[] = { u"auto", u"manual", u"mutex", u"semaphore", u"other", u"other", NULL };
    return names[action->first % COUNT_OF(names)];
}

static void create_event(struct action *action)
{
    keep_object(action, CreateEventW(NULL, action->second % 2, action->second / 2 % 2,
                                     object_name_of(action)));
}

static void open_event(struct action *action)
{
    keep_object(action, OpenEventW(SYNCHRONIZE, FALSE, object_name_of(action)));
}

static void create_mutex(struct action *action)
{
    keep_object(action, CreateMutexW(NULL, action->second % 2, object_name_of(action)));
}

static void create_semaphore(struct action *action)
{
    keep_object(action,
                CreateSemaphoreW(NULL, (LONG)(action->second % 2), 2, object_name_of(action)));
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

/* --- Locks ------------------------------------------------------------------------------------ */

static void enter_section(struct action *action)
{
    EnterCriticalSection(&pool_of(action)->section);
    action->inside = true;
}

static void try_section(struct action *action)
{
    action->result = (uint64_t)TryEnterCriticalSection(&pool_of(action)->section);
    action->inside |= action->result != 0;
}

static void leave_section(struct action *action)
{
    LeaveCriticalSection(&pool_of(action)->section);
    action->inside = false;
}

static void share(struct action *action)
{
    AcquireSRWLockShared(&pool_of(action)->lock);
    action->holds = HOLDS_SHARED;
}

static void exclude(struct action *action)
{
    AcquireSRWLockExclusive(&pool_of(action)->lock);
    action->holds = HOLDS_EXCLUSIVE;
}

static void try_to_share(struct action *action)
{
    action->result = TryAcquireSRWLockShared(&pool_of(action)->lock);
    if (action->result) action->holds = HOLDS_SHARED;
}

static void try_to_exclude(struct action *action)
{
    action->result = TryAcquireSRWLockExclusive(&pool_of(action)->lock);
    if (action->result) action->holds = HOLDS_EXCLUSIVE;
}

static void release_shared(struct action *action)
{
    ReleaseSRWLockShared(&pool_of(action)->lock);
    action->holds = HOLDS_NOTHING;
}

static void release_exclusive(struct action *action)
{
    ReleaseSRWLockExclusive(&pool_of(action)->lock);
    action->holds = HOLDS_NOTHING;
}

static void sleep_sharing(struct action *action)
{
    struct pool *pool = pool_of(action);
    SleepConditionVariableSRW(&pool->condition, &pool->lock, INFINITE,
                              CONDITION_VARIABLE_LOCKMODE_SHARED);
}

static void sleep_excluding(struct action *action)
{
    struct pool *pool = pool_of(action);
    SleepConditionVariableSRW(&pool->condition, &pool->lock, INFINITE, 0);
}

static void sleep_inside(struct action *action)
{
    struct pool *pool = pool_of(action);
    SleepConditionVariableCS(&pool->condition, &pool->section, INFINITE);
}

static void wake_one(struct action *action)
{
    WakeConditionVariable(&pool_of(action)->condition);
}

static void wake_all(struct action *action)
{
    WakeAllConditionVariable(&pool_of(action)->condition);
}

static BOOL WINAPI do_once(INIT_ONCE *once, void *never_ends, void **context)
{
    (void)once, (void)context;
    if (never_ends != NULL) thread_park(DEADLINE_NEVER, NULL);
    return TRUE;
}

static void execute_once(struct action *action)
{
    void *never_ends = action->second % 4 == 0 ? action : NULL;
    action->result =
        (uint64_t)InitOnceExecuteOnce(&pool_of(action)->once, do_once, never_ends, NULL);
}

static void exchange(struct action *action)
{
    static LONG volatile number;
    (void)action;
    InterlockedExchange(&number, 1);
}

/* --- Threads and processes -------------------------------------------------------------------- */

static unsigned end_at_once(void *argument)
{
    (void)argument;
    return 7;
}

static unsigned wait_for_ever(void *argument)
{
    (void)argument;
    thread_park(DEADLINE_NEVER, NULL);
    return 0;
}

static DWORD WINAPI wait_for_ever_too(void *argument)
{
    return wait_for_ever(argument);
}

static void create_thread(struct action *action)
{
    keep_thread(action, CreateThread(NULL, 0, wait_for_ever_too, NULL, 0, &action->count));
}

static void begin_thread(struct action *action)
{
    unsigned (*entry)(void *) = action->second % 2 == 0 ? end_at_once : wait_for_ever;
    keep_thread(action, (HANDLE)_beginthreadex(NULL, 0, entry, NULL, 0, &action->count));
}

/* A thread of any action, or one that an action created. */
static HANDLE open_any_thread(const struct action *action)
{
    enum { ID_STEP = 4, SOME = 16 };
    return OpenThread(THREAD_TERMINATE, FALSE, ID_STEP * (1 + PROCESSES + action->second % SOME));
}

static void open_thread(struct action *action)
{
    keep_thread(action, open_any_thread(action));
}

static void exit_thread(struct action *action)
{
    ExitThread(action->second % 4);
}

static void get_exit_code(struct action *action)
{
    action->result = (uint64_t)GetExitCodeThread(thread_of(action), &action->count);
}

static void allocate_slot(struct action *action)
{
    action->result = TlsAlloc();
}

static void cancel(struct action *action)
{
    action->result = (uint64_t)CancelSynchronousIo(action->thread);
}

static void get_ticks(struct action *action)
{
    action->result = GetTickCount();
}

static void exit_process(struct action *action)
{
    (void)action;
    ExitProcess(3);
}

static void exit_library(struct action *action)
{
    (void)action;
    __wrap_exit(3);
}

/* --- Consoles --------------------------------------------------------------------------------- */

static BOOL WINAPI deal_with_it(DWORD event)
{
    (void)event;
    return TRUE;
}

static BOOL WINAPI pass_it_on(DWORD event)
{
    (void)event;
    return FALSE;
}

static void set_handler(struct action *action)
{
    PHANDLER_ROUTINE handler = action->first % 3 == 0 ? NULL : pass_it_on;
    action->result = (uint64_t)SetConsoleCtrlHandler(handler, action->second % 2 == 0);
}

static void ring(struct action *action)
{
    action->result = (uint64_t)GenerateConsoleCtrlEvent(action->second % 2, 0);
}

static void print(struct action *action)
{
    (void)action;
    crt_console_write(1, "x", 1);
}

static void print_to_file(struct action *action)
{
    action->result =
        (uint64_t)WriteFile(pool_of(action)->console_out, "x", 1, &action->count, NULL);
}

static void get_character(struct action *action)
{
    action->result = (uint64_t)__wrap_getchar();
}

static void read_line(struct action *action)
{
    action->result =
        (uint64_t)ReadFile(pool_of(action)->console_in, action->data, 4, &action->count, NULL);
}

/* --- The table -------------------------------------------------------------------------------- */

enum { LOCK = WISHES_LOCK_SHARED | WISHES_LOCK_EXCLUSIVE };

// clang-format off
static const struct commuting_call calls[] = {
    { CALL_CREATE_NAMED_PIPE,              NULL,         ON_PIPES,    create_pipe,       0, 0, false },
    { CALL_CREATE_FILE,                    NULL,         ON_PIPES,    open_pipe,         0, 0, false },
    { CALL_CONNECT_NAMED_PIPE,             NULL,         ON_PIPES,    connect_pipe,      0, 0, false },
    { CALL_DISCONNECT_NAMED_PIPE,          NULL,         ON_PIPES,    disconnect_pipe,   0, 0, false },
    { CALL_READ_FILE,                      NULL,         ON_PIPES,    read_pipe,         0, 0, false },
    { CALL_WRITE_FILE,                     NULL,         ON_PIPES,    write_pipe,        0, 0, false },
    { CALL_FLUSH_FILE_BUFFERS,             NULL,         ON_PIPES,    flush_pipe,        0, 0, false },
    { CALL_PEEK_NAMED_PIPE,                NULL,         ON_PIPES,    peek_pipe,         0, 0, false },
    { CALL_TRANSACT_NAMED_PIPE,            NULL,         ON_PIPES,    transact,          0, 0, false },
    { CALL_CALL_NAMED_PIPE,                NULL,         ON_PIPES,    call_pipe,         0, 0, false },
    { CALL_SET_NAMED_PIPE_HANDLE_STATE,    NULL,         ON_PIPES,    set_state,         0, 0, false },
    { CALL_GET_NAMED_PIPE_HANDLE_STATE,    NULL,         ON_PIPES,    get_state,         0, 0, false },
    { CALL_GET_NAMED_PIPE_INFO,            NULL,         ON_PIPES,    get_info,          0, 0, false },
    { CALL_WAIT_NAMED_PIPE,                NULL,         ON_PIPES,    wait_pipe,         0, 0, false },
    { CALL_CLOSE_HANDLE,                   "pipe",       ON_PIPES,    close_pipe,        0, 0, false },
    { CALL_CLOSE_HANDLE,                   "object",     ON_OBJECTS,  close_object,      0, 0, true },
    { CALL_DUPLICATE_HANDLE,               "pipe",       ON_PIPES,    duplicate_pipe,    0, 0, false },
    { CALL_DUPLICATE_HANDLE,               "object",     ON_OBJECTS,  duplicate_object,  0, 0, false },
    { CALL_CREATE_EVENT,                   NULL,         ON_OBJECTS,  create_event,      0, 0, false },
    { CALL_OPEN_EVENT,                     NULL,         ON_OBJECTS,  open_event,        0, 0, false },
    { CALL_CREATE_MUTEX,                   NULL,         ON_OBJECTS,  create_mutex,      0, 0, false },
    { CALL_CREATE_SEMAPHORE,               NULL,         ON_OBJECTS,  create_semaphore,  0, 0, false },
    { CALL_SET_EVENT,                      NULL,         ON_OBJECTS,  set_event,         0, 0, false },
    { CALL_RESET_EVENT,                    NULL,         ON_OBJECTS,  reset_event,       0, 0, false },
    { CALL_WAIT_FOR_SINGLE_OBJECT,         "0",          ON_OBJECTS,  poll_object,       0, 0, false },
    { CALL_WAIT_FOR_SINGLE_OBJECT,         "INFINITE",   ON_OBJECTS,  wait_object,       0, 0, false },
    { CALL_WAIT_FOR_MULTIPLE_OBJECTS,      NULL,         ON_OBJECTS,  wait_two,          0, 0, false },
    { CALL_RELEASE_MUTEX,                  NULL,         ON_OBJECTS,  release_mutex,     0, 0, false },
    { CALL_RELEASE_MUTEX,                  "own",        ON_OBJECTS,  release_mutex,     WISHES_MUTEX, 0, false },
    { CALL_RELEASE_SEMAPHORE,              NULL,         ON_OBJECTS,  release_semaphore, 0, 0, false },
    { CALL_ENTER_CRITICAL_SECTION,         NULL,         ON_LOCKS,    enter_section,     0, 0, false },
    { CALL_TRY_ENTER_CRITICAL_SECTION,     NULL,         ON_LOCKS,    try_section,       0, 0, false },
    { CALL_LEAVE_CRITICAL_SECTION,         NULL,         ON_LOCKS,    leave_section,     WISHES_SECTION, 0, false },
    { CALL_ACQUIRE_SRW_LOCK_SHARED,        NULL,         ON_LOCKS,    share,             0, LOCK, false },
    { CALL_ACQUIRE_SRW_LOCK_EXCLUSIVE,     NULL,         ON_LOCKS,    exclude,           0, LOCK, false },
    { CALL_TRY_ACQUIRE_SRW_LOCK_SHARED,    NULL,         ON_LOCKS,    try_to_share,      0, LOCK, false },
    { CALL_TRY_ACQUIRE_SRW_LOCK_EXCLUSIVE, NULL,         ON_LOCKS,    try_to_exclude,    0, LOCK, false },
    { CALL_RELEASE_SRW_LOCK_SHARED,        NULL,         ON_LOCKS,    release_shared,    WISHES_LOCK_SHARED, WISHES_LOCK_EXCLUSIVE, false },
    { CALL_RELEASE_SRW_LOCK_EXCLUSIVE,     NULL,         ON_LOCKS,    release_exclusive, WISHES_LOCK_EXCLUSIVE, WISHES_LOCK_SHARED, false },
    { CALL_SLEEP_CONDITION_VARIABLE,       "shared",     ON_LOCKS,    sleep_sharing,     WISHES_LOCK_SHARED, WISHES_LOCK_EXCLUSIVE, false },
    { CALL_SLEEP_CONDITION_VARIABLE,       "exclusive",  ON_LOCKS,    sleep_excluding,   WISHES_LOCK_EXCLUSIVE, WISHES_LOCK_SHARED, false },
    { CALL_SLEEP_CONDITION_VARIABLE,       "section",    ON_LOCKS,    sleep_inside,      WISHES_SECTION, 0, false },
    { CALL_WAKE_CONDITION_VARIABLE,        NULL,         ON_LOCKS,    wake_one,          0, 0, false },
    { CALL_WAKE_ALL_CONDITION_VARIABLE,    NULL,         ON_LOCKS,    wake_all,          0, 0, false },
    { CALL_INIT_ONCE_EXECUTE_ONCE,         NULL,         ON_LOCKS,    execute_once,      0, 0, false },
    { CALL_INTERLOCKED,                    NULL,         ON_LOCKS,    exchange,          0, 0, false },
    { CALL_CREATE_THREAD,                  NULL,         ON_THREADS,  create_thread,     0, 0, false },
    { CALL_CREATE_THREAD,                  "library",    ON_THREADS,  begin_thread,      0, 0, false },
    { CALL_OPEN_THREAD,                    NULL,         ON_THREADS,  open_thread,       0, 0, false },
    { CALL_EXIT_THREAD,                    NULL,         ON_THREADS,  exit_thread,       0, 0, false },
    { CALL_GET_EXIT_CODE_THREAD,           NULL,         ON_THREADS,  get_exit_code,     0, 0, false },
    { CALL_CANCEL_SYNCHRONOUS_IO,          NULL,         ON_PIPES,    cancel,            0, 0, false },
    { CALL_GET_TICK_COUNT,                 NULL,         ON_THREADS,  get_ticks,         0, 0, false },
    { CALL_TLS_ALLOC,                      NULL,         ON_THREADS,  allocate_slot,     0, 0, false },
    { CALL_EXIT_PROCESS,                   NULL,         ON_THREADS,  exit_process,      0, 0, true },
    { CALL_EXIT,                           NULL,         ON_THREADS,  exit_library,      0, 0, true },
    { CALL_SET_CONSOLE_CTRL_HANDLER,       NULL,         ON_CONSOLES, set_handler,       0, 0, false },
    { CALL_CTRL_EVENT,                     NULL,         ON_CONSOLES, ring,              0, 0, false },
    { CALL_CONSOLE_WRITE,                  NULL,         ON_CONSOLES, print,             0, 0, false },
    { CALL_WRITE_FILE,                     "console",    ON_CONSOLES, print_to_file,     0, 0, false },
    { CALL_CONSOLE_READ,                   NULL,         ON_CONSOLES, get_character,     0, 0, false },
    { CALL_READ_FILE,                      "console",    ON_CONSOLES, read_line,         0, 0, false },
};
// clang-format on

static const struct {
    enum call call;
    const char *why;
} left_out[] = {
    { CALL_ABORT, "it ends the run: nothing comes after it, in whichever order" },
};

/* Uses that no two threads can come to at once. */
static const struct {
    enum call call;
    const char *what;
    const char *why;
} alone[] = {
    { CALL_RELEASE_MUTEX, "own", "a mutex has one owner" },
};

const char *commuting_call_alone(size_t number)
{
    const struct commuting_call *use = &calls[number];
    for (size_t i = 0; i < COUNT_OF(alone); i++)
        if (alone[i].call == use->call && use->what != NULL &&
            strcmp(alone[i].what, use->what) == 0)
            return alone[i].why;
    return NULL;
}

size_t commuting_call_count(void)
{
    return COUNT_OF(calls);
}

const struct commuting_call *commuting_call_at(size_t number)
{
    return &calls[number];
}

const char *commuting_call_name(size_t number)
{
    enum { NAMES = 4 };
    static char names[NAMES][64];
    static unsigned next;
    char *name = names[next++ % NAMES];
    const char *what = calls[number].what;
    snprintf(name, sizeof names[0], "%s%s%s", call_name(calls[number].call),
             what != NULL ? ", " : "", what != NULL ? what : "");
    return name;
}

const char *commuting_call_left_out(enum call call)
{
    for (size_t i = 0; i < COUNT_OF(left_out); i++)
        if (left_out[i].call == call) return left_out[i].why;
    return NULL;
}

/* --- Threads of actions ----------------------------------------------------------------------- */

int commuting_equip(void *argument)
{
    struct pool *pool = argument;
    *pool = (struct pool){ .events = { CreateEventW(NULL, FALSE, FALSE, u"auto"),
                                       CreateEventW(NULL, TRUE, FALSE, u"manual") },
                           .mutex = CreateMutexW(NULL, FALSE, u"mutex"),
                           .semaphore = CreateSemaphoreW(NULL, 1, 2, u"semaphore"),
                           .console_in = GetStdHandle(STD_INPUT_HANDLE),
                           .console_out = GetStdHandle(STD_OUTPUT_HANDLE) };
    InitializeSRWLock(&pool->lock);
    InitializeCriticalSection(&pool->section);
    InitializeConditionVariable(&pool->condition);
    InitOnceInitialize(&pool->once);
    SetConsoleCtrlHandler(deal_with_it, TRUE);
    thread_park(DEADLINE_NEVER, NULL);
    ExitThread(0);
}

/* Returns: what was had. */
static unsigned get_wishes(struct action *action)
{
    struct pool *pool = pool_of(action);
    unsigned had = 0;
    if (action->wishes & WISHES_MUTEX && WaitForSingleObject(pool->mutex, 0) != WAIT_TIMEOUT)
        had |= WISHES_MUTEX;
    if (action->wishes & WISHES_SECTION) try_section(action);
    if (action->inside) had |= WISHES_SECTION;
    if (action->wishes & WISHES_LOCK_EXCLUSIVE)
        try_to_exclude(action);
    else if (action->wishes & WISHES_LOCK_SHARED)
        try_to_share(action);
    if (action->holds == HOLDS_SHARED) had |= WISHES_LOCK_SHARED;
    if (action->holds == HOLDS_EXCLUSIVE) had |= WISHES_LOCK_EXCLUSIVE;
    return had;
}

uint32_t commuting_make_call(void *argument)
{
    struct action *action = argument;
    const struct commuting_call *call = &calls[action->call];
    unsigned had = get_wishes(action);
    action->vain = (had & call->needs) != call->needs;
    if (call->make == cancel) action->thread = open_any_thread(action);
    action->result = 0;
    SetLastError(0);
    action->ready = true;
    if (!action->vain) call->make(action);
    action->error = action->result == 0 ? GetLastError() : 0;
    action->done = true;
    thread_park(DEADLINE_NEVER, NULL);
    return 0;
}
