/* Places are powers of two, laid one after another. The structs that describe them stay from run to run,
 * and as a run often asks for what the one before asked for, so mostly does the map. */
#define _GNU_SOURCE
#include "heap_space.h"

#include "grow.h"
#include "invariant.h"
#include "sanitizer.h"
#include "race/race.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum {
    BEFORE = 16,
    BEHIND = 32,
    ORDER_MIN = 6,
    ORDER_COUNT = 40,
    BLOCKS_AT_ONCE = 256,
};

/* What is freed is kept until there is more of it than this. */
enum { KEPT_COUNT_MAX = 1 << 16, KEPT_BYTES_MAX = 64 << 20 };

/* No more than this is left to a run by the one before: the rest goes back to the system. */
enum { LEFT_BYTES_MAX = 512 << 20 };

uint32_t heap_space_run = 1;

static uintptr_t top;

/* In the order in which they were laid; those from [laid] on are of former runs. */
static struct heap_block **chunks;
static size_t chunk_count;
static size_t chunk_capacity;
static size_t laid;

/* Freed blocks, the oldest first, and those whose time is over, by their order. */
static struct list kept;
static size_t kept_count;
static size_t kept_bytes;
static struct list spare[ORDER_COUNT];

static void reserve(void)
{
    size_t map_bytes = HEAP_SPACE_BYTES / 16 * sizeof *HEAP_SPACE_MAP;
    void *at = mmap((void *)HEAP_SPACE_FIRST, HEAP_SPACE_BYTES + map_bytes, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
    if (at != (void *)HEAP_SPACE_FIRST) {
        perror("heap: cannot reserve the addresses of the programs' heaps");
        abort();
    }
}

static void begin(void)
{
    if (top == 0) reserve();
    top = HEAP_SPACE_FIRST;
    laid = 0;
    list_init(&kept);
    kept_count = 0;
    kept_bytes = 0;
    for (size_t i = 0; i < ORDER_COUNT; i++)
        list_init(&spare[i]);
}

static void hand_back(uintptr_t end)
{
    uintptr_t first = HEAP_SPACE_FIRST + LEFT_BYTES_MAX;
    if (end > first) madvise((void *)first, end - first, MADV_DONTNEED);
}

void heap_space_rewind(void)
{
    if (top == 0) return;
    hand_back(top);
    heap_space_run++;
    begin();
}

/* --- Places ----------------------------------------------------------------------------------- */

static struct heap_block *next_block(void)
{
    if (laid / BLOCKS_AT_ONCE == chunk_count) {
        GROW(chunks, chunk_count, chunk_capacity);
        chunks[chunk_count] = calloc(BLOCKS_AT_ONCE, sizeof **chunks);
        INVARIANT(chunks[chunk_count] != NULL);
        chunk_count++;
    }
    size_t number = laid++;
    return &chunks[number / BLOCKS_AT_ONCE][number % BLOCKS_AT_ONCE];
}

/* The map is right already if the block had the very place in a former run, and nobody has had the
 * place's beginning since: places lie side by side, so nobody had any of the rest then. */
static void map(struct heap_block *block, uintptr_t place, unsigned order)
{
    struct heap_block **first = &HEAP_SPACE_MAP[(place - HEAP_SPACE_FIRST) / 16];
    unsigned char *memory = (unsigned char *)place + BEFORE;
    if (*first == block && block->memory == memory && block->order == order) return;
    for (size_t i = 0; i < ((size_t)1 << order) / 16; i++)
        first[i] = block;
    block->memory = memory;
    block->order = (uint8_t)order;
}

static struct heap_block *lay(unsigned order)
{
    if (top == 0) begin();
    if ((uintptr_t)1 << order > HEAP_SPACE_FIRST + HEAP_SPACE_BYTES - top) return NULL;
    struct heap_block *block = next_block();
    map(block, top, order);
    sanitizer_poison((void *)top, (size_t)1 << order);
    top += (uintptr_t)1 << order;
    return block;
}

static unsigned order_of(size_t size)
{
    size_t whole = BEFORE + size + BEHIND;
    unsigned order = ORDER_MIN;
    while ((size_t)1 << order < whole)
        order++;
    return order;
}

struct heap_block *heap_space_take(size_t size)
{
    unsigned order = order_of(size);
    struct heap_block *block;
    if (top != 0 && !list_empty(&spare[order])) {
        block = list_entry(spare[order].next, struct heap_block, link);
        list_remove(&block->link);
    } else {
        block = lay(order);
    }
    if (block == NULL) return NULL;
    block->run = heap_space_run;
    block->size = size;
    sanitizer_unpoison(block->memory, size);
    return block;
}

/* --- Freed blocks ----------------------------------------------------------------------------- */

static void let_oldest_go(void)
{
    struct heap_block *block = list_entry(kept.next, struct heap_block, link);
    list_remove(&block->link);
    kept_count--;
    kept_bytes -= (size_t)1 << block->order;
    race_forget(block->memory, block->size);
    list_append(&spare[block->order], &block->link);
}

void heap_space_give_back(struct heap_block *block)
{
    sanitizer_poison(block->memory, block->size);
    list_append(&kept, &block->link);
    kept_count++;
    kept_bytes += (size_t)1 << block->order;
    while (kept_count > KEPT_COUNT_MAX || kept_bytes > KEPT_BYTES_MAX)
        let_oldest_go();
}

const struct heap_block *heap_space_last(void)
{
    return heap_space_find(top - 1);
}
