/* Places are powers of two, laid one after another in each part. The structs that describe them
 * stay from run to run, and as a thread often asks for what the one of its ordinal asked for in the
 * run before, so mostly does the map. */
#define _GNU_SOURCE
#include "heap_space.h"

#include "grow.h"
#include "invariant.h"
#include "sanitizer.h"
#include "thread.h"
#include "world.h"
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

/* What a thread freed is kept until there is more of it than this. */
enum { KEPT_COUNT_MAX = 1 << 16, KEPT_BYTES_MAX = 16 << 20 };

/* If a run leaves more than this to the next one, all but the first bytes of each part go back to the
 * system. */
enum { LEFT_BYTES_MAX = 128 << 20, LEFT_BYTES_OF_EACH = 1 << 20 };

/* The last part is the shared one. */
enum { SHARED = ADDRESS_OWNERS, PARTS };

struct part {
    uint32_t run;    // that it was last used in: in any other it is empty
    size_t used;     // bytes
    size_t left;     // bytes that runs have used since they were handed back

    // In the order in which they were laid; those from [laid] on are of former runs.
    struct heap_block **chunks;
    size_t chunk_count;
    size_t chunk_capacity;
    size_t laid;

    // Freed blocks, the oldest first, and those whose time is over, by their order.
    struct list kept;
    size_t kept_count;
    size_t kept_bytes;
    struct list spare[ORDER_COUNT];
};

uint32_t heap_space_run = 1;

static struct part parts[PARTS];
static size_t left_bytes;    // in all parts

static void reserve(void)
{
    size_t map_bytes = HEAP_SPACE_BYTES / 16 * sizeof *HEAP_SPACE_MAP;
    void *at = mmap((void *)HEAP_SPACE_FIRST, HEAP_SPACE_BYTES + map_bytes, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
    if (at != (void *)HEAP_SPACE_FIRST) {
        perror("heap: cannot reserve the addresses of the programs' heaps");
        abort();
    }
    // Of most parts a run uses little. Where the system knows no huge pages it says so, in vain.
    madvise(at, HEAP_SPACE_BYTES + map_bytes, MADV_NOHUGEPAGE);
}

/* --- Parts ------------------------------------------------------------------------------------ */

static uintptr_t first_of(size_t number)
{
    return HEAP_SPACE_FIRST + number * ADDRESS_HEAP_OWN_BYTES;
}

static uintptr_t end_of(size_t number)
{
    return number == SHARED ? HEAP_SPACE_FIRST + HEAP_SPACE_BYTES : first_of(number + 1);
}

static size_t number_of(uintptr_t address)
{
    size_t number = (address - HEAP_SPACE_FIRST) / ADDRESS_HEAP_OWN_BYTES;
    return number < SHARED ? number : SHARED;
}

/* Parts lie at equal distances, and their beginnings would share a few places in the processor's
 * caches. */
static size_t indent(size_t number)
{
    enum { LINE = 64, INDENTS = 61 };
    return number % INDENTS * LINE;
}

static void begin(size_t number)
{
    static bool reserved;
    if (!reserved) reserve();
    reserved = true;
    struct part *part = &parts[number];
    part->run = heap_space_run;
    part->used = indent(number);
    part->laid = 0;
    list_init(&part->kept);
    part->kept_count = 0;
    part->kept_bytes = 0;
    for (size_t i = 0; i < ORDER_COUNT; i++)
        list_init(&part->spare[i]);
}

/* The part for the current step to use. */
static struct part *use(size_t number)
{
    if (parts[number].run != heap_space_run) begin(number);
    if (number == SHARED && world_current() != NULL) footprint_write(world_get(), FOOTPRINT_HEAP);
    return &parts[number];
}

static size_t own_number(void)
{
    const struct thread *thread = thread_current();
    return thread != NULL && thread->ordinal < SHARED ? thread->ordinal : SHARED;
}

static void hand_back(void)
{
    left_bytes = 0;
    for (size_t i = 0; i < PARTS; i++) {
        struct part *part = &parts[i];
        if (part->left > LEFT_BYTES_OF_EACH) {
            madvise((void *)(first_of(i) + LEFT_BYTES_OF_EACH), part->left - LEFT_BYTES_OF_EACH,
                    MADV_DONTNEED);
            part->left = LEFT_BYTES_OF_EACH;
        }
        left_bytes += part->left;
    }
}

void heap_space_rewind(void)
{
    if (left_bytes > LEFT_BYTES_MAX) hand_back();
    heap_space_run++;
}

/* --- Places ----------------------------------------------------------------------------------- */

static struct heap_block *next_block(struct part *part)
{
    if (part->laid / BLOCKS_AT_ONCE == part->chunk_count) {
        GROW(part->chunks, part->chunk_count, part->chunk_capacity);
        struct heap_block *chunk = calloc(BLOCKS_AT_ONCE, sizeof *chunk);
        INVARIANT(chunk != NULL);
        part->chunks[part->chunk_count++] = chunk;
    }
    size_t number = part->laid++;
    return &part->chunks[number / BLOCKS_AT_ONCE][number % BLOCKS_AT_ONCE];
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

/* NULL: the part is used up. */
static struct heap_block *lay(size_t number, unsigned order)
{
    struct part *part = &parts[number];
    size_t size = (size_t)1 << order;
    uintptr_t place = first_of(number) + part->used;
    if (size > end_of(number) - place) return NULL;
    struct heap_block *block = next_block(part);
    map(block, place, order);
    sanitizer_poison((void *)place, size);
    part->used += size;
    if (part->used > part->left) {
        left_bytes += part->used - part->left;
        part->left = part->used;
    }
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

static struct heap_block *take_from(size_t number, unsigned order)
{
    struct part *part = use(number);
    if (list_empty(&part->spare[order])) return lay(number, order);
    struct heap_block *block = list_entry(part->spare[order].next, struct heap_block, link);
    list_remove(&block->link);
    return block;
}

struct heap_block *heap_space_take(size_t size)
{
    unsigned order = order_of(size);
    size_t own = own_number();
    struct heap_block *block = take_from(own, order);
    if (block == NULL && own != SHARED) block = take_from(SHARED, order);
    if (block == NULL) return NULL;
    block->run = heap_space_run;
    block->size = size;
    sanitizer_unpoison(block->memory, size);
    return block;
}

/* --- Freed blocks ----------------------------------------------------------------------------- */

static void let_oldest_go(struct part *part)
{
    struct heap_block *block = list_entry(part->kept.next, struct heap_block, link);
    list_remove(&block->link);
    part->kept_count--;
    part->kept_bytes -= (size_t)1 << block->order;
    race_forget(block->memory, block->size);
    list_append(&part->spare[block->order], &block->link);
}

/* What is of the shared part stays of it, lest he who only frees fills his own with it. */
void heap_space_give_back(struct heap_block *block)
{
    bool shared = number_of((uintptr_t)block->memory) == SHARED;
    struct part *part = use(shared ? SHARED : own_number());
    sanitizer_poison(block->memory, block->size);
    list_append(&part->kept, &block->link);
    part->kept_count++;
    part->kept_bytes += (size_t)1 << block->order;
    while (part->kept_count > KEPT_COUNT_MAX || part->kept_bytes > KEPT_BYTES_MAX)
        let_oldest_go(part);
}

const struct heap_block *heap_space_last(uintptr_t address)
{
    size_t number = number_of(address);
    const struct part *part = &parts[number];
    if (part->run != heap_space_run || part->laid == 0) return NULL;
    return heap_space_find(first_of(number) + part->used - 1);
}
