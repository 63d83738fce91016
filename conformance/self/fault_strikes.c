/* Every line of faults.def strikes, and leaves the world as it says: a row a line. */
#include "machine.h"

#include <piperig/fault.h>

#include "kernel/thread.h"

#include <errno.h>
#include <sddl.h>

/* As programs get them. */
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *block, size_t size);
void __wrap_free(void *block);
int __wrap_getchar(void);
int __wrap_printf(const char *format, ...);

static const WCHAR strikes_pipe[] = u"\\\\.\\pipe\\strikes";

enum { UNTOUCHED = 4711, MESSAGES = PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE, TIME_MS = 50 };

/* What a row's call came to. */
struct seen {
    DWORD result;    // what it returned; for handles and addresses, whether it is a good one
    DWORD error;     // the last error, if it failed
    DWORD out;       // its out-parameter
    DWORD after;     // what a further call says of the state it left
};

struct row {
    const char *outcome;    // CALL-NAME
    int (*play)(void *argument);
    int (*peer)(void *argument);    // at the other end; NULL: nobody
    DWORD modes;
    bool kills;
    struct seen expected;
};

static const struct row *now;
static struct seen seen;
static unsigned nth;    // of the row's call among its thread's fallible ones

/* The next call is the row's. */
static void begin(void)
{
    nth = thread_current()->fallible_calls + 1;
    SetLastError(0);
    seen = (struct seen){ .out = UNTOUCHED };
}

static void end(DWORD result)
{
    seen.result = result;
    seen.error = GetLastError();
}

/* --- Pipes ------------------------------------------------------------------------------------ */

/* A server end whose client has come and done what it does. */
static HANDLE given_pipe(void)
{
    HANDLE pipe = must_succeed(
        CreateNamedPipeW(strikes_pipe, PIPE_ACCESS_DUPLEX, now->modes, 1, 16, 16, 0, NULL));
    Sleep(1);
    return pipe;
}

static int be_silent(void *argument)
{
    (void)argument;
    machine_open_pipe(strikes_pipe);
    WaitForSingleObject(GetCurrentThread(), INFINITE);
    return 0;
}

static int speak(void *argument)
{
    DWORD count;
    (void)argument;
    HANDLE pipe = machine_open_pipe(strikes_pipe);
    WriteFile(pipe, "hello", 5, &count, NULL);
    WaitForSingleObject(GetCurrentThread(), INFINITE);
    return 0;
}

/* Reads what comes, and then says "hello". */
static int reply(void *argument)
{
    char byte;
    DWORD count;
    (void)argument;
    HANDLE pipe = machine_open_pipe(strikes_pipe);
    ReadFile(pipe, &byte, 1, &count, NULL);
    WriteFile(pipe, "hello", 5, &count, NULL);
    WaitForSingleObject(GetCurrentThread(), INFINITE);
    return 0;
}

/* What a further read brings: its count, or its error. */
static DWORD read_further(HANDLE pipe)
{
    char bytes[8];
    DWORD count;
    return ReadFile(pipe, bytes, sizeof bytes, &count, NULL) ? count : GetLastError();
}

static DWORD write_further(HANDLE pipe)
{
    DWORD count;
    return WriteFile(pipe, "x", 1, &count, NULL) ? count : GetLastError();
}

static int play_create(void *argument)
{
    (void)argument;
    begin();
    HANDLE pipe =
        CreateNamedPipeW(strikes_pipe, PIPE_ACCESS_DUPLEX, now->modes, 1, 16, 16, 0, NULL);
    end(pipe != INVALID_HANDLE_VALUE);
    seen.after = WaitNamedPipeW(strikes_pipe, 1) ? 0 : GetLastError();
    return 0;
}

static int play_connect(void *argument)
{
    (void)argument;
    HANDLE pipe = given_pipe();
    begin();
    end(ConnectNamedPipe(pipe, NULL));
    seen.after = write_further(pipe);
    return 0;
}

static int play_disconnect(void *argument)
{
    (void)argument;
    HANDLE pipe = given_pipe();
    begin();
    end(DisconnectNamedPipe(pipe));
    seen.after = write_further(pipe);
    return 0;
}

static int play_peek(void *argument)
{
    (void)argument;
    HANDLE pipe = given_pipe();
    begin();
    end(PeekNamedPipe(pipe, NULL, 0, NULL, &seen.out, NULL));
    seen.after = write_further(pipe);
    return 0;
}

static int play_transact(void *argument)
{
    char bytes[8];
    (void)argument;
    HANDLE pipe = given_pipe();
    begin();
    end(TransactNamedPipe(pipe, "x", 1, bytes, sizeof bytes, &seen.out, NULL));
    seen.after = write_further(pipe);
    return 0;
}

static int play_set_state(void *argument)
{
    DWORD mode = PIPE_READMODE_BYTE;
    (void)argument;
    HANDLE pipe = given_pipe();
    begin();
    end(SetNamedPipeHandleState(pipe, &mode, NULL, NULL));
    seen.after = write_further(pipe);
    GetNamedPipeHandleStateW(pipe, &seen.out, NULL, NULL, NULL, NULL, 0);
    return 0;
}

static int play_get_state(void *argument)
{
    (void)argument;
    HANDLE pipe = given_pipe();
    begin();
    end(GetNamedPipeHandleStateW(pipe, &seen.out, NULL, NULL, NULL, NULL, 0));
    return 0;
}

static int play_get_info(void *argument)
{
    (void)argument;
    HANDLE pipe = given_pipe();
    begin();
    end(GetNamedPipeInfo(pipe, &seen.out, NULL, NULL, NULL));
    return 0;
}

static int play_read(void *argument)
{
    char bytes[8];
    (void)argument;
    HANDLE pipe = given_pipe();
    begin();
    end(ReadFile(pipe, bytes, sizeof bytes, &seen.out, NULL));
    seen.after = now->kills ? write_further(pipe) : read_further(pipe);
    return 0;
}

static int play_write(void *argument)
{
    (void)argument;
    HANDLE pipe = given_pipe();
    begin();
    end(WriteFile(pipe, "hello", 5, &seen.out, NULL));
    seen.after = write_further(pipe);
    return 0;
}

/* More than the quota: it waits. */
static int play_write_much(void *argument)
{
    (void)argument;
    HANDLE pipe = given_pipe();
    begin();
    end(WriteFile(pipe, "hello, hello, hello", 19, &seen.out, NULL));
    seen.after = write_further(pipe);
    return 0;
}

static int play_flush(void *argument)
{
    (void)argument;
    HANDLE pipe = given_pipe();
    begin();
    end(FlushFileBuffers(pipe));
    seen.after = write_further(pipe);
    return 0;
}

static int play_flush_unread(void *argument)
{
    DWORD count;
    (void)argument;
    HANDLE pipe = given_pipe();
    WriteFile(pipe, "hello", 5, &count, NULL);
    begin();
    end(FlushFileBuffers(pipe));
    seen.after = write_further(pipe);
    return 0;
}

/* --- Clients ---------------------------------------------------------------------------------- */

/* A server that has no room, for a while. */
static int be_busy(void *argument)
{
    (void)argument;
    HANDLE pipe = machine_create_pipe(strikes_pipe, 16);
    for (int i = 0; i < 3; i++)
        machine_create_pipe(strikes_pipe, 16);
    for (int i = 0; i < 4; i++)
        machine_open_pipe(strikes_pipe);
    Sleep(TIME_MS / 2);
    DisconnectNamedPipe(pipe);
    ConnectNamedPipe(pipe, NULL);
    WaitForSingleObject(GetCurrentThread(), INFINITE);
    return 0;
}

/* A server that listens, and says nothing. */
static int listen_only(void *argument)
{
    (void)argument;
    HANDLE pipe = machine_create_pipe(strikes_pipe, 16);
    ConnectNamedPipe(pipe, NULL);
    WaitForSingleObject(GetCurrentThread(), INFINITE);
    return 0;
}

static int play_open(void *argument)
{
    (void)argument;
    Sleep(1);
    begin();
    HANDLE pipe =
        CreateFileW(strikes_pipe, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    end(pipe != INVALID_HANDLE_VALUE);
    seen.after = WaitNamedPipeW(strikes_pipe, 1) ? 0 : GetLastError();
    return 0;
}

static int play_wait_for_pipe(void *argument)
{
    (void)argument;
    Sleep(1);
    DWORD before = GetTickCount();
    begin();
    end(WaitNamedPipeW(strikes_pipe, TIME_MS));
    seen.after = GetTickCount() - before;
    return 0;
}

static int play_call(void *argument)
{
    char bytes[8];
    (void)argument;
    Sleep(1);
    DWORD before = GetTickCount();
    begin();
    end(CallNamedPipeW(strikes_pipe, "x", 1, bytes, sizeof bytes, &seen.out, TIME_MS));
    seen.after = GetTickCount() - before;
    return 0;
}

static int play_getchar(void *argument)
{
    (void)argument;
    begin();
    end((DWORD)__wrap_getchar());
    seen.after = (DWORD)__wrap_getchar();
    return 0;
}

/* The console has the second line alone. */
static int play_printf(void *argument)
{
    (void)argument;
    begin();
    end((DWORD)__wrap_printf("first"));
    seen.out = (DWORD)strlen(process_output(thread_current()->process));
    seen.after = (DWORD)__wrap_printf("second");
    return 0;
}

/* --- Handles, threads, waits ------------------------------------------------------------------ */

static int play_duplicate(void *argument)
{
    HANDLE copy = (HANDLE)(UINT_PTR)UNTOUCHED;
    (void)argument;
    HANDLE event = must_succeed(CreateEventW(NULL, TRUE, FALSE, NULL));
    begin();
    end(DuplicateHandle(GetCurrentProcess(), event, GetCurrentProcess(), &copy, 0, FALSE,
                        DUPLICATE_SAME_ACCESS));
    seen.out = (DWORD)(UINT_PTR)copy;
    seen.after = SetEvent(event);
    return 0;
}

static DWORD WINAPI leave_a_mark(void *mark)
{
    *(DWORD *)mark = 1;
    return 0;
}

static int play_create_thread(void *argument)
{
    (void)argument;
    begin();
    end(CreateThread(NULL, 0, leave_a_mark, &seen.after, 0, &seen.out) != NULL);
    Sleep(1);
    return 0;
}

static int play_open_thread(void *argument)
{
    (void)argument;
    begin();
    end(OpenThread(THREAD_TERMINATE, FALSE, GetCurrentThreadId()) != NULL);
    seen.after = OpenThread(THREAD_TERMINATE, FALSE, GetCurrentThreadId()) != NULL;
    return 0;
}

static int play_tls(void *argument)
{
    (void)argument;
    begin();
    end(TlsAlloc());
    seen.after = TlsAlloc();
    return 0;
}

static VOID CALLBACK count_fired(PVOID count, BOOLEAN fired)
{
    (void)fired;
    ++*(DWORD *)count;
}

static int play_create_timer(void *argument)
{
    HANDLE timer = (HANDLE)(UINT_PTR)UNTOUCHED;
    (void)argument;
    begin();
    end(CreateTimerQueueTimer(&timer, NULL, count_fired, &seen.after, 1, 0, WT_EXECUTEDEFAULT));
    seen.out = (DWORD)(UINT_PTR)timer;
    Sleep(2);
    return 0;
}

static DWORD WINAPI set_later(void *event)
{
    Sleep(TIME_MS / 2);
    SetEvent(event);
    return 0;
}

/* An event that is set before the time-out; how long the wait took. */
static int play_wait(void *argument)
{
    (void)argument;
    HANDLE event = must_succeed(CreateEventW(NULL, TRUE, FALSE, NULL));
    must_succeed(CreateThread(NULL, 0, set_later, event, 0, NULL));
    DWORD before = GetTickCount();
    begin();
    end(WaitForSingleObject(event, TIME_MS));
    seen.after = GetTickCount() - before;
    return 0;
}

/* Two threads meet at a mutex with a name. What is asked afterwards is whether the waiter has it. */
static HANDLE mutex;

static DWORD WINAPI have_it_for_a_while(void *unused)
{
    (void)unused;
    WaitForSingleObject(mutex, INFINITE);
    Sleep(TIME_MS / 2);
    return !ReleaseMutex(mutex);
}

static void given_taken_mutex(void)
{
    mutex = must_succeed(CreateMutexW(NULL, FALSE, u"strikes"));
    must_succeed(CreateThread(NULL, 0, have_it_for_a_while, NULL, 0, NULL));
    Sleep(1);
}

static int play_wait_for_mutex(void *argument)
{
    (void)argument;
    given_taken_mutex();
    begin();
    end(WaitForSingleObject(mutex, INFINITE));
    seen.after = ReleaseMutex(mutex);
    return 0;
}

static int play_wait_for_mutex_in_time(void *argument)
{
    (void)argument;
    given_taken_mutex();
    DWORD before = GetTickCount();
    begin();
    end(WaitForSingleObject(mutex, TIME_MS));
    seen.after = GetTickCount() - before;
    seen.out = (DWORD)ReleaseMutex(mutex);
    return 0;
}

/* The other thread's release completes the wait. */
static int play_wait_for_mutex_or_event(void *argument)
{
    (void)argument;
    given_taken_mutex();
    HANDLE either[] = { must_succeed(CreateEventW(NULL, TRUE, FALSE, NULL)), mutex };
    begin();
    end(WaitForMultipleObjects(2, either, FALSE, INFINITE));
    seen.after = ReleaseMutex(mutex);
    return 0;
}

static int play_wait_for_two(void *argument)
{
    HANDLE events[2];
    (void)argument;
    for (int i = 0; i < 2; i++)
        events[i] = must_succeed(CreateEventW(NULL, TRUE, FALSE, NULL));
    must_succeed(CreateThread(NULL, 0, set_later, events[1], 0, NULL));
    DWORD before = GetTickCount();
    begin();
    end(WaitForMultipleObjects(2, events, FALSE, TIME_MS));
    seen.after = GetTickCount() - before;
    return 0;
}

static SRWLOCK lock = SRWLOCK_INIT;
static CONDITION_VARIABLE condition = CONDITION_VARIABLE_INIT;

static DWORD WINAPI wake_later(void *unused)
{
    (void)unused;
    Sleep(TIME_MS / 2);
    AcquireSRWLockExclusive(&lock);
    WakeConditionVariable(&condition);
    ReleaseSRWLockExclusive(&lock);
    return 0;
}

/* The lock is held again whatever came of it: else giving it back would end the run. */
static int play_sleep(void *argument)
{
    (void)argument;
    InitializeSRWLock(&lock);
    InitializeConditionVariable(&condition);
    must_succeed(CreateThread(NULL, 0, wake_later, NULL, 0, NULL));
    AcquireSRWLockExclusive(&lock);
    DWORD before = GetTickCount();
    begin();
    end(SleepConditionVariableSRW(&condition, &lock, TIME_MS, 0));
    seen.after = GetTickCount() - before;
    ReleaseSRWLockExclusive(&lock);
    return 0;
}

static int play_create_event(void *argument)
{
    (void)argument;
    begin();
    end(CreateEventW(NULL, TRUE, FALSE, u"strikes") != NULL);
    seen.after = OpenEventW(EVENT_ALL_ACCESS, FALSE, u"strikes") != NULL;
    return 0;
}

static int play_open_event(void *argument)
{
    (void)argument;
    must_succeed(CreateEventW(NULL, TRUE, FALSE, u"strikes"));
    begin();
    end(OpenEventW(EVENT_ALL_ACCESS, FALSE, u"strikes") != NULL);
    seen.after = OpenEventW(EVENT_ALL_ACCESS, FALSE, u"strikes") != NULL;
    return 0;
}

static int play_create_mutex(void *argument)
{
    (void)argument;
    begin();
    end(CreateMutexW(NULL, FALSE, u"strikes") != NULL);
    seen.after = CreateMutexW(NULL, FALSE, u"strikes") != NULL && GetLastError() == 0;
    return 0;
}

static int play_create_semaphore(void *argument)
{
    (void)argument;
    begin();
    end(CreateSemaphoreW(NULL, 0, 1, u"strikes") != NULL);
    seen.after = CreateSemaphoreW(NULL, 0, 1, u"strikes") != NULL && GetLastError() == 0;
    return 0;
}

static BOOL WINAPI ignore(DWORD event)
{
    (void)event;
    return TRUE;
}

/* A handler that was not added cannot be removed. */
static int play_set_handler(void *argument)
{
    (void)argument;
    begin();
    end(SetConsoleCtrlHandler(ignore, TRUE));
    seen.after = SetConsoleCtrlHandler(ignore, FALSE);
    return 0;
}

/* --- Memory ----------------------------------------------------------------------------------- */

static int play_heap_alloc(void *argument)
{
    (void)argument;
    begin();
    end(HeapAlloc(GetProcessHeap(), 0, 8) != NULL);
    return 0;
}

static int play_heap_realloc(void *argument)
{
    char *block = HeapAlloc(GetProcessHeap(), 0, 8);
    (void)argument;
    block[7] = 42;
    begin();
    char *moved = HeapReAlloc(GetProcessHeap(), 0, block, 4096);
    end(moved != NULL);
    if (moved != NULL) block = moved;
    seen.after = (DWORD)block[7];
    HeapFree(GetProcessHeap(), 0, block);
    return 0;
}

static int play_heap_create(void *argument)
{
    (void)argument;
    begin();
    end(HeapCreate(0, 0, 0) != NULL);
    return 0;
}

static int play_local_alloc(void *argument)
{
    (void)argument;
    begin();
    end(LocalAlloc(0, 8) != NULL);
    return 0;
}

static int play_malloc(void *argument)
{
    (void)argument;
    begin();
    errno = 0;
    end(__wrap_malloc(8) != NULL);
    seen.after = errno == ENOMEM;
    return 0;
}

static int play_calloc(void *argument)
{
    (void)argument;
    begin();
    errno = 0;
    end(__wrap_calloc(1, 8) != NULL);
    seen.after = errno == ENOMEM;
    return 0;
}

static int play_realloc(void *argument)
{
    char *block = __wrap_malloc(8);
    (void)argument;
    block[7] = 42;
    begin();
    char *moved = __wrap_realloc(block, 4096);
    end(moved != NULL);
    if (moved != NULL) block = moved;
    seen.after = (DWORD)block[7];
    __wrap_free(block);
    return 0;
}

static int play_convert(void *argument)
{
    PSECURITY_DESCRIPTOR descriptor = NULL;
    (void)argument;
    begin();
    end(ConvertStringSecurityDescriptorToSecurityDescriptorW(u"D:(A;;GA;;;WD)", SDDL_REVISION_1,
                                                             &descriptor, &seen.out));
    seen.after = descriptor != NULL;
    return 0;
}

static int play_format(void *argument)
{
    WCHAR *text = NULL;
    (void)argument;
    begin();
    end(FormatMessageW(FORMAT_MESSAGE_ALLOCATE_BUFFER | FORMAT_MESSAGE_FROM_SYSTEM |
                           FORMAT_MESSAGE_IGNORE_INSERTS,
                       NULL, ERROR_ACCESS_DENIED, 0, (LPWSTR)&text, 0, NULL));
    seen.after = text != NULL;
    return 0;
}

/* --- The rows --------------------------------------------------------------------------------- */

// clang-format off
static const struct row rows[] = {
    { "CreateNamedPipe-resources", play_create, NULL, MESSAGES, false, { FALSE, 1450, UNTOUCHED, 2 } },
    { "CreateNamedPipe-busy",      play_create, NULL, MESSAGES, false, { FALSE,  231, UNTOUCHED, 2 } },
    { "CreateNamedPipe-denied",    play_create, NULL, MESSAGES, false, { FALSE,    5, UNTOUCHED, 2 } },

    { "ConnectNamedPipe-resources",    play_connect,    be_silent, MESSAGES, false, { FALSE, 1450, UNTOUCHED,   1 } },
    { "ConnectNamedPipe-cancelled",    play_connect,    be_silent, MESSAGES, false, { FALSE,  995, UNTOUCHED,   1 } },
    { "ConnectNamedPipe-killed",       play_connect,    be_silent, MESSAGES, true,  { FALSE,  232, UNTOUCHED, 232 } },
    { "ConnectNamedPipe-killed_after", play_connect,    be_silent, MESSAGES, true,  { FALSE,  535, UNTOUCHED, 232 } },
    { "DisconnectNamedPipe-resources", play_disconnect, be_silent, MESSAGES, false, { FALSE, 1450, UNTOUCHED,   1 } },
    { "DisconnectNamedPipe-killed",    play_disconnect, be_silent, MESSAGES, true,  { TRUE,     0, UNTOUCHED, 233 } },
    { "DisconnectNamedPipe-disconnected", play_disconnect, be_silent, MESSAGES, false, { FALSE, 233, UNTOUCHED, 233 } },

    { "PeekNamedPipe-resources",    play_peek, speak,     MESSAGES, false, { FALSE, 1450, UNTOUCHED, 1 } },
    { "PeekNamedPipe-killed",       play_peek, be_silent, MESSAGES, true,  { FALSE,  109, UNTOUCHED, 232 } },
    { "PeekNamedPipe-killed_after", play_peek, speak,     MESSAGES, true,  { TRUE,     0, 5, 232 } },
    { "PeekNamedPipe-disconnected", play_peek, speak,     MESSAGES, false, { FALSE,  230, UNTOUCHED, 233 } },

    { "TransactNamedPipe-resources",      play_transact, reply,     MESSAGES, false, { FALSE, 1450, 0,   1 } },
    { "TransactNamedPipe-cancelled",      play_transact, reply,     MESSAGES, false, { FALSE,  995, 0,   1 } },
    { "TransactNamedPipe-killed",         play_transact, reply,     MESSAGES, true,  { FALSE,  230, 0, 232 } },
    { "TransactNamedPipe-killed_waiting", play_transact, reply,     MESSAGES, true,  { FALSE,  109, 0, 232 } },
    { "TransactNamedPipe-killed_after",   play_transact, reply,     MESSAGES, true,  { TRUE,     0, 5, 232 } },
    { "TransactNamedPipe-disconnected",   play_transact, reply,     MESSAGES, false, { FALSE,  230, 0, 233 } },

    { "SetNamedPipeHandleState-resources", play_set_state, be_silent, MESSAGES, false, { FALSE, 1450, PIPE_READMODE_MESSAGE, 1 } },
    { "SetNamedPipeHandleState-killed",    play_set_state, be_silent, MESSAGES, true,  { TRUE,     0, PIPE_READMODE_BYTE,  232 } },
    { "GetNamedPipeHandleState-resources", play_get_state, be_silent, MESSAGES, false, { FALSE, 1450, UNTOUCHED, 0 } },
    { "GetNamedPipeInfo-resources",        play_get_info,  be_silent, MESSAGES, false, { FALSE, 1450, UNTOUCHED, 0 } },

    { "ReadFile-memory",         play_read, speak,     MESSAGES, false, { FALSE,   8, 0,   5 } },
    { "ReadFile-user_buffer",    play_read, speak,     MESSAGES, false, { FALSE, 1784, 0,  5 } },
    { "ReadFile-quota",          play_read, speak,     MESSAGES, false, { FALSE, 1816, 0,  5 } },
    { "ReadFile-cancelled",      play_read, speak,     MESSAGES, false, { FALSE, 995, 0,   5 } },
    { "ReadFile-short",          play_read, speak,     0,        false, { TRUE,    0, 1,   4 } },
    { "ReadFile-killed",         play_read, be_silent, MESSAGES, true,  { FALSE, 109, 0, 232 } },
    { "ReadFile-killed_waiting", play_read, be_silent, MESSAGES, true,  { FALSE, 109, 0, 232 } },
    { "ReadFile-killed_after",   play_read, speak,     MESSAGES, true,  { TRUE,    0, 5, 232 } },
    { "ReadFile-disconnected",   play_read, speak,     MESSAGES, false, { FALSE, 233, 0, 233 } },

    { "WriteFile-memory",         play_write,      be_silent, MESSAGES,               false, { FALSE,    8, 0,   1 } },
    { "WriteFile-user_buffer",    play_write,      be_silent, MESSAGES,               false, { FALSE, 1784, 0,   1 } },
    { "WriteFile-quota",          play_write,      be_silent, MESSAGES,               false, { FALSE, 1816, 0,   1 } },
    { "WriteFile-cancelled",      play_write,      be_silent, MESSAGES,               false, { FALSE,  995, 0,   1 } },
    { "WriteFile-short",          play_write,      be_silent, PIPE_NOWAIT,            false, { TRUE,     0, 2,   1 } },
    { "WriteFile-short",          play_write,      be_silent, PIPE_NOWAIT | MESSAGES, false, { TRUE,     0, 0,   1 } },
    { "WriteFile-killed",         play_write,      be_silent, MESSAGES,               true,  { FALSE,  232, 0, 232 } },
    { "WriteFile-killed_waiting", play_write_much, be_silent, MESSAGES,               true,  { FALSE,  109, 0, 232 } },
    { "WriteFile-killed_after",   play_write,      be_silent, MESSAGES,               true,  { TRUE,     0, 5, 232 } },
    { "WriteFile-disconnected",   play_write,      be_silent, MESSAGES,               false, { FALSE,  233, 0, 233 } },

    { "FlushFileBuffers-resources",      play_flush_unread, be_silent, MESSAGES, false, { FALSE, 1450, UNTOUCHED,   1 } },
    { "FlushFileBuffers-cancelled",      play_flush_unread, be_silent, MESSAGES, false, { FALSE,  995, UNTOUCHED,   1 } },
    { "FlushFileBuffers-killed",         play_flush_unread, be_silent, MESSAGES, true,  { TRUE,     0, UNTOUCHED, 232 } },
    { "FlushFileBuffers-killed_waiting", play_flush_unread, be_silent, MESSAGES, true,  { FALSE,  109, UNTOUCHED, 232 } },
    { "FlushFileBuffers-killed_after",   play_flush,        be_silent, MESSAGES, true,  { TRUE,     0, UNTOUCHED, 232 } },
    { "FlushFileBuffers-disconnected",   play_flush_unread, be_silent, MESSAGES, false, { TRUE,     0, UNTOUCHED, 233 } },

    { "CreateFile-gone",              play_open,          listen_only, 0, false, { FALSE,   2, UNTOUCHED, 0 } },
    { "CreateFile-busy",              play_open,          listen_only, 0, false, { FALSE, 231, UNTOUCHED, 0 } },
    { "CreateFile-resources",         play_open,          listen_only, 0, false, { FALSE, 1450, UNTOUCHED, 0 } },
    { "CreateFile-denied",            play_open,          listen_only, 0, false, { FALSE,   5, UNTOUCHED, 0 } },
    { "WaitNamedPipe-timeout",        play_wait_for_pipe, be_busy,     0, false, { FALSE, 121, UNTOUCHED, TIME_MS } },
    { "WaitNamedPipe-gone",           play_wait_for_pipe, be_busy,     0, false, { FALSE,   2, UNTOUCHED, 0 } },
    { "WaitNamedPipe-cancelled",      play_wait_for_pipe, be_busy,     0, false, { FALSE, 995, UNTOUCHED, 0 } },
    { "CallNamedPipe-denied",         play_call,          listen_only, 0, false, { FALSE,   5, 0, 0 } },
    { "CallNamedPipe-resources",      play_call,          listen_only, 0, false, { FALSE, 1450, 0, 0 } },
    { "CallNamedPipe-cancelled",      play_call,          listen_only, 0, false, { FALSE, 995, 0, 0 } },
    { "CallNamedPipe-timeout",        play_call,          be_busy,     0, false, { FALSE, 121, 0, TIME_MS } },
    { "CallNamedPipe-gone",           play_call,          listen_only, 0, false, { FALSE,   2, 0, 0 } },
    { "CallNamedPipe-killed_waiting", play_call,          listen_only, 0, true,  { FALSE, 109, 0, 0 } },
    { "printf-disk_full",             play_printf,        NULL,        0, false, { (DWORD)-1, 112, 0, 6 } },
    { "getchar-end",                  play_getchar,       NULL,        0, false, { (DWORD)EOF, 1450, UNTOUCHED, 'x' } },

    { "DuplicateHandle-resources",      play_duplicate,        NULL, 0, false, { FALSE,       1450, UNTOUCHED, TRUE } },
    { "CreateThread-memory",            play_create_thread,    NULL, 0, false, { FALSE,          8, UNTOUCHED, 0 } },
    { "CreateThread-too_many",          play_create_thread,    NULL, 0, false, { FALSE,        164, UNTOUCHED, 0 } },
    { "OpenThread-resources",           play_open_thread,      NULL, 0, false, { FALSE,       1450, UNTOUCHED, TRUE } },
    { "TlsAlloc-out_of_indexes",        play_tls,              NULL, 0, false, { TLS_OUT_OF_INDEXES, 259, UNTOUCHED, 0 } },
    { "CreateTimerQueueTimer-memory",   play_create_timer,     NULL, 0, false, { FALSE,          8, UNTOUCHED, 0 } },
    { "WaitForSingleObject-timeout",    play_wait,             NULL, 0, false, { WAIT_TIMEOUT,   0, UNTOUCHED, TIME_MS } },
    { "WaitForSingleObject-timeout",    play_wait_for_mutex_in_time, NULL, 0, false, { WAIT_TIMEOUT, 0, FALSE, TIME_MS } },
    { "WaitForSingleObject-abandoned",  play_wait_for_mutex,   NULL, 0, false, { WAIT_ABANDONED, 0, UNTOUCHED, TRUE } },
    { "WaitForSingleObject-failed",     play_wait,             NULL, 0, false, { WAIT_FAILED, 1450, UNTOUCHED, 0 } },
    { "WaitForMultipleObjects-timeout", play_wait_for_two,     NULL, 0, false, { WAIT_TIMEOUT,   0, UNTOUCHED, TIME_MS } },
    { "WaitForMultipleObjects-abandoned", play_wait_for_mutex_or_event, NULL, 0, false, { WAIT_ABANDONED_0 + 1, 0, UNTOUCHED, TRUE } },
    { "WaitForMultipleObjects-failed",  play_wait_for_two,     NULL, 0, false, { WAIT_FAILED, 1450, UNTOUCHED, 0 } },
    { "SleepConditionVariable-timeout", play_sleep,            NULL, 0, false, { FALSE,       1460, UNTOUCHED, TIME_MS } },
    { "SleepConditionVariable-woken",   play_sleep,            NULL, 0, false, { TRUE,           0, UNTOUCHED, 0 } },
    { "CreateEvent-memory",             play_create_event,     NULL, 0, false, { FALSE,          8, UNTOUCHED, FALSE } },
    { "CreateEvent-taken",              play_create_event,     NULL, 0, false, { FALSE,          6, UNTOUCHED, FALSE } },
    { "CreateEvent-denied",             play_create_event,     NULL, 0, false, { FALSE,          5, UNTOUCHED, FALSE } },
    { "OpenEvent-denied",               play_open_event,       NULL, 0, false, { FALSE,          5, UNTOUCHED, TRUE } },
    { "OpenEvent-gone",                 play_open_event,       NULL, 0, false, { FALSE,          2, UNTOUCHED, TRUE } },
    { "CreateMutex-memory",             play_create_mutex,     NULL, 0, false, { FALSE,          8, UNTOUCHED, TRUE } },
    { "CreateMutex-taken",              play_create_mutex,     NULL, 0, false, { FALSE,          6, UNTOUCHED, TRUE } },
    { "CreateMutex-denied",             play_create_mutex,     NULL, 0, false, { FALSE,          5, UNTOUCHED, TRUE } },
    { "CreateSemaphore-memory",         play_create_semaphore, NULL, 0, false, { FALSE,          8, UNTOUCHED, TRUE } },
    { "CreateSemaphore-taken",          play_create_semaphore, NULL, 0, false, { FALSE,          6, UNTOUCHED, TRUE } },
    { "CreateSemaphore-denied",         play_create_semaphore, NULL, 0, false, { FALSE,          5, UNTOUCHED, TRUE } },
    { "SetConsoleCtrlHandler-memory",   play_set_handler,      NULL, 0, false, { FALSE,          8, UNTOUCHED, FALSE } },

    { "HeapAlloc-memory",     play_heap_alloc,   NULL, 0, false, { FALSE, 0, UNTOUCHED, 0 } },
    { "HeapReAlloc-memory",   play_heap_realloc, NULL, 0, false, { FALSE, 0, UNTOUCHED, 42 } },
    { "HeapCreate-memory",    play_heap_create,  NULL, 0, false, { FALSE, 8, UNTOUCHED, 0 } },
    { "LocalAlloc-memory",    play_local_alloc,  NULL, 0, false, { FALSE, 8, UNTOUCHED, 0 } },
    { "malloc-memory",        play_malloc,       NULL, 0, false, { FALSE, 0, UNTOUCHED, TRUE } },
    { "calloc-memory",        play_calloc,       NULL, 0, false, { FALSE, 0, UNTOUCHED, TRUE } },
    { "realloc-memory",       play_realloc,      NULL, 0, false, { FALSE, 0, UNTOUCHED, 42 } },
    { "ConvertStringSecurityDescriptorToSecurityDescriptor-memory", play_convert, NULL, 0, false, { FALSE, 8, UNTOUCHED, FALSE } },
    { "FormatMessage-memory", play_format,       NULL, 0, false, { FALSE, 8, UNTOUCHED, FALSE } },
};
// clang-format on

static struct fault outcome_of(const struct row *row)
{
    char word[96];
    struct fault_plan plan;
    const char *why;
    snprintf(word, sizeof word, "app:1=%s", row->outcome);
    if (!fault_plan_read(&plan, word, &why)) test_fail(__FILE__, __LINE__, "%s: %s", word, why);
    return plan.faults[0];
}

/* Play the row under [plan].  Returns: whether its peer was killed. */
static bool play(const struct row *row, struct machine *machine, const struct fault_plan *plan)
{
    struct process *peer = NULL;
    now = row;
    machine_open(machine);
    world_set_plan(machine->world, plan);
    struct process *app = machine_start(machine, "app", row->play, NULL);
    process_set_input(app, "x", 1);
    if (row->peer != NULL) peer = machine_serve(machine, "peer", row->peer, NULL);
    machine_must_end(machine, OUTCOME_FINISHED);
    return peer != NULL && process_ended(peer);
}

/* Where the row's call is among those of its thread. A run without a fault may wait for ever. */
static unsigned number_of_call(const struct row *row)
{
    struct machine machine;
    now = row;
    machine_open(&machine);
    machine_serve(&machine, "app", row->play, NULL);
    if (row->peer != NULL) machine_serve(&machine, "peer", row->peer, NULL);
    machine_must_end(&machine, OUTCOME_FINISHED);
    machine_close(&machine);
    return nth;
}

static void must_be_marked(const struct machine *machine, const struct fault *fault)
{
    const struct trace *trace = world_trace(machine->world);
    enum call call = fault_outcome_at(fault->outcome)->call;
    bool marked = false;
    for (size_t i = 0; i < trace->event_count; i++)
        marked |= trace->events[i].call == call && trace->events[i].mocked;
    must_hold(marked);
}

TEST_OUTSIDE(fault_strikes, each_outcome_leaves_what_it_says)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct machine machine;
        struct fault_plan plan = { .count = 1, .faults = { outcome_of(&rows[i]) } };
        ROW(rows[i].outcome);
        plan.faults[0].nth = number_of_call(&rows[i]);

        bool killed = play(&rows[i], &machine, &plan);

        must_equal(fault_struck(machine.world, 0), 1);
        must_equal(killed, rows[i].kills);
        must_equal(seen.result, rows[i].expected.result);
        must_equal(seen.error, rows[i].expected.error);
        must_equal(seen.out, rows[i].expected.out);
        must_equal(seen.after, rows[i].expected.after);
        must_be_marked(&machine, &plan.faults[0]);
        machine_close(&machine);
    }
    ROW(NULL);
}

TEST_OUTSIDE(fault_strikes, no_line_of_the_table_is_left_out)
{
    for (unsigned number = 0; number < fault_outcome_count(); number++) {
        bool found = false;
        for (size_t i = 0; i < COUNT_OF(rows); i++)
            found |= outcome_of(&rows[i]).outcome == number;
        ROW(fault_outcome_at(number)->name);
        must_hold(found);
    }
    ROW(NULL);
}

/* --- What lasts --------------------------------------------------------------------------------- */

static bool opens(void)
{
    return CreateFileW(strikes_pipe, GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL) !=
           INVALID_HANDLE_VALUE;
}

/* As Microsoft's page on clients has it. Who waits for ever is told of one, and comes too late. */
static int open_again_and_again(void *argument)
{
    DWORD started = GetTickCount();
    (void)argument;
    must_fail(opens(), ERROR_PIPE_BUSY);
    must_fail(WaitNamedPipeW(strikes_pipe, TIME_MS), ERROR_SEM_TIMEOUT);
    must_equal(GetTickCount() - started, TIME_MS);
    must_fail(opens(), ERROR_PIPE_BUSY);
    must_succeed(WaitNamedPipeW(strikes_pipe, NMPWAIT_WAIT_FOREVER));
    must_hold(GetTickCount() - started > 2 * TIME_MS);
    must_fail(opens(), ERROR_PIPE_BUSY);
    return 0;
}

/* One is free all the time, as far as the rig's own processes go. */
TEST_OUTSIDE(fault_strikes, a_pipe_that_stays_busy_is_no_use_to_wait_for)
{
    struct machine machine;
    struct fault_plan plan;
    const char *why;
    must_hold(fault_plan_read(&plan, "app:1+=CreateFile-busy", &why));
    machine_open(&machine);
    world_set_plan(machine.world, &plan);
    machine_serve(&machine, "server", listen_only, NULL);
    machine_start(&machine, "app", open_again_and_again, NULL);
    machine_must_end(&machine, OUTCOME_FINISHED);
    must_equal(fault_struck(machine.world, 0), 3);
    machine_close(&machine);
}

/* --- Where nobody else was first ---------------------------------------------------------------- */

static int create_without_a_name(void *argument)
{
    (void)argument;
    must_succeed(CreateEventW(NULL, TRUE, FALSE, NULL));
    return 0;
}

TEST_OUTSIDE(fault_strikes, nobody_takes_the_name_of_what_has_none)
{
    struct machine machine;
    machine_open(&machine);
    unsigned mock = world_mock(machine.world, &(struct mock){ .call = CALL_CREATE_EVENT,
                                                              .then = MOCK_FAULT,
                                                              .fault = (unsigned)fault_outcome_find(
                                                                  CALL_CREATE_EVENT, "taken") });
    machine_start(&machine, "app", create_without_a_name, NULL);
    machine_must_end(&machine, OUTCOME_FINISHED);
    must_equal(mock_struck(machine.world, mock), 0);
    machine_close(&machine);
}

/* --- Where nobody can abandon ------------------------------------------------------------------- */

/* One that only this process knows, and one that the thread has already. */
static int take_what_nobody_else_can(void *argument)
{
    (void)argument;
    must_equal(WaitForSingleObject(CreateMutexW(NULL, FALSE, NULL), INFINITE), WAIT_OBJECT_0);
    HANDLE own = CreateMutexW(NULL, TRUE, u"own");
    must_equal(WaitForSingleObject(own, INFINITE), WAIT_OBJECT_0);
    return 0;
}

TEST_OUTSIDE(fault_strikes, nobody_abandons_a_mutex_that_nobody_else_can_have)
{
    struct machine machine;
    machine_open(&machine);
    unsigned mock =
        world_mock(machine.world, &(struct mock){ .call = CALL_WAIT_FOR_SINGLE_OBJECT,
                                                  .onwards = true,
                                                  .then = MOCK_FAULT,
                                                  .fault = (unsigned)fault_outcome_find(
                                                      CALL_WAIT_FOR_SINGLE_OBJECT, "abandoned") });
    machine_start(&machine, "app", take_what_nobody_else_can, NULL);
    machine_must_end(&machine, OUTCOME_FINISHED);
    must_equal(mock_struck(machine.world, mock), 0);
    machine_close(&machine);
}

/* --- Where nobody can disconnect ---------------------------------------------------------------- */

static const WCHAR kept_pipe[] = u"\\\\.\\pipe\\kept";
static HANDLE kept;

static int read_before_a_client_comes(void *argument)
{
    char byte;
    DWORD count;
    (void)argument;
    HANDLE pipe = machine_create_pipe(kept_pipe, 16);
    must_fail(ReadFile(pipe, &byte, 1, &count, NULL), ERROR_PIPE_LISTENING);
    return 0;
}

static DWORD WINAPI read_from_kept(void *unused)
{
    (void)unused;
    machine_read_byte(kept);
    return 0;
}

/* The write stands in line behind the read, and so would a disconnect. */
static int write_while_another_thread_reads(void *argument)
{
    DWORD count;
    (void)argument;
    kept = machine_create_pipe(kept_pipe, 16);
    HANDLE thread = CreateThread(NULL, 0, read_from_kept, NULL, 0, NULL);
    Sleep(TIME_MS);
    must_succeed(WriteFile(kept, "x", 1, &count, NULL));
    WaitForSingleObject(thread, INFINITE);
    return 0;
}

static int send_late(void *argument)
{
    (void)argument;
    HANDLE pipe = machine_open_pipe(kept_pipe);
    Sleep(2 * TIME_MS);
    machine_write_byte(pipe);
    machine_read_byte(pipe);
    return 0;
}

static void must_not_be_disconnected(machine_main *server, machine_main *client, enum call call)
{
    struct machine machine;
    machine_open(&machine);
    unsigned mock =
        world_mock(machine.world,
                   &(struct mock){ .call = call,
                                   .who = "server",
                                   .then = MOCK_FAULT,
                                   .fault = (unsigned)fault_outcome_find(call, "disconnected") });
    machine_start(&machine, "server", server, NULL);
    if (client != NULL) machine_start(&machine, "client", client, NULL);
    machine_must_end(&machine, OUTCOME_FINISHED);
    must_equal(mock_struck(machine.world, mock), 0);
    machine_close(&machine);
}

TEST_OUTSIDE(fault_strikes, nobody_disconnects_a_pipe_without_a_client)
{
    must_not_be_disconnected(read_before_a_client_comes, NULL, CALL_READ_FILE);
}

TEST_OUTSIDE(fault_strikes, nobody_disconnects_a_pipe_while_a_call_is_in_progress)
{
    must_not_be_disconnected(write_while_another_thread_reads, send_late, CALL_WRITE_FILE);
}
