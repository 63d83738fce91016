/* Threads that share memory, part by part: with something that orders them, or without. Each part
 * touches the memory in two threads; whether that is a race, the tests know. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <windows.h>

#include "check.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static int counter;
static char table[64];

/* Start [function] in [count] threads, and wait for all of them. */
static void run_threads(unsigned count, LPTHREAD_START_ROUTINE function)
{
    HANDLE threads[4] = { NULL };
    for (unsigned i = 0; i < count; i++) {
        threads[i] = CreateThread(NULL, 0, function, NULL, 0, NULL);
        CHECK(threads[i] != NULL);
    }
    CHECK(WaitForMultipleObjects(count, threads, TRUE, INFINITE) == WAIT_OBJECT_0);
    for (unsigned i = 0; i < count; i++)
        CloseHandle(threads[i]);
}

/* --- A counter -------------------------------------------------------------------------------- */

static void bump(void)
{
    counter++;
}

static DWORD WINAPI count_plainly(void *unused)
{
    (void)unused;
    bump();
    return 0;
}

static void plain_counter(void)
{
    run_threads(2, count_plainly);
}

static CRITICAL_SECTION section;

static DWORD WINAPI count_in_section(void *unused)
{
    (void)unused;
    EnterCriticalSection(&section);
    bump();
    LeaveCriticalSection(&section);
    return 0;
}

static void counter_in_section(void)
{
    InitializeCriticalSection(&section);
    run_threads(3, count_in_section);
    DeleteCriticalSection(&section);
    CHECK(counter == 3);
}

static DWORD WINAPI count_after_section(void *unused)
{
    (void)unused;
    EnterCriticalSection(&section);
    LeaveCriticalSection(&section);
    bump();
    return 0;
}

static void counter_after_section(void)
{
    InitializeCriticalSection(&section);
    run_threads(2, count_after_section);
    DeleteCriticalSection(&section);
}

static HANDLE mutex;

static DWORD WINAPI count_with_mutex(void *unused)
{
    (void)unused;
    WaitForSingleObject(mutex, INFINITE);
    bump();
    ReleaseMutex(mutex);
    return 0;
}

static void counter_with_mutex(void)
{
    mutex = CreateMutexW(NULL, FALSE, NULL);
    run_threads(3, count_with_mutex);
    CloseHandle(mutex);
    CHECK(counter == 3);
}

/* The owner ends without giving it back. */
static DWORD WINAPI count_and_abandon(void *unused)
{
    (void)unused;
    WaitForSingleObject(mutex, INFINITE);
    bump();
    return 0;
}

static void counter_with_abandoned_mutex(void)
{
    mutex = CreateMutexW(NULL, FALSE, NULL);
    run_threads(2, count_and_abandon);
    CloseHandle(mutex);
}

static SRWLOCK slim = SRWLOCK_INIT;

static DWORD WINAPI count_as_writer(void *unused)
{
    (void)unused;
    AcquireSRWLockExclusive(&slim);
    bump();
    ReleaseSRWLockExclusive(&slim);
    return 0;
}

static DWORD WINAPI look_as_reader(void *unused)
{
    (void)unused;
    AcquireSRWLockShared(&slim);
    DWORD seen = (DWORD)counter;
    ReleaseSRWLockShared(&slim);
    return seen;
}

static void counter_in_srw_lock(void)
{
    HANDLE threads[] = { CreateThread(NULL, 0, count_as_writer, NULL, 0, NULL),
                         CreateThread(NULL, 0, look_as_reader, NULL, 0, NULL),
                         CreateThread(NULL, 0, look_as_reader, NULL, 0, NULL),
                         CreateThread(NULL, 0, count_as_writer, NULL, 0, NULL) };
    WaitForMultipleObjects(COUNT_OF(threads), threads, TRUE, INFINITE);
    for (unsigned i = 0; i < COUNT_OF(threads); i++)
        CloseHandle(threads[i]);
    CHECK(counter == 2);
}

static DWORD WINAPI count_as_reader(void *unused)
{
    (void)unused;
    AcquireSRWLockShared(&slim);
    bump();
    ReleaseSRWLockShared(&slim);
    return 0;
}

static void counter_between_readers(void)
{
    run_threads(2, count_as_reader);
}

static INIT_ONCE once = INIT_ONCE_STATIC_INIT;

static BOOL CALLBACK count_once(PINIT_ONCE unused, PVOID parameter, PVOID *context)
{
    (void)unused;
    (void)parameter;
    (void)context;
    bump();
    return TRUE;
}

static DWORD WINAPI look_after_once(void *unused)
{
    (void)unused;
    InitOnceExecuteOnce(&once, count_once, NULL, NULL);
    return (DWORD)counter;
}

static void counter_begun_once(void)
{
    run_threads(3, look_after_once);
    CHECK(counter == 1);
}

static CONDITION_VARIABLE condition = CONDITION_VARIABLE_INIT;
static BOOL ready;

static DWORD WINAPI count_and_wake(void *unused)
{
    (void)unused;
    bump();
    AcquireSRWLockExclusive(&slim);
    ready = TRUE;
    ReleaseSRWLockExclusive(&slim);
    WakeConditionVariable(&condition);
    return 0;
}

static DWORD WINAPI sleep_and_count(void *unused)
{
    (void)unused;
    AcquireSRWLockExclusive(&slim);
    while (!ready)
        SleepConditionVariableSRW(&condition, &slim, INFINITE, 0);
    ReleaseSRWLockExclusive(&slim);
    bump();
    return 0;
}

static VOID CALLBACK count_on_timer(PVOID unused, BOOLEAN fired)
{
    (void)unused;
    (void)fired;
    bump();
}

static void counter_of_a_timer(void)
{
    HANDLE timer;
    bump();
    CHECK(CreateTimerQueueTimer(&timer, NULL, count_on_timer, NULL, 5, 0, 0));
    Sleep(10);
    CHECK(DeleteTimerQueueTimer(NULL, timer, INVALID_HANDLE_VALUE));
    bump();
    CHECK(counter == 3);
}

static void counter_beside_a_timer(void)
{
    HANDLE timer;
    CHECK(CreateTimerQueueTimer(&timer, NULL, count_on_timer, NULL, 5, 0, 0));
    Sleep(10);
    bump();
}

static LONG interlocked;

static DWORD WINAPI count_interlocked(void *unused)
{
    (void)unused;
    InterlockedIncrement(&interlocked);
    return 0;
}

static void counter_interlocked(void)
{
    run_threads(3, count_interlocked);
    CHECK(interlocked == 3);
}

static DWORD WINAPI count_half_interlocked(void *unused)
{
    (void)unused;
    if (InterlockedIncrement(&interlocked) == 2) bump();
    interlocked++;
    return 0;
}

static void counter_half_interlocked(void)
{
    run_threads(2, count_half_interlocked);
}

/* Each bumps once; the variables that order others do not order them. */
static DWORD WINAPI count_many(void *unused)
{
    static LONG counters[500];
    (void)unused;
    for (unsigned i = 0; i < sizeof counters / sizeof *counters; i++)
        InterlockedIncrement(&counters[i]);
    return 0;
}

static void counters_interlocked(void)
{
    run_threads(2, count_many);
}

static LONG first_of_all, second_of_all;

static DWORD WINAPI count_beside_first(void *unused)
{
    (void)unused;
    InterlockedIncrement(&first_of_all);
    bump();
    InterlockedIncrement(&first_of_all);
    return 0;
}

static DWORD WINAPI count_beside_second(void *unused)
{
    (void)unused;
    InterlockedIncrement(&second_of_all);
    bump();
    InterlockedIncrement(&second_of_all);
    return 0;
}

/* Run two different functions at once. */
static void run_both(LPTHREAD_START_ROUTINE one, LPTHREAD_START_ROUTINE other)
{
    HANDLE threads[] = { CreateThread(NULL, 0, one, NULL, 0, NULL),
                         CreateThread(NULL, 0, other, NULL, 0, NULL) };
    WaitForMultipleObjects(2, threads, TRUE, INFINITE);
    CloseHandle(threads[0]);
    CloseHandle(threads[1]);
}

static void counter_behind_a_condition(void)
{
    run_both(sleep_and_count, count_and_wake);
    CHECK(counter == 2);
}

static void counter_beside_other_interlocked(void)
{
    run_both(count_beside_first, count_beside_second);
}

/* Two that print, allocate and create threads are not ordered by that. */
static DWORD WINAPI nothing(void *unused)
{
    (void)unused;
    return 0;
}

static void be_busy(void)
{
    void *block = malloc(8);
    printf("busy\n");
    free(block);
    CloseHandle(CreateThread(NULL, 0, nothing, NULL, 0, NULL));
    CloseHandle(CreateEventW(NULL, TRUE, FALSE, NULL));
}

static DWORD WINAPI count_while_printing(void *unused)
{
    (void)unused;
    be_busy();
    bump();
    be_busy();
    return 0;
}

static void counter_between_prints(void)
{
    run_threads(2, count_while_printing);
}

/* --- A flag ----------------------------------------------------------------------------------- */

static volatile int volatile_flag;
static int plain_flag;
static int atomic_flag;

static DWORD WINAPI raise_volatile(void *unused)
{
    (void)unused;
    bump();
    volatile_flag = 1;
    return 0;
}

static DWORD WINAPI await_volatile(void *unused)
{
    (void)unused;
    while (!volatile_flag)
        Sleep(1);
    bump();
    return 0;
}

static DWORD WINAPI raise_volatile_too_early(void *unused)
{
    (void)unused;
    volatile_flag = 1;
    bump();
    return 0;
}

static void flag_volatile_too_early(void)
{
    run_both(raise_volatile_too_early, await_volatile);
}

static void flag_volatile(void)
{
    run_both(raise_volatile, await_volatile);
    CHECK(counter == 2);
}

static DWORD WINAPI raise_plain(void *unused)
{
    (void)unused;
    bump();
    plain_flag = 1;
    return 0;
}

static DWORD WINAPI await_plain(void *unused)
{
    (void)unused;
    while (!plain_flag)
        Sleep(1);
    bump();
    return 0;
}

static void flag_plain(void)
{
    run_both(raise_plain, await_plain);
}

static DWORD WINAPI raise_atomic(void *unused)
{
    (void)unused;
    bump();
    __atomic_store_n(&atomic_flag, 1, __ATOMIC_RELEASE);
    return 0;
}

static DWORD WINAPI await_atomic(void *unused)
{
    (void)unused;
    while (!__atomic_load_n(&atomic_flag, __ATOMIC_ACQUIRE))
        Sleep(1);
    bump();
    return 0;
}

static void flag_atomic(void)
{
    run_both(raise_atomic, await_atomic);
}

static DWORD WINAPI raise_relaxed(void *unused)
{
    (void)unused;
    bump();
    __atomic_store_n(&atomic_flag, 1, __ATOMIC_RELAXED);
    return 0;
}

static DWORD WINAPI await_relaxed(void *unused)
{
    (void)unused;
    while (!__atomic_load_n(&atomic_flag, __ATOMIC_RELAXED))
        Sleep(1);
    bump();
    return 0;
}

static void flag_relaxed(void)
{
    run_both(raise_relaxed, await_relaxed);
}

static DWORD WINAPI raise_fenced(void *unused)
{
    (void)unused;
    bump();
    __atomic_thread_fence(__ATOMIC_RELEASE);
    __atomic_store_n(&atomic_flag, 1, __ATOMIC_RELAXED);
    return 0;
}

static DWORD WINAPI await_fenced(void *unused)
{
    (void)unused;
    while (!__atomic_load_n(&atomic_flag, __ATOMIC_RELAXED))
        Sleep(1);
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    bump();
    return 0;
}

static void flag_fenced(void)
{
    run_both(raise_fenced, await_fenced);
}

/* Every builtin does what it says, watched or not. */
static void atomics_compute(void)
{
    static unsigned char byte = 1;
    static unsigned short half = 1;
    static unsigned word = 6;
    static unsigned long long twice = 1;
    unsigned expected = 7;

    CHECK(__atomic_fetch_add(&byte, 2, __ATOMIC_SEQ_CST) == 1 && byte == 3);
    CHECK(__atomic_fetch_sub(&half, 2, __ATOMIC_SEQ_CST) == 1 && half == 0xFFFF);
    CHECK(__atomic_fetch_or(&word, 1, __ATOMIC_SEQ_CST) == 6 && word == 7);
    CHECK(__atomic_fetch_and(&word, 5, __ATOMIC_RELAXED) == 7 && word == 5);
    CHECK(__atomic_fetch_xor(&word, 2, __ATOMIC_SEQ_CST) == 5 && word == 7);
    CHECK(__atomic_fetch_nand(&word, 3, __ATOMIC_SEQ_CST) == 7 && word == ~3u);
    CHECK(__atomic_exchange_n(&word, 8, __ATOMIC_SEQ_CST) == ~3u && word == 8);
    CHECK(!__atomic_compare_exchange_n(&word, &expected, 9, FALSE, __ATOMIC_SEQ_CST,
                                       __ATOMIC_SEQ_CST));
    CHECK(expected == 8 && word == 8);
    CHECK(
        __atomic_compare_exchange_n(&word, &expected, 9, TRUE, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED));
    CHECK(word == 9 && __sync_val_compare_and_swap(&word, 9, 10) == 9 && word == 10);
    __atomic_store_n(&twice, 1ull << 40, __ATOMIC_RELEASE);
    CHECK(__atomic_load_n(&twice, __ATOMIC_ACQUIRE) == 1ull << 40);
    __sync_synchronize();
}

/* --- Ends, events, semaphores ----------------------------------------------------------------- */

static void joined(void)
{
    HANDLE thread = CreateThread(NULL, 0, count_plainly, NULL, 0, NULL);
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
    bump();
    CHECK(counter == 2);
}

static void joined_too_late(void)
{
    HANDLE thread = CreateThread(NULL, 0, count_plainly, NULL, 0, NULL);
    bump();
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
}

/* Not to wait long enough is not to wait. */
static DWORD WINAPI count_late(void *unused)
{
    (void)unused;
    Sleep(10);
    bump();
    return 0;
}

static void join_timed_out(void)
{
    HANDLE thread = CreateThread(NULL, 0, count_late, NULL, 0, NULL);
    CHECK(WaitForSingleObject(thread, 5) == WAIT_TIMEOUT);
    bump();
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
}

static void asked_for_exit_code(void)
{
    DWORD code = STILL_ACTIVE;
    HANDLE thread = CreateThread(NULL, 0, count_plainly, NULL, 0, NULL);
    while (code == STILL_ACTIVE && GetExitCodeThread(thread, &code))
        Sleep(1);
    CloseHandle(thread);
    bump();
}

static HANDLE signal_of_one;

static DWORD WINAPI count_and_signal(void *unused)
{
    (void)unused;
    bump();
    SetEvent(signal_of_one);
    return 0;
}

static DWORD WINAPI signal_and_count(void *unused)
{
    (void)unused;
    SetEvent(signal_of_one);
    bump();
    return 0;
}

static DWORD WINAPI await_and_count(void *unused)
{
    (void)unused;
    WaitForSingleObject(signal_of_one, INFINITE);
    bump();
    return 0;
}

static DWORD WINAPI count_and_await(void *unused)
{
    (void)unused;
    bump();
    WaitForSingleObject(signal_of_one, INFINITE);
    return 0;
}

static void event_orders(void)
{
    signal_of_one = CreateEventW(NULL, FALSE, FALSE, NULL);
    run_both(await_and_count, count_and_signal);
    CloseHandle(signal_of_one);
}

static void event_too_early(void)
{
    signal_of_one = CreateEventW(NULL, FALSE, FALSE, NULL);
    run_both(await_and_count, signal_and_count);
    CloseHandle(signal_of_one);
}

/* To wait orders nothing for who signals. */
static void event_other_way(void)
{
    signal_of_one = CreateEventW(NULL, FALSE, FALSE, NULL);
    run_both(count_and_await, signal_and_count);
    CloseHandle(signal_of_one);
}

static DWORD WINAPI count_and_release(void *unused)
{
    (void)unused;
    bump();
    ReleaseSemaphore(signal_of_one, 1, NULL);
    return 0;
}

static void semaphore_orders(void)
{
    signal_of_one = CreateSemaphoreW(NULL, 0, 1, NULL);
    run_both(await_and_count, count_and_release);
    CloseHandle(signal_of_one);
}

/* --- Stacks and heaps ------------------------------------------------------------------------- */

static DWORD WINAPI read_number(void *number)
{
    return (DWORD) * (int *)number;
}

/* The loop's variable, and not its value, is what each thread gets. */
static void variable_of_the_loop(void)
{
    HANDLE threads[2];
    for (int i = 0; i < 2; i++)
        threads[i] = CreateThread(NULL, 0, read_number, &i, 0, NULL);
    WaitForMultipleObjects(2, threads, TRUE, INFINITE);
    CloseHandle(threads[0]);
    CloseHandle(threads[1]);
}

static DWORD WINAPI use_its_stack(void *unused)
{
    DWORD code = 0;
    (void)unused;
    GetExitCodeThread(GetCurrentThread(), &code);
    return code == STILL_ACTIVE;
}

/* The first threads of a run have a stack and a part of the heap each, the others share. */
enum { THREADS_WITH_THEIR_OWN = 64, THREADS_THAT_SHARE = 7 };

/* Each thread ends before the next one begins, and nobody waits for it: the last ones get the stack
 * of the one before. */
static void stack_used_again(void)
{
    for (int i = 0; i < THREADS_WITH_THEIR_OWN + THREADS_THAT_SHARE; i++) {
        CloseHandle(CreateThread(NULL, 0, use_its_stack, NULL, 0, NULL));
        Sleep(10);
    }
}

static DWORD WINAPI use_a_block(void *size)
{
    int *block = malloc((size_t)size);
    block[2] = 3;
    DWORD seen = read_number(&block[2]);
    free(block);
    return seen;
}

/* The same, of heap blocks: of large ones only a few are kept when they are freed. */
static void block_used_again(void)
{
    for (int i = 0; i < THREADS_WITH_THEIR_OWN + THREADS_THAT_SHARE; i++) {
        size_t size = i < THREADS_WITH_THEIR_OWN - 1 ? 24 : 4 << 20;
        CloseHandle(CreateThread(NULL, 0, use_a_block, (void *)size, 0, NULL));
        Sleep(10);
    }
}

static int *shared_block;

static DWORD WINAPI write_to_block(void *unused)
{
    (void)unused;
    shared_block[2] = 1;
    return 0;
}

static void block_shared(void)
{
    shared_block = malloc(24);
    run_threads(2, write_to_block);
    free(shared_block);
}

static void block_of_a_heap_shared(void)
{
    HANDLE heap = HeapCreate(0, 0, 0);
    shared_block = HeapAlloc(heap, 0, 24);
    run_threads(2, write_to_block);
    HeapDestroy(heap);
}

static void block_freed_too_early(void)
{
    shared_block = malloc(24);
    HANDLE thread = CreateThread(NULL, 0, write_to_block, NULL, 0, NULL);
    Sleep(10);
    free(shared_block);
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
}

static DWORD WINAPI use_block_later(void *unused)
{
    (void)unused;
    Sleep(10);
    return (DWORD)read_number(&shared_block[2]);
}

/* The memory is still there to read, since nobody has got it meanwhile. */
static void block_used_too_late(void)
{
    shared_block = calloc(6, sizeof(int));
    shared_block[2] = 1;
    HANDLE thread = CreateThread(NULL, 0, use_block_later, NULL, 0, NULL);
    free(shared_block);
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
}

static DWORD WINAPI use_own_block(void *unused)
{
    int *block = malloc(24);
    (void)unused;
    block[2] = 3;
    Sleep(100);
    return read_number(&block[2]);
}

/* The process ends while a thread has a block: that frees nothing. */
static void block_in_use_at_the_end(void)
{
    CloseHandle(CreateThread(NULL, 0, use_own_block, NULL, 0, NULL));
    Sleep(10);
}

static DWORD WINAPI grow_block(void *unused)
{
    (void)unused;
    shared_block = realloc(shared_block, 4096);
    return 0;
}

static void block_grown(void)
{
    shared_block = calloc(6, sizeof(int));
    int *kept = shared_block;
    kept[2] = 1;
    HANDLE thread = CreateThread(NULL, 0, grow_block, NULL, 0, NULL);
    Sleep(10);
    CHECK(read_number(&kept[2]) == 1);
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
}

static DWORD WINAPI fill_and_free(void *argument)
{
    int *numbers = argument;
    numbers[1]++;
    free(numbers);
    return 0;
}

static void block_handed_over(void)
{
    for (int i = 0; i < 4; i++) {
        int *numbers = malloc(64);
        numbers[0] = numbers[1] = i;
        CloseHandle(CreateThread(NULL, 0, fill_and_free, numbers, 0, NULL));
    }
    Sleep(10);
}

/* --- Made when first needed -------------------------------------------------------------------- */

static int *volatile checked;
static int *checked_plain;
static int made[1];

/* Look, and look again under the lock: right with a volatile pointer. */
static DWORD WINAPI check_twice(void *unused)
{
    (void)unused;
    if (checked == NULL) {
        EnterCriticalSection(&section);
        if (checked == NULL) {
            made[0] = 3;
            checked = made;
        }
        LeaveCriticalSection(&section);
    }
    CHECK(read_number(checked) == 3);
    return 0;
}

static void double_checked(void)
{
    InitializeCriticalSection(&section);
    run_threads(3, check_twice);
    DeleteCriticalSection(&section);
}

static DWORD WINAPI check_twice_plainly(void *unused)
{
    (void)unused;
    if (checked_plain == NULL) {
        EnterCriticalSection(&section);
        if (checked_plain == NULL) {
            made[0] = 3;
            checked_plain = made;
        }
        LeaveCriticalSection(&section);
    }
    CHECK(read_number(checked_plain) == 3);
    return 0;
}

static void double_checked_plainly(void)
{
    InitializeCriticalSection(&section);
    run_threads(3, check_twice_plainly);
    DeleteCriticalSection(&section);
}

/* --- Memory that calls touch ------------------------------------------------------------------ */

static DWORD WINAPI write_first(void *unused)
{
    (void)unused;
    table[3] = 'x';
    return 0;
}

static DWORD WINAPI write_second(void *unused)
{
    (void)unused;
    table[4] = 'y';
    return 0;
}

static void bytes_apart(void)
{
    run_both(write_first, write_second);
}

static DWORD WINAPI clear_table(void *unused)
{
    (void)unused;
    memset(table, 0, sizeof table);
    return 0;
}

static DWORD WINAPI print_table(void *unused)
{
    (void)unused;
    fwrite(table, 1, 8, stdout);
    return 0;
}

static void table_cleared(void)
{
    run_both(write_first, clear_table);
}

static void table_printed(void)
{
    run_both(write_first, print_table);
}

static DWORD WINAPI copy_text(void *unused)
{
    (void)unused;
    strcpy(table, "text");
    return 0;
}

static DWORD WINAPI measure_text(void *unused)
{
    (void)unused;
    return (DWORD)lstrlenA(table);
}

static void text_copied_and_measured(void)
{
    run_both(copy_text, measure_text);
}

static DWORD WINAPI append_text(void *unused)
{
    (void)unused;
    strcat(table, "a");
    return 0;
}

static DWORD WINAPI append_part(void *unused)
{
    (void)unused;
    strncat(table, "abc", 1);
    return 0;
}

static DWORD WINAPI copy_part(void *unused)
{
    (void)unused;
    strncpy(table, "text", 2);
    return 0;
}

static DWORD WINAPI compare_part(void *unused)
{
    (void)unused;
    return (DWORD)strncmp(table, "text", 2);
}

static DWORD WINAPI find_byte(void *unused)
{
    (void)unused;
    return strchr(table, 't') != NULL;
}

static DWORD WINAPI find_last_byte(void *unused)
{
    (void)unused;
    return strrchr(table, 't') != NULL;
}

static DWORD WINAPI find_text(void *unused)
{
    (void)unused;
    return strstr(table, "ex") != NULL;
}

static DWORD WINAPI measure_wide(void *unused)
{
    (void)unused;
    return (DWORD)wcslen((const WCHAR *)(const void *)table);
}

static DWORD WINAPI write_end(void *unused)
{
    (void)unused;
    table[sizeof table - 1] = 'z';
    return 0;
}

static void text_appended(void)
{
    run_both(append_text, measure_text);
}

static void text_appended_in_part(void)
{
    run_both(append_part, measure_text);
}

static void text_copied_in_part(void)
{
    run_both(copy_part, measure_text);
}

static void text_compared_in_part(void)
{
    run_both(copy_text, compare_part);
}

static void text_searched_for_a_byte(void)
{
    run_both(copy_text, find_byte);
}

static void text_searched_for_the_last_byte(void)
{
    run_both(copy_text, find_last_byte);
}

static void text_searched_for_a_text(void)
{
    run_both(copy_text, find_text);
}

static void text_measured_as_wide(void)
{
    run_both(copy_text, measure_wide);
}

/* Each of them in a table of which another thread writes what they do not touch. */
static DWORD WINAPI handle_texts(void *unused)
{
    copy_text(unused);
    append_text(unused);
    append_part(unused);
    CHECK(strcmp(table, "textaa") == 0);
    copy_part(unused);
    CHECK(compare_part(unused) == 0);
    CHECK(find_byte(unused) && find_last_byte(unused) && find_text(unused));
    CHECK(strchr(table, '?') == NULL && strstr(table, "no") == NULL);
    CHECK(measure_wide(unused) == 3);
    return 0;
}

static void texts_beside_the_end(void)
{
    run_both(handle_texts, write_end);
}

static DWORD WINAPI print_text(void *unused)
{
    (void)unused;
    printf("%s\n", table);
    return 0;
}

static void text_copied_and_printed(void)
{
    run_both(copy_text, print_text);
}

/* --- Pipes ------------------------------------------------------------------------------------ */

static const WCHAR pipe_name[] = L"\\\\.\\pipe\\races";

static HANDLE given_pipe(void)
{
    HANDLE pipe = CreateNamedPipeW(pipe_name, PIPE_ACCESS_DUPLEX,
                                   PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE, 4, 64, 64, 0, NULL);
    CHECK(pipe != INVALID_HANDLE_VALUE);
    return pipe;
}

static HANDLE given_client(void)
{
    HANDLE pipe =
        CreateFileW(pipe_name, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(pipe != INVALID_HANDLE_VALUE);
    return pipe;
}

static DWORD WINAPI count_and_write(void *pipe)
{
    DWORD written;
    char byte = 'x';
    bump();
    WriteFile(pipe, &byte, 1, &written, NULL);
    return 0;
}

static DWORD WINAPI read_and_count(void *pipe)
{
    DWORD got;
    char byte;
    ReadFile(pipe, &byte, 1, &got, NULL);
    bump();
    return 0;
}

static void run_on_pipe(LPTHREAD_START_ROUTINE at_server, LPTHREAD_START_ROUTINE at_client)
{
    HANDLE server = given_pipe(), client = given_client();
    HANDLE threads[] = { CreateThread(NULL, 0, at_server, server, 0, NULL),
                         CreateThread(NULL, 0, at_client, client, 0, NULL) };
    WaitForMultipleObjects(2, threads, TRUE, INFINITE);
    CloseHandle(threads[0]);
    CloseHandle(threads[1]);
    CloseHandle(client);
    CloseHandle(server);
}

static void message_orders(void)
{
    run_on_pipe(read_and_count, count_and_write);
}

static DWORD WINAPI write_and_count(void *pipe)
{
    DWORD written;
    char byte = 'x';
    WriteFile(pipe, &byte, 1, &written, NULL);
    bump();
    return 0;
}

static void message_too_early(void)
{
    run_on_pipe(read_and_count, write_and_count);
}

static DWORD WINAPI flush_and_count(void *pipe)
{
    DWORD written;
    char byte = 'x';
    WriteFile(pipe, &byte, 1, &written, NULL);
    FlushFileBuffers(pipe);
    bump();
    return 0;
}

static DWORD WINAPI count_and_read(void *pipe)
{
    DWORD got;
    char byte;
    bump();
    ReadFile(pipe, &byte, 1, &got, NULL);
    return 0;
}

static void flush_orders(void)
{
    run_on_pipe(flush_and_count, count_and_read);
}

static DWORD WINAPI count_and_disconnect(void *pipe)
{
    bump();
    DisconnectNamedPipe(pipe);
    return 0;
}

static void disconnect_orders(void)
{
    run_on_pipe(count_and_disconnect, read_and_count);
}

static DWORD WINAPI connect_and_count(void *pipe)
{
    ConnectNamedPipe(pipe, NULL);
    bump();
    return 0;
}

static DWORD WINAPI count_and_open(void *unused)
{
    (void)unused;
    bump();
    CloseHandle(given_client());
    return 0;
}

static void connect_orders(void)
{
    HANDLE server = given_pipe();
    HANDLE threads[] = { CreateThread(NULL, 0, connect_and_count, server, 0, NULL),
                         CreateThread(NULL, 0, count_and_open, NULL, 0, NULL) };
    WaitForMultipleObjects(2, threads, TRUE, INFINITE);
    CloseHandle(threads[0]);
    CloseHandle(threads[1]);
    CloseHandle(server);
}

/* One buffer for all sessions. */
static DWORD WINAPI read_into_table(void *pipe)
{
    DWORD got;
    ReadFile(pipe, table, 8, &got, NULL);
    return 0;
}

static DWORD WINAPI parse_table(void *pipe)
{
    read_into_table(pipe);
    return table[0] == 'x';
}

static void buffer_shared(LPTHREAD_START_ROUTINE session)
{
    DWORD written;
    HANDLE servers[2], clients[2], threads[2];
    for (int i = 0; i < 2; i++) {
        servers[i] = given_pipe();
        clients[i] = given_client();
        WriteFile(clients[i], "x", 1, &written, NULL);
        threads[i] = CreateThread(NULL, 0, session, servers[i], 0, NULL);
    }
    WaitForMultipleObjects(2, threads, TRUE, INFINITE);
    for (int i = 0; i < 2; i++) {
        CloseHandle(threads[i]);
        CloseHandle(clients[i]);
        CloseHandle(servers[i]);
    }
}

static void buffer_shared_and_parsed(void)
{
    buffer_shared(parse_table);
}

static void buffer_shared_and_unread(void)
{
    buffer_shared(read_into_table);
}

/* --- Consoles --------------------------------------------------------------------------------- */

static BOOL WINAPI count_on_event(DWORD event)
{
    (void)event;
    bump();
    return TRUE;
}

static void handler_registered(void)
{
    bump();
    SetConsoleCtrlHandler(count_on_event, TRUE);
    Sleep(10);
}

static void handler_counts_too(void)
{
    SetConsoleCtrlHandler(count_on_event, TRUE);
    bump();
    Sleep(10);
}

static const struct check_part parts[] = {
    CHECK_PART(plain_counter),
    CHECK_PART(counter_in_section),
    CHECK_PART(counter_after_section),
    CHECK_PART(counter_with_mutex),
    CHECK_PART(counter_with_abandoned_mutex),
    CHECK_PART(counter_in_srw_lock),
    CHECK_PART(counter_between_readers),
    CHECK_PART(counter_begun_once),
    CHECK_PART(counter_behind_a_condition),
    CHECK_PART(counter_of_a_timer),
    CHECK_PART(counter_beside_a_timer),
    CHECK_PART(counter_interlocked),
    CHECK_PART(counter_half_interlocked),
    CHECK_PART(counter_beside_other_interlocked),
    CHECK_PART(counter_between_prints),
    CHECK_PART(flag_volatile),
    CHECK_PART(flag_volatile_too_early),
    CHECK_PART(flag_plain),
    CHECK_PART(flag_atomic),
    CHECK_PART(flag_relaxed),
    CHECK_PART(flag_fenced),
    CHECK_PART(atomics_compute),
    CHECK_PART(joined),
    CHECK_PART(joined_too_late),
    CHECK_PART(join_timed_out),
    CHECK_PART(asked_for_exit_code),
    CHECK_PART(event_orders),
    CHECK_PART(event_too_early),
    CHECK_PART(event_other_way),
    CHECK_PART(semaphore_orders),
    CHECK_PART(variable_of_the_loop),
    CHECK_PART(stack_used_again),
    CHECK_PART(block_used_again),
    CHECK_PART(block_shared),
    CHECK_PART(block_of_a_heap_shared),
    CHECK_PART(counters_interlocked),
    CHECK_PART(block_freed_too_early),
    CHECK_PART(block_used_too_late),
    CHECK_PART(block_in_use_at_the_end),
    CHECK_PART(block_grown),
    CHECK_PART(block_handed_over),
    CHECK_PART(double_checked),
    CHECK_PART(double_checked_plainly),
    CHECK_PART(bytes_apart),
    CHECK_PART(table_cleared),
    CHECK_PART(table_printed),
    CHECK_PART(text_copied_and_measured),
    CHECK_PART(text_copied_and_printed),
    CHECK_PART(text_appended),
    CHECK_PART(text_appended_in_part),
    CHECK_PART(text_copied_in_part),
    CHECK_PART(text_compared_in_part),
    CHECK_PART(text_searched_for_a_byte),
    CHECK_PART(text_searched_for_the_last_byte),
    CHECK_PART(text_searched_for_a_text),
    CHECK_PART(text_measured_as_wide),
    CHECK_PART(texts_beside_the_end),
    CHECK_PART(message_orders),
    CHECK_PART(message_too_early),
    CHECK_PART(flush_orders),
    CHECK_PART(disconnect_orders),
    CHECK_PART(connect_orders),
    CHECK_PART(buffer_shared_and_parsed),
    CHECK_PART(buffer_shared_and_unread),
    CHECK_PART(handler_registered),
    CHECK_PART(handler_counts_too),
};

CHECK_MAIN(parts)
