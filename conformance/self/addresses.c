/* Where blocks and stacks lie is no chance, so that an exhaustive search misses no run that is another
 * by an address: it depends on what the thread is and did itself, or else the order counts that it
 * does depend on. */
#define _DEFAULT_SOURCE    // mincore
#include "machine.h"

#include "kernel/address.h"

#include <piperig/search.h>

#include <stdlib.h>
#include <sys/mman.h>

/* --- In whatever order threads come ----------------------------------------------------------- */

enum { THREADS = 3, BLOCKS = 24, BLOCKS_IN_THE_END = 3, SEEDS = 10 };

/* Of such blocks so few are kept when they are freed that their places are handed out again. */
enum { LARGE = 5 << 20 };

struct addresses {
    uintptr_t of[THREADS][BLOCKS];
    uintptr_t stack[THREADS];
    uintptr_t in_the_end[BLOCKS_IN_THE_END];
};

static struct addresses *seen;
static char *left[THREADS];
static HANDLE is_left[THREADS];
static HANDLE common;    // heap

static void *take(int thread, int nth)
{
    void *block = HeapAlloc(GetProcessHeap(), 0, nth % 3 == 0 ? LARGE : (SIZE_T)nth * 10);
    seen->of[thread][nth] = (uintptr_t)block;
    return block;
}

/* Some of its own blocks are freed, some grow, and one is left to another thread to free. */
static DWORD WINAPI take_and_free(void *number)
{
    int thread = *(int *)number, other = (thread + 1) % THREADS;
    volatile char variable = 0;
    char *kept = left[thread] = take(thread, 0);
    seen->stack[thread] = (uintptr_t)&variable;
    HeapAlloc(common, 0, LARGE);
    SetEvent(is_left[thread]);
    for (int nth = 1; nth < BLOCKS; nth++) {
        GetTickCount();
        char *block = take(thread, nth);
        if (nth % 4 == 0) block = HeapReAlloc(GetProcessHeap(), 0, block, (SIZE_T)nth * 30);
        if (nth > 1) HeapFree(GetProcessHeap(), 0, kept);
        kept = block;
        if (nth == BLOCKS / 2) WaitForSingleObject(is_left[other], INFINITE);
        if (nth == BLOCKS / 2) HeapFree(GetProcessHeap(), 0, left[other]);
    }
    return 0;
}

static int run_threads(void *unused)
{
    static int numbers[THREADS] = { 0, 1, 2 };
    HANDLE threads[THREADS];
    (void)unused;
    common = HeapCreate(0, 0, 0);
    for (int i = 0; i < THREADS; i++)
        is_left[i] = CreateEventW(NULL, TRUE, FALSE, NULL);
    for (int i = 0; i < THREADS; i++)
        threads[i] = CreateThread(NULL, 0, take_and_free, &numbers[i], 0, NULL);
    WaitForMultipleObjects(THREADS, threads, TRUE, INFINITE);
    HeapDestroy(common);
    for (size_t i = 0; i < BLOCKS_IN_THE_END; i++)
        seen->in_the_end[i] = (uintptr_t)HeapAlloc(GetProcessHeap(), 0, LARGE);
    return 0;
}

static void run_seeded(uint64_t seed, struct addresses *addresses)
{
    struct machine machine;
    seen = addresses;
    machine_open_seeded(&machine, seed);
    machine_start(&machine, "app", run_threads, NULL);
    machine_must_end(&machine, OUTCOME_FINISHED);
    machine_close(&machine);
}

TEST_OUTSIDE(addresses, are_the_same_in_whatever_order_threads_come)
{
    static struct addresses first, other;
    run_seeded(1, &first);
    for (uint64_t seed = 2; seed < SEEDS; seed++) {
        run_seeded(seed, &other);
        must_hold(memcmp(&other, &first, sizeof first) == 0);
    }
}

/* --- All runs --------------------------------------------------------------------------------- */

/* What came of some runs. */
struct ends {
    bool exited[2];    // with this code
    bool deadlocked;
};

static struct ends find_ends(machine_main *main, struct search *search)
{
    struct ends ends = { 0 };
    struct choice *choice;
    while ((choice = search_next(search)) != NULL) {
        struct world *world = world_open(choice);
        struct program program = { .name = "app", .function = main };
        const struct process *process = world_start(world, &program, PROCESS_MUST_END, NULL);
        enum outcome outcome = world_run(world);
        if (outcome == OUTCOME_FINISHED) ends.exited[process_exit_code(process)] = true;
        if (outcome == OUTCOME_DEADLOCK) ends.deadlocked = true;
        world_close(world);
    }
    search_close(search);
    return ends;
}

static char *blocks[2];
static SIZE_T block_size;

/* The call before has others come in between. */
static DWORD WINAPI take_a_block(void *which)
{
    CloseHandle(CreateEventW(NULL, TRUE, FALSE, NULL));
    blocks[(size_t)which] = HeapAlloc(GetProcessHeap(), 0, block_size);
    return 0;
}

static void run_both(LPTHREAD_START_ROUTINE first, LPTHREAD_START_ROUTINE second)
{
    HANDLE threads[] = { CreateThread(NULL, 0, first, (void *)0, 0, NULL),
                         CreateThread(NULL, 0, second, (void *)1, 0, NULL) };
    WaitForMultipleObjects(2, threads, TRUE, INFINITE);
    CloseHandle(threads[0]);
    CloseHandle(threads[1]);
}

static int compare_blocks(void *unused)
{
    (void)unused;
    block_size = 16;
    run_both(take_a_block, take_a_block);
    return blocks[0] > blocks[1];
}

/* With what lies around it such a block has no room in a thread's own part of the heap. */
static int compare_large_blocks(void *unused)
{
    (void)unused;
    block_size = ADDRESS_HEAP_OWN_BYTES / 2;
    run_both(take_a_block, take_a_block);
    return blocks[0] > blocks[1];
}

static CRITICAL_SECTION *locks[2];

static DWORD WINAPI make_a_lock(void *which)
{
    locks[(size_t)which] = HeapAlloc(GetProcessHeap(), 0, sizeof **locks);
    InitializeCriticalSection(locks[(size_t)which]);
    return 0;
}

static void lock_both(CRITICAL_SECTION *first, CRITICAL_SECTION *second)
{
    EnterCriticalSection(first);
    EnterCriticalSection(second);
    LeaveCriticalSection(second);
    LeaveCriticalSection(first);
}

static DWORD WINAPI lock_by_address(void *unused)
{
    bool swapped = locks[0] > locks[1];
    (void)unused;
    lock_both(locks[swapped], locks[!swapped]);
    return 0;
}

static DWORD WINAPI lock_by_number(void *unused)
{
    (void)unused;
    lock_both(locks[0], locks[1]);
    return 0;
}

static int lock_in_two_orders(void *unused)
{
    (void)unused;
    run_both(make_a_lock, make_a_lock);
    run_both(lock_by_address, lock_by_number);
    return 0;
}

static DWORD WINAPI end_soon(void *unused)
{
    (void)unused;
    CloseHandle(CreateEventW(NULL, TRUE, FALSE, NULL));
    return 0;
}

static DWORD WINAPI note_stack(void *which)
{
    volatile char variable = 0;
    blocks[(size_t)which] = (char *)&variable;
    return 0;
}

/* Whether the second one has a stack of its own beyond the first one's. */
static int compare_stacks(void *unused)
{
    (void)unused;
    HANDLE first = CreateThread(NULL, 0, end_soon, NULL, 0, NULL);
    note_stack((void *)0);
    CloseHandle(CreateEventW(NULL, TRUE, FALSE, NULL));
    HANDLE second = CreateThread(NULL, 0, note_stack, (void *)1, 0, NULL);
    WaitForSingleObject(first, INFINITE);
    WaitForSingleObject(second, INFINITE);
    return (blocks[1] - blocks[0]) / (1 << 20) > 1;
}

TEST_OUTSIDE(addresses, have_an_exhaustive_search_miss_nothing_that_random_runs_come_to)
{
    static const struct {
        const char *name;
        machine_main *main;
    } rows[] = {
        { "two blocks", compare_blocks },
        { "two large blocks", compare_large_blocks },
        { "two locks", lock_in_two_orders },
        { "two stacks", compare_stacks },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        ROW(rows[i].name);
        struct ends all = find_ends(rows[i].main, search_exhaustive());
        struct ends some = find_ends(rows[i].main, search_random(7, 50));
        must_hold(all.exited[0] || !some.exited[0]);
        must_hold(all.exited[1] || !some.exited[1]);
        must_hold(all.deadlocked || !some.deadlocked);
    }
    ROW(NULL);
}

/* --- From run to run -------------------------------------------------------------------------- */

/* Fewer or more bytes than one run leaves to the next. */
static int take_blocks(void *count)
{
    for (int i = 0; i < *(int *)count; i++)
        blocks[0] = HeapAlloc(GetProcessHeap(), 0, ADDRESS_HEAP_OWN_BYTES / 2);
    return 0;
}

static bool has_memory_after(int count)
{
    struct machine machine;
    unsigned char resident = 0;
    machine_open(&machine);
    machine_start(&machine, "app", take_blocks, &count);
    machine_must_end(&machine, OUTCOME_FINISHED);
    machine_close(&machine);
    uintptr_t middle = (uintptr_t)blocks[0] + ADDRESS_HEAP_OWN_BYTES / 4;
    must_equal(mincore((void *)(middle & ~(uintptr_t)0xFFFF), 1, &resident), 0);
    return resident & 1;
}

TEST_OUTSIDE(addresses, keep_their_memory_from_run_to_run_unless_it_is_much)
{
    SKIP_IF_SANITIZED();
    must_hold(has_memory_after(1));
    must_hold(!has_memory_after(4));
    must_hold(has_memory_after(1));
}
