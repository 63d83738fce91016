/* What corrupts a heap on Windows, sooner or later, ends the run at once, with a sentence that
 * names it. */
#include "machine.h"
#include "memory_misdeed.h"

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
    must_crash(free_twice, "the heap is given a block that was freed before");
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
    must_crash(free_foreign, "not a block of this heap");
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
    must_crash(free_inside, "not a block of this heap");
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

TEST_OUTSIDE(heap_faults, a_block_of_malloc_freed_by_heap_free_ends_the_run)
{
    memory_misdeed_must_crash("self-faults", "heap-free-of-malloc",
                              "made by another family of functions");
}

TEST_OUTSIDE(heap_faults, a_block_of_heap_alloc_freed_by_free_ends_the_run)
{
    memory_misdeed_must_crash("self-faults", "free-of-heap-alloc",
                              "made by another family of functions");
}

TEST_OUTSIDE(heap_faults, a_block_of_malloc_freed_twice_ends_the_run)
{
    memory_misdeed_must_crash("self-faults", "free-twice", "a block that was freed before");
}

TEST_OUTSIDE(heap_faults, a_byte_written_past_a_block_of_malloc_ends_the_run_when_it_is_freed)
{
    SKIP_IF_SANITIZED();
    memory_misdeed_must_crash("self-faults", "overrun-unseen", "wrote past the end of the block");
}

TEST_OUTSIDE(heap_faults, an_access_that_misses_a_block_ends_the_run_and_is_told_with_its_place)
{
    static const struct memory_misdeed rows[] = {
        { "overrun", "the program writes 1 byte beyond a heap block of 10, from malloc in " },
        { "overrun", "writes, as volatile or atomic, 1 byte\n    overrun, faults.c:" },
        { "read-behind", "the program reads 1 byte beyond a heap block of 10, from malloc in " },
        { "read-behind", " reads 1 byte\n    read_behind, faults.c:" },
        { "read-across-the-end", "reads 2 bytes beyond a heap block of 10" },
        { "read-far-behind", "reads 1 byte, 31 bytes beyond a heap block of 4096" },
        { "read-before", "reads 1 byte, 1 byte before a heap block of 64, from malloc in " },
        { "read-before-any-block-is", "reads 1 byte of the heap, where no block lies\n" },
        { "write-where-no-block-is", "writes 1 byte, 4999936 bytes beyond a heap block of 64" },
        { "measure-unterminated", "reads 17 bytes beyond a heap block of 64, from HeapAlloc" },
        { "measure-unterminated",
          "calls strlen, which reads 81 bytes\n    measure_unterminated, " },
        { "measure-wide-unterminated", "calls lstrlen, which reads 82 bytes" },
        { "print-unterminated", "calls printf, which reads 81 bytes" },
        { "copy-too-much", "calls memcpy, which reads 70 bytes" },
        { "write-too-much", "calls WriteFile, which reads 5000 bytes" },
        { "read-behind-what-shrank", "reads 1 byte beyond a heap block of 20, from realloc" },
    };
    memory_misdeeds_must_be_told("self-faults", rows, COUNT_OF(rows));
}

TEST_OUTSIDE(heap_faults, an_access_to_a_freed_block_ends_the_run_and_is_told_with_who_freed_it)
{
    static const struct memory_misdeed rows[] = {
        { "read-freed",
          "the program reads 1 byte of a heap block of 10 that was freed, from malloc in "
          "self-faults, freed by free in self-faults\n" },
        { "read-freed", "reads, as volatile or atomic, 1 byte\n    read_freed, faults.c:" },
        { "send-freed", "from HeapAlloc in self-faults, freed by HeapFree in self-faults\n" },
        { "send-freed", "calls WriteFile, which reads 10 bytes\n    send_freed, faults.c:" },
        { "count-in-a-freed-block", "writes 4 bytes of a heap block of 4 that was freed" },
        { "count-in-a-freed-block",
          "calls WriteFile, which writes 4 bytes\n    count_in_a_freed_" },
        { "take-the-mode-from-a-freed-block", "calls SetNamedPipeHandleState, which reads 4 " },
        { "write-what-moved", "writes 1 byte of a heap block of 10 that was freed, from malloc in "
                              "self-faults, freed by realloc in " },
        { "read-of-a-destroyed-heap", "freed by HeapDestroy in self-faults\n" },
    };
    memory_misdeeds_must_be_told("self-faults", rows, COUNT_OF(rows));
}

TEST_OUTSIDE(heap_faults, an_access_to_the_last_byte_of_a_block_is_none_beyond_it)
{
    memory_misdeed_must_be_none("self-faults", "read-to-the-end");
}

TEST_OUTSIDE(heap_faults, a_program_that_allocates_without_end_is_no_more_than_a_runaway)
{
    memory_misdeed_must_end("self-faults", "allocate-without-end", OUTCOME_RUNAWAY,
                            "allocates without end");
}

/* What the program holds is what counts: it lives on with the few bytes that it has. */
static int ask_for_too_much(void *argument)
{
    (void)argument;
    void *block = must_succeed(HeapAlloc(GetProcessHeap(), 0, 100));
    must_hold(HeapAlloc(GetProcessHeap(), 0, (size_t)300 << 20) == NULL);
    must_hold(HeapReAlloc(GetProcessHeap(), 0, block, (size_t)300 << 20) == NULL);
    must_equal(HeapSize(GetProcessHeap(), 0, block), 100);
    must_succeed(HeapFree(GetProcessHeap(), 0, block));
    return 0;
}

TEST_OUTSIDE(heap_faults, a_block_that_is_larger_than_all_that_may_be_held_cannot_be_had)
{
    struct machine machine;
    machine_open(&machine);
    machine_start(&machine, "app", ask_for_too_much, NULL);
    machine_must_end(&machine, OUTCOME_FINISHED);
    machine_close(&machine);
}

/* --- Addresses -------------------------------------------------------------------------------- */

/* Blocks of several sizes, some of them freed before others are asked for. */
static int note_addresses(void *argument)
{
    uintptr_t *addresses = argument;
    void *before = NULL;
    for (size_t i = 0; i < 20; i++) {
        void *block = HeapAlloc(GetProcessHeap(), 0, i * 37 % 200);
        addresses[i] = (uintptr_t)block;
        HeapFree(GetProcessHeap(), 0, before);
        before = block;
    }
    return 0;
}

static int take_two(void *argument)
{
    (void)argument;
    HeapAlloc(GetProcessHeap(), 0, 5000);
    HeapAlloc(GetProcessHeap(), 0, 1);
    return 0;
}

static void run_once(machine_main *main, void *argument)
{
    struct machine machine;
    machine_open(&machine);
    machine_start(&machine, "app", main, argument);
    machine_must_end(&machine, OUTCOME_FINISHED);
    machine_close(&machine);
}

TEST_OUTSIDE(heap_faults, a_block_has_the_same_address_in_each_run_whatever_was_run_between)
{
    uintptr_t first[20], again[20];
    run_once(note_addresses, first);
    run_once(take_two, NULL);
    run_once(note_addresses, again);
    for (size_t i = 0; i < COUNT_OF(first); i++)
        must_equal(again[i], first[i]);
}

/* Three hundred megabytes in all, of which a run never has more than one. */
static int take_and_free(void *argument)
{
    uintptr_t *span = argument;
    uintptr_t first = UINTPTR_MAX, last = 0;
    for (size_t i = 0; i < 300; i++) {
        uintptr_t block = (uintptr_t)must_succeed(HeapAlloc(GetProcessHeap(), 0, 1 << 20));
        if (block < first) first = block;
        if (block > last) last = block;
        must_succeed(HeapFree(GetProcessHeap(), 0, (void *)block));
    }
    *span = last - first;
    return 0;
}

TEST_OUTSIDE(heap_faults, what_was_freed_long_ago_is_handed_out_again)
{
    uintptr_t span = 0;
    run_once(take_and_free, &span);
    must_hold(span < 100 << 20);
}
