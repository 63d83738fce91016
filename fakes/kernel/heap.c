/* A ledger beside the blocks, not inside them: no overrun can damage it, and what a program hands
 * back is looked up before anything at that address is read. */
#include "heap.h"

#include "computing.h"
#include "invariant.h"
#include "sanitizer.h"
#include "world.h"
#include "race/race.h"

#include <piperig/unwritten.h>

#include <stdlib.h>
#include <string.h>

/* What follows a block. Text that is read on behind one that has no room for its terminator comes to an
 * end here, of either width, so that it is the same in each run. */
static const unsigned char guard[32] = { 0xFD, 0xFD, 0xFD, 0xFD, 0xFD, 0xFD, 0xFD, 0xFD,
                                         0xFD, 0xFD, 0xFD, 0xFD, 0xFD, 0xFD, 0xFD, 0xFD };

/* A sanitizer lets nobody write, or read, what is not the block's. */
#if defined(SANITIZER_ADDRESS) || defined(SANITIZER_MEMORY)
static const size_t guard_size = 0;
#else
static const size_t guard_size = sizeof guard;
#endif

static void put_guard(const struct heap_block *block)
{
    memcpy(block->memory + block->size, guard, guard_size);
}

static bool guard_stands(const struct heap_block *block)
{
    return memcmp(block->memory + block->size, guard, guard_size) == 0;
}

/* NULL: [memory] is no block of [heap]. */
static struct heap_block *find(const struct heap *heap, const void *memory)
{
    struct heap_block *block = heap_space_find((uintptr_t)memory);
    return block != NULL && block->heap == heap && block->memory == memory ? block : NULL;
}

/* As long as its place is not another block's. */
static bool was_freed(const void *memory)
{
    const struct heap_block *block = heap_space_find((uintptr_t)memory);
    return block != NULL && block->heap == NULL && block->memory == memory;
}

static void fill(unsigned char *memory, size_t size, bool zero)
{
    if (zero)
        memset(memory, 0, size);
    else
#ifdef SANITIZER_MEMORY
        __msan_allocated_memory(memory, size);
#else
        memset(memory, UNWRITTEN_BLOCK, size);
#endif
}

void heap_init(struct heap *heap)
{
    list_init(&heap->blocks);
    heap->block_count = 0;
    heap->byte_count = 0;
}

/* Nobody else may still use a block that is freed: to free it is to write it. */
static void forget(const struct heap_block *block)
{
    static const char *const names[] = {
        [HEAP_PROCESS] = "HeapFree",
        [HEAP_LOCAL] = "LocalFree",
        [HEAP_CRT] = "free",
        [HEAP_TIMER] = "DeleteTimerQueueTimer",
    };
    race_call_frees(names[block->family], block->memory, block->size);
}

static void release(struct heap *heap, struct heap_block *block, uint32_t event)
{
    forget(block);
    list_remove(&block->link);
    heap->block_count--;
    heap->byte_count -= block->size;
    block->heap = NULL;
    block->freed = event;
    heap_space_give_back(block);
}

static int by_place(const void *a, const void *b)
{
    const struct heap_block *const *left = a, *const *right = b;
    return ((*left)->memory > (*right)->memory) - ((*left)->memory < (*right)->memory);
}

/* In the order of their places: in which order threads made them is chance. */
void heap_destroy(struct heap *heap, uint32_t event)
{
    size_t count = 0;
    struct heap_block **blocks = malloc((heap->block_count + 1) * sizeof *blocks);
    INVARIANT(blocks != NULL);
    list_each(link, &heap->blocks) blocks[count++] = list_entry(link, struct heap_block, link);
    qsort(blocks, count, sizeof *blocks, by_place);
    for (size_t i = 0; i < count; i++)
        release(heap, blocks[i], event);
    free(blocks);
}

void *heap_alloc(struct heap *heap, enum heap_family family, size_t size, bool zero, uint32_t event)
{
    computing_check();
    if (size > HEAP_BYTES_MAX) return NULL;
    if (heap->byte_count + size > HEAP_BYTES_MAX)
        world_end(OUTCOME_RUNAWAY,
                  "the program allocates without end: it holds 256 MiB of the heap");
    struct heap_block *block = heap_space_take(size);
    if (block == NULL) return NULL;

    block->event = event;
    block->family = family;
    block->heap = heap;
    fill(block->memory, size, zero);
    put_guard(block);
    list_append(&heap->blocks, &block->link);
    heap->block_count++;
    heap->byte_count += size;
    return block->memory;
}

/* A block that shrinks stays where it is, what follows it closed to the program; one that grows
 * always moves, so that a pointer kept to the old place is found. */
void *heap_realloc(struct heap *heap, enum heap_family family, void *memory, size_t size, bool zero,
                   uint32_t event)
{
    if (memory == NULL) return heap_alloc(heap, family, size, zero, event);
    if (heap_inspect(heap, family, memory) != HEAP_SOUND) return NULL;

    struct heap_block *block = find(heap, memory);
    size_t old_size = block->size;
    if (size <= old_size) {
        heap->byte_count -= old_size - size;
        block->size = size;
        block->event = event;
        put_guard(block);
        sanitizer_poison(block->memory + size, old_size - size);
        return memory;
    }
    unsigned char *moved = heap_alloc(heap, family, size, zero, event);
    if (moved == NULL) return NULL;
    memcpy(moved, memory, old_size);
    release(heap, block, event);
    return moved;
}

const char *heap_fault_name(enum heap_fault fault)
{
    static const char *const names[] = {
        [HEAP_SOUND] = "the block is sound",
        [HEAP_UNKNOWN_BLOCK] = "the heap is given what is not a block of this heap",
        [HEAP_FREED_BLOCK] = "the heap is given a block that was freed before",
        [HEAP_WRONG_FAMILY] = "the block was made by another family of functions",
        [HEAP_OVERRUN] = "the program wrote past the end of the block",
    };
    return names[fault];
}

enum heap_fault heap_inspect(const struct heap *heap, enum heap_family family, const void *memory)
{
    if (memory == NULL) return HEAP_SOUND;
    const struct heap_block *block = find(heap, memory);
    if (block == NULL) return was_freed(memory) ? HEAP_FREED_BLOCK : HEAP_UNKNOWN_BLOCK;
    if (block->family != family) return HEAP_WRONG_FAMILY;
    return guard_stands(block) ? HEAP_SOUND : HEAP_OVERRUN;
}

enum heap_fault heap_free(struct heap *heap, enum heap_family family, void *memory, uint32_t event)
{
    enum heap_fault fault = heap_inspect(heap, family, memory);
    if (fault == HEAP_SOUND && memory != NULL) release(heap, find(heap, memory), event);
    return fault;
}

size_t heap_size(const struct heap *heap, const void *memory)
{
    const struct heap_block *block = find(heap, memory);
    return block != NULL ? block->size : (size_t)-1;
}

const struct heap_block *heap_check(const struct heap *heap)
{
    list_each(link, &heap->blocks)
    {
        const struct heap_block *block = list_entry(link, struct heap_block, link);
        if (!guard_stands(block)) return block;
    }
    return NULL;
}
