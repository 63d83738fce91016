/* What corrupts a heap on Windows, sooner or later, ends the run at once, with a sentence that
 * names it. */
#include "machine.h"

#include <string.h>

/* A program that mistreats its heap, and what is said of it. */
static void must_crash(machine_main *main, const char *why)
{
    struct machine machine;
    machine_open(&machine);
    machine_start(&machine, "app", main, NULL);
    machine_must_end(&machine, OUTCOME_CRASHED);
    must_say(world_why(machine.world), why);
    machine_close(&machine);
}

static int free_twice(void *argument)
{
    (void)argument;
    void *block = HeapAlloc(GetProcessHeap(), 0, 10);
    HeapFree(GetProcessHeap(), 0, block);
    HeapFree(GetProcessHeap(), 0, block);
    return 0;
}

TEST_OUTSIDE(heap_faults, a_block_freed_twice_ends_the_run)
{
    must_crash(free_twice, "not a block of this heap, or freed before");
}

static int free_foreign(void *argument)
{
    static char variable[16];
    (void)argument;
    HeapFree(GetProcessHeap(), 0, variable);
    return 0;
}

TEST_OUTSIDE(heap_faults, freeing_what_was_never_allocated_ends_the_run)
{
    must_crash(free_foreign, "not a block of this heap, or freed before");
}

static int free_inside(void *argument)
{
    (void)argument;
    char *block = HeapAlloc(GetProcessHeap(), 0, 32);
    HeapFree(GetProcessHeap(), 0, block + 16);
    return 0;
}

TEST_OUTSIDE(heap_faults, freeing_the_inside_of_a_block_ends_the_run)
{
    must_crash(free_inside, "not a block of this heap, or freed before");
}

static int free_by_another_family(void *argument)
{
    (void)argument;
    HeapFree(GetProcessHeap(), 0, LocalAlloc(LMEM_FIXED, 10));
    return 0;
}

TEST_OUTSIDE(heap_faults, a_local_block_freed_by_heap_free_ends_the_run)
{
    must_crash(free_by_another_family, "made by another family of functions");
}

static int free_of_another_heap(void *argument)
{
    (void)argument;
    HANDLE heap = HeapCreate(0, 0, 0);
    HeapFree(GetProcessHeap(), 0, HeapAlloc(heap, 0, 10));
    return 0;
}

TEST_OUTSIDE(heap_faults, a_block_freed_to_another_heap_ends_the_run)
{
    must_crash(free_of_another_heap, "not a block of this heap");
}

static int overrun(void *argument)
{
    (void)argument;
    char *volatile block = HeapAlloc(GetProcessHeap(), 0, 10);
    block[10] = 'x';
    HeapFree(GetProcessHeap(), 0, block);
    return 0;
}

TEST_OUTSIDE(heap_faults, a_byte_written_past_a_block_ends_the_run_when_it_is_freed)
{
    SKIP_IF_SANITIZED();
    must_crash(overrun, "wrote past the end of the block");
}

static size_t wide_length(const volatile WCHAR *text)
{
    size_t length = 0;
    while (text[length] != 0)
        length++;
    return length;
}

/* Blocks of many sizes, filled with text that has no terminator, and freed in between. */
static int read_on(void *argument)
{
    size_t guard = 0;
    (void)argument;
    for (size_t size = 16; size < 3000; size += 16) {
        char *volatile block = HeapAlloc(GetProcessHeap(), 0, size);
        char *volatile next = HeapAlloc(GetProcessHeap(), 0, size);
        memset(block, 'a', size);
        size_t length = strlen(block), wide = wide_length((const WCHAR *)block);
        if (size == 16) guard = length - size;
        must_equal(length, size + guard);
        must_equal(wide, (size + guard) / 2);
        HeapFree(GetProcessHeap(), 0, block);
        HeapFree(GetProcessHeap(), 0, next);
    }
    return 0;
}

TEST_OUTSIDE(heap_faults, a_text_that_is_read_past_its_block_ends_as_far_behind_each)
{
    SKIP_IF_SANITIZED();
    struct machine machine;
    machine_open(&machine);
    machine_start(&machine, "app", read_on, NULL);
    machine_must_end(&machine, OUTCOME_FINISHED);
    machine_close(&machine);
}

/* Also when the next one of its size is asked for. */
static int read_what_is_freed(void *unused)
{
    (void)unused;
    volatile unsigned char *freed = HeapAlloc(GetProcessHeap(), 0, 100);
    for (unsigned i = 0; i < 100; i++)
        freed[i] = (unsigned char)i;
    must_succeed(HeapFree(GetProcessHeap(), 0, (void *)freed));
    must_hold(HeapAlloc(GetProcessHeap(), 0, 100) != (void *)freed);
    for (unsigned i = 0; i < 100; i++)
        must_equal(freed[i], i);
    return 0;
}

TEST_OUTSIDE(heap_faults, a_block_that_was_freed_still_reads_as_it_was)
{
    SKIP_IF_SANITIZED();
    struct machine machine;
    machine_open(&machine);
    machine_start(&machine, "app", read_what_is_freed, NULL);
    machine_must_end(&machine, OUTCOME_FINISHED);
    machine_close(&machine);
}

/* A program of its own, whose malloc is Microsoft's as the fakes have it. */
static void must_crash_with(const char *part, const char *why)
{
    struct machine machine;
    struct program program = machine_load("self-faults");
    machine_open(&machine);
    world_start(machine.world, &program, PROCESS_MUST_END, (const char *[]){ part, NULL });
    machine_must_end(&machine, OUTCOME_CRASHED);
    must_say(world_why(machine.world), why);
    machine_close(&machine);
    program_close(&program);
}

TEST_OUTSIDE(heap_faults, a_block_of_malloc_freed_by_heap_free_ends_the_run)
{
    must_crash_with("heap-free-of-malloc", "made by another family of functions");
}

TEST_OUTSIDE(heap_faults, a_block_of_heap_alloc_freed_by_free_ends_the_run)
{
    must_crash_with("free-of-heap-alloc", "the block is not one of malloc's");
}

TEST_OUTSIDE(heap_faults, a_block_of_malloc_freed_twice_ends_the_run)
{
    must_crash_with("free-twice", "not a block of malloc, or freed before");
}

TEST_OUTSIDE(heap_faults, a_byte_written_past_a_block_of_malloc_ends_the_run_when_it_is_freed)
{
    SKIP_IF_SANITIZED();
    must_crash_with("overrun-unseen", "wrote past the end of the block");
}

/* What the program tells of its accesses is held against the ends of its blocks. */
static bool can_see_accesses(void)
{
    struct program program = machine_load("self-faults");
    bool can = program_shows_memory(&program);
    program_close(&program);
    return can;
}

TEST_OUTSIDE(heap_faults, an_access_beyond_a_block_ends_the_run_and_is_told_with_its_place)
{
    static const struct {
        const char *part;
        const char *words;
    } rows[] = {
        { "overrun", "the program writes 1 byte beyond a heap block of 10, from malloc in " },
        { "overrun", "writes, as volatile or atomic, 1 byte\n    overrun, faults.c:" },
        { "read-behind", "the program reads 1 byte beyond a heap block of 10, from malloc in " },
        { "read-behind", " reads 1 byte\n    read_behind, faults.c:" },
        { "read-across-the-end", "reads 2 bytes beyond a heap block of 10" },
        { "read-far-behind", "reads 32 bytes beyond a heap block of 4096" },
        { "measure-unterminated", "reads 17 bytes beyond a heap block of 64, from HeapAlloc" },
        { "measure-unterminated",
          "calls strlen, which reads 81 bytes\n    measure_unterminated, " },
        { "measure-wide-unterminated", "calls lstrlen, which reads 82 bytes" },
        { "print-unterminated", "calls printf, which reads 81 bytes" },
        { "copy-too-much", "calls memcpy, which reads 70 bytes" },
        { "write-too-much", "calls WriteFile, which reads 5000 bytes" },
        { "read-behind-what-shrank", "reads 1 byte beyond a heap block of 20, from realloc" },
    };
    if (!can_see_accesses()) SKIP("this build does not see what a program does with its memory");
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        must_crash_with(rows[i].part, rows[i].words);
}

TEST_OUTSIDE(heap_faults, an_access_to_the_last_byte_of_a_block_is_none_beyond_it)
{
    struct machine machine;
    struct program program = machine_load("self-faults");
    machine_open(&machine);
    world_start(machine.world, &program, PROCESS_MUST_END,
                (const char *[]){ "read-to-the-end", NULL });
    machine_must_end(&machine, OUTCOME_FINISHED);
    machine_close(&machine);
    program_close(&program);
}
