/* What no program may do with its heap, each by name: the ledger has to find it. */
#include <windows.h>

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

static void overrun(void)
{
    volatile char *volatile block = malloc(10);
    block[10] = 'x';
    free((void *)block);
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
    { "overrun", overrun },
    { "leak", leak },
};

int main(int argc, char **argv)
{
    for (size_t i = 0; argc > 1 && i < sizeof faults / sizeof *faults; i++)
        if (strcmp(argv[1], faults[i].name) == 0) faults[i].run();
    return 0;
}
