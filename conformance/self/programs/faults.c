/* What no program may do with its heap, each by name: the ledger has to find it. */
#include <windows.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void heap_free_of_malloc(void)
{
    HeapFree(GetProcessHeap(), 0, malloc(10));
}

static void free_of_heap_alloc(void)
{
    void *volatile block = HeapAlloc(GetProcessHeap(), 0, 10);
    free(block);
}

static void free_twice(void)
{
    void *volatile block = malloc(10);
    void *volatile again = block;
    free(block);
    free(again);
}

static void free_of_a_variable(void)
{
    static char variable[16];
    char *volatile block = variable;
    free(block);
}

static void overrun(void)
{
    volatile char *volatile block = malloc(10);
    block[10] = 'x';
    free((void *)block);
}

/* By a function that tells of nothing. */
__attribute__((noinline, no_sanitize_thread)) static void end_unseen(char *at)
{
    *at = '\0';
}

static void overrun_unseen(void)
{
    char *volatile block = malloc(10);
    end_unseen(block + 10);
    free(block);
}

static void read_behind(void)
{
    const char *volatile block = malloc(10);
    volatile char byte = block[10];
    (void)byte;
}

static void read_across_the_end(void)
{
    char *volatile block = malloc(10);
    int value = *(const volatile int *)(block + 8);
    (void)value;
}

static void read_far_behind(void)
{
    const volatile char *volatile block = malloc(4096);
    char byte = block[4096 + 31];
    (void)byte;
}

static void read_before(void)
{
    const volatile char *volatile block = malloc(64);
    char byte = block[-1];
    (void)byte;
}

static void write_where_no_block_is(void)
{
    volatile char *volatile block = malloc(64);
    block[5000000] = 'x';
}

/* Its first address: fakes/kernel/address.h. */
static void read_before_any_block_is(void)
{
    volatile uintptr_t heap = 0x2000000000;
    char byte = *(volatile char *)heap;
    (void)byte;
}

static void read_freed(void)
{
    volatile char *volatile block = malloc(10);
    free((void *)block);
    char byte = block[3];
    (void)byte;
}

static void send_freed(void)
{
    DWORD written;
    char *volatile block = HeapAlloc(GetProcessHeap(), 0, 10);
    HeapFree(GetProcessHeap(), 0, block);
    WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), block, 10, &written, NULL);
}

/* Numbers that a call writes, and reads. */
static void count_in_a_freed_block(void)
{
    DWORD *volatile count = malloc(sizeof *count);
    free(count);
    WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), "hello", 5, count, NULL);
}

static void take_the_mode_from_a_freed_block(void)
{
    DWORD *volatile mode = calloc(1, sizeof *mode);
    HANDLE pipe = CreateNamedPipeA("\\\\.\\pipe\\mode", PIPE_ACCESS_DUPLEX, 0, 1, 0, 0, 0, NULL);
    free(mode);
    SetNamedPipeHandleState(pipe, mode, NULL, NULL);
}

static void write_what_moved(void)
{
    volatile char *volatile block = malloc(10);
    void *volatile moved = realloc((void *)block, 20);
    (void)moved;
    block[3] = 'x';
}

static void read_of_a_destroyed_heap(void)
{
    HANDLE heap = HeapCreate(0, 0, 0);
    volatile char *volatile block = HeapAlloc(heap, 0, 10);
    HeapDestroy(heap);
    char byte = block[3];
    (void)byte;
}

static void measure_unterminated(void)
{
    char *volatile block = HeapAlloc(GetProcessHeap(), 0, 64);
    memset(block, 'a', 64);
    volatile size_t length = strlen(block);
    (void)length;
}

static void measure_wide_unterminated(void)
{
    WCHAR *volatile block = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, 64);
    for (size_t i = 0; i < 32; i++)
        block[i] = L'a';
    lstrlenW(block);
}

static void print_unterminated(void)
{
    char *volatile block = malloc(64);
    memset(block, 'a', 64);
    printf("%s", block);
}

static void copy_too_much(void)
{
    char copy[100];
    char *volatile block = malloc(64);
    memcpy(copy, block, 70);
}

static void write_too_much(void)
{
    DWORD written;
    char *volatile block = malloc(64);
    WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), block, 5000, &written, NULL);
}

static void read_behind_what_shrank(void)
{
    char *volatile block = malloc(64);
    block = realloc(block, 20);
    const volatile char *volatile text = block;
    char byte = text[20];
    (void)byte;
}

/* All that is its own, to the last byte. */
static void read_a_block_to_the_end(size_t size)
{
    char *volatile block = malloc(size);
    memset(block, 'a', size);
    block[size - 1] = '\0';
    if (strlen(block) != size - 1) abort();
    if (size % 3 == 0) block = realloc(block, 2 * size);
    block[size - 1] = 'b';
    free(block);
}

static void read_to_the_end(void)
{
    for (size_t size = 1; size < 300; size++)
        read_a_block_to_the_end(size);
    read_a_block_to_the_end(100000);
}

static void allocate_without_end(void)
{
    for (;;)
        calloc(1, 100 << 20);
}

static void leak(void)
{
    void *volatile block = malloc(100);
    (void)block;
}

static const struct {
    const char *name;
    void (*run)(void);
} faults[] = {
    { "heap-free-of-malloc", heap_free_of_malloc },
    { "free-of-heap-alloc", free_of_heap_alloc },
    { "free-twice", free_twice },
    { "free-of-a-variable", free_of_a_variable },
    { "overrun", overrun },
    { "overrun-unseen", overrun_unseen },
    { "read-behind", read_behind },
    { "read-across-the-end", read_across_the_end },
    { "read-far-behind", read_far_behind },
    { "read-before", read_before },
    { "write-where-no-block-is", write_where_no_block_is },
    { "read-before-any-block-is", read_before_any_block_is },
    { "read-freed", read_freed },
    { "send-freed", send_freed },
    { "count-in-a-freed-block", count_in_a_freed_block },
    { "take-the-mode-from-a-freed-block", take_the_mode_from_a_freed_block },
    { "write-what-moved", write_what_moved },
    { "read-of-a-destroyed-heap", read_of_a_destroyed_heap },
    { "measure-unterminated", measure_unterminated },
    { "measure-wide-unterminated", measure_wide_unterminated },
    { "print-unterminated", print_unterminated },
    { "copy-too-much", copy_too_much },
    { "write-too-much", write_too_much },
    { "read-behind-what-shrank", read_behind_what_shrank },
    { "read-to-the-end", read_to_the_end },
    { "allocate-without-end", allocate_without_end },
    { "leak", leak },
};

int main(int argc, char **argv)
{
    for (size_t i = 0; argc > 1 && i < sizeof faults / sizeof *faults; i++)
        if (strcmp(argv[1], faults[i].name) == 0) faults[i].run();
    return 0;
}
