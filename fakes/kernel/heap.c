/* A ledger beside the blocks, not inside them.
 *
 * An entry lies apart from the memory that it accounts for, so that no overrun can damage the
 * ledger and a sanitizer guards the memory on both sides. Entries are found by address in one table
 * for all heaps: what a program hands back is looked up before anything at that address is read.
 * Entries and table stay from run to run.
 */
#include "heap.h"

#include "computing.h"

#include "grow.h"
#include "invariant.h"
#include "sanitizer.h"
#include "race/race.h"

#include <stdlib.h>
#include <string.h>

enum {
    TABLE_BITS_FIRST = 10,
    ENTRIES_AT_ONCE = 256,
    PATTERN = 0xCD,
};

/* What a single block may ask for: more is refused on every machine alike. */
static const size_t size_max = (size_t)1 << 30;

/* What follows a block. Text that is read on behind one that has no room for its terminator comes to an
 * end here, of either width, so that it is the same in each run: behind that lies memory of the host. */
static const unsigned char guard[32] = { 0xFD, 0xFD, 0xFD, 0xFD, 0xFD, 0xFD, 0xFD, 0xFD,
                                         0xFD, 0xFD, 0xFD, 0xFD, 0xFD, 0xFD, 0xFD, 0xFD };

/* A sanitizer has guards of its own, right at the block's last byte. */
#if defined(SANITIZER_ADDRESS) || defined(SANITIZER_MEMORY)
static const size_t guard_size = 0;
#else
static const size_t guard_size = sizeof guard;
#endif

struct entry {
    struct heap_block block;
    const struct heap *heap;
    unsigned char *memory;
};

/* The live entries: open addressing, at most half full. */
static struct entry **table;
static unsigned table_bits;
static size_t table_used;

/* Entries to hand out again, linked by block.link.next. */
static struct list *spare;

/* Every chunk of entries, so that leak checkers see whose they are. */
static struct entry **chunks;
static size_t chunk_count;
static size_t chunk_capacity;

static size_t table_home(const void *memory)
{
    uint64_t spread = ((uint64_t)(uintptr_t)memory >> 4) * 0x9E3779B97F4A7C15u;
    return (size_t)(spread >> (64 - table_bits));
}

static size_t table_next(size_t at)
{
    return (at + 1) & (((size_t)1 << table_bits) - 1);
}

/* The slot that holds [memory], or the free one where it would go. */
static size_t table_find(const void *memory)
{
    size_t at = table_home(memory);
    while (table[at] != NULL && table[at]->memory != memory)
        at = table_next(at);
    return at;
}

static void table_grow(void)
{
    struct entry **old = table;
    size_t old_size = old != NULL ? (size_t)1 << table_bits : 0;

    table_bits = old != NULL ? table_bits + 1 : TABLE_BITS_FIRST;
    table = calloc((size_t)1 << table_bits, sizeof *table);
    INVARIANT(table != NULL);
    for (size_t i = 0; i < old_size; i++) {
        if (old[i] != NULL) table[table_find(old[i]->memory)] = old[i];
    }
    free(old);
}

static void table_add(struct entry *entry)
{
    if (table == NULL || table_used >= (size_t)1 << (table_bits - 1)) table_grow();
    table[table_find(entry->memory)] = entry;
    table_used++;
}

/* Those that were pushed on by the one removed move back, so that no search stops too early. */
static void table_remove(const struct entry *entry)
{
    size_t hole = table_find(entry->memory);
    size_t mask = ((size_t)1 << table_bits) - 1;

    for (size_t at = table_next(hole); table[at] != NULL; at = table_next(at)) {
        size_t distance = (at - table_home(table[at]->memory)) & mask;
        if (distance < ((at - hole) & mask)) continue;
        table[hole] = table[at];
        hole = at;
    }
    table[hole] = NULL;
    table_used--;
}

static struct entry *table_get(const struct heap *heap, const void *memory)
{
    if (table == NULL || memory == NULL) return NULL;
    struct entry *entry = table[table_find(memory)];
    return entry != NULL && entry->heap == heap ? entry : NULL;
}

static struct entry *entry_take(void)
{
    if (spare == NULL) {
        struct entry *chunk = calloc(ENTRIES_AT_ONCE, sizeof *chunk);
        INVARIANT(chunk != NULL);
        GROW(chunks, chunk_count, chunk_capacity);
        chunks[chunk_count++] = chunk;
        for (size_t i = ENTRIES_AT_ONCE; i-- > 0;) {
            chunk[i].block.link.next = spare;
            spare = &chunk[i].block.link;
        }
    }
    struct entry *entry = list_entry(spare, struct entry, block.link);
    spare = entry->block.link.next;
    return entry;
}

static void entry_give_back(struct entry *entry)
{
    entry->block.link.next = spare;
    spare = &entry->block.link;
}

static bool guard_stands(const struct entry *entry)
{
    return memcmp(entry->memory + entry->block.size, guard, guard_size) == 0;
}

/* --- Where the guards are ---------------------------------------------------------------------- */

/* An access that reaches into a guard is found by address: each 16 bytes of a page that hold some of
 * a guard name its block. As malloc aligns to 16, no two blocks meet there. Pages are found by
 * hashing; they stay. */
enum { PAGE_BITS = 12, GRAIN_BITS = 4, PAGE_GRAINS = 1 << (PAGE_BITS - GRAIN_BITS) };

struct guard_page {
    uintptr_t number;    // address >> PAGE_BITS
    const struct entry *of[PAGE_GRAINS];
};

struct heap_bounds heap_bounds = { UINTPTR_MAX, 0 };

/* Open addressing, at most half full. One access is often near the last. */
static struct guard_page **guard_pages;
static struct guard_page *guard_page_last;
static unsigned guard_page_bits;
static size_t guard_page_count;

static struct guard_page **guard_page_slot(uintptr_t number)
{
    size_t mask = ((size_t)1 << guard_page_bits) - 1;
    size_t at = (size_t)((uint64_t)number * 0x9E3779B97F4A7C15u >> (64 - guard_page_bits));
    while (guard_pages[at] != NULL && guard_pages[at]->number != number)
        at = (at + 1) & mask;
    return &guard_pages[at];
}

static void guard_pages_grow(void)
{
    struct guard_page **old = guard_pages;
    size_t old_size = old != NULL ? (size_t)1 << guard_page_bits : 0;

    guard_page_bits = old != NULL ? guard_page_bits + 1 : TABLE_BITS_FIRST;
    guard_pages = calloc((size_t)1 << guard_page_bits, sizeof *guard_pages);
    INVARIANT(guard_pages != NULL);
    for (size_t i = 0; i < old_size; i++) {
        if (old[i] != NULL) *guard_page_slot(old[i]->number) = old[i];
    }
    free(old);
}

/* NULL: no block ends there, nor ever did. */
static struct guard_page *guard_page_find(uintptr_t number)
{
    struct guard_page *page = guard_page_last;
    if (page != NULL && page->number == number) return page;
    page = *guard_page_slot(number);
    if (page != NULL) guard_page_last = page;
    return page;
}

static struct guard_page *guard_page_open(uintptr_t number)
{
    if (guard_page_count >= ((size_t)1 << guard_page_bits) / 2) guard_pages_grow();
    struct guard_page *page = guard_page_find(number);
    if (page != NULL) return page;
    page = calloc(1, sizeof *page);
    INVARIANT(page != NULL);
    page->number = number;
    *guard_page_slot(number) = page;
    guard_page_count++;
    return page;
}

static size_t grain_of(uintptr_t address)
{
    return address >> GRAIN_BITS & (PAGE_GRAINS - 1);
}

static uintptr_t end_of(const struct entry *entry)
{
    return (uintptr_t)entry->memory + entry->block.size;
}

/* The guard of [entry] is that of [owner]'s from now on: its own or, when it goes, nobody's. */
static void mark_guard(const struct entry *entry, const struct entry *owner)
{
    uintptr_t end = end_of(entry), last = end + guard_size;
    for (uintptr_t at = end >> GRAIN_BITS << GRAIN_BITS; at < last; at += 1 << GRAIN_BITS)
        guard_page_open(at >> PAGE_BITS)->of[grain_of(at)] = owner;
    if (end < heap_bounds.first) heap_bounds.first = end;
    if (last > heap_bounds.last) heap_bounds.last = last;
}

static void put_guard(const struct entry *entry)
{
    memcpy(entry->memory + entry->block.size, guard, guard_size);
    if (guard_size > 0) mark_guard(entry, entry);
}

static void take_guard(const struct entry *entry)
{
    if (guard_size > 0) mark_guard(entry, NULL);
}

/* No step is longer than a guard: none is stepped over. */
const struct heap_block *heap_beyond(uintptr_t address, size_t size, size_t *beyond)
{
    uintptr_t last = address + size;
    for (uintptr_t at = address; at < last && at < heap_bounds.last;) {
        const struct guard_page *page = guard_page_find(at >> PAGE_BITS);
        const struct entry *entry = page != NULL ? page->of[grain_of(at)] : NULL;
        if (entry != NULL && last > end_of(entry) && address < end_of(entry) + sizeof guard) {
            *beyond = last - end_of(entry);
            return &entry->block;
        }
        at = last - at > sizeof guard || at == last - 1 ? at + sizeof guard : last - 1;
    }
    return NULL;
}

static void fill(unsigned char *memory, size_t size, bool zero)
{
    if (zero) memset(memory, 0, size);
#ifndef SANITIZER_MEMORY
    else
        memset(memory, PATTERN, size);
#endif
}

/* Nobody may touch [size] bytes at [memory] before they are freed. */
static void close_off(const unsigned char *memory, size_t size)
{
#ifdef SANITIZER_ADDRESS
    __asan_poison_memory_region(memory, size);
#endif
    (void)memory;
    (void)size;
}

void heap_init(struct heap *heap)
{
    list_init(&heap->blocks);
    heap->block_count = 0;
    heap->byte_count = 0;
}

/* Nobody else may still use a block that is freed: to free it is to write it. */
static void forget(const struct entry *entry)
{
    static const char *const names[] = {
        [HEAP_PROCESS] = "HeapFree",
        [HEAP_LOCAL] = "LocalFree",
        [HEAP_CRT] = "free",
        [HEAP_TIMER] = "DeleteTimerQueueTimer",
    };
    race_call_frees(names[entry->block.family], entry->memory, entry->block.size);
}

/* --- Freed blocks ------------------------------------------------------------------------------- */

/* What is freed stays out of use for some time, as it was: whoever still reads it finds the same in each
 * run, and not what the host has put there; and where races are looked for he is known to be too late.
 * The oldest goes when there is no more room. */
enum { KEPT_MAX = 256, KEPT_BYTES_MAX = 64 << 10 };

static struct kept {
    unsigned char *memory;
    size_t size;
} kept[KEPT_MAX];
static size_t kept_next;

static void let_go(struct kept *block)
{
    if (block->memory != NULL) race_forget(block->memory, block->size);
    free(block->memory);
    *block = (struct kept){ NULL, 0 };
}

static void give_memory_back(unsigned char *memory, size_t size)
{
    struct kept block = { memory, size };
    bool told_at_once = guard_size == 0 && race_current == NULL;    // by a sanitizer
    if (told_at_once || size > KEPT_BYTES_MAX) {
        let_go(&block);
        return;
    }
    let_go(&kept[kept_next]);
    kept[kept_next] = block;
    kept_next = (kept_next + 1) % KEPT_MAX;
}

void heap_let_go(void)
{
    for (size_t i = 0; i < KEPT_MAX && kept[i].memory != NULL; i++)
        let_go(&kept[i]);
    kept_next = 0;
}

bool heap_has_freed(const void *address)
{
    for (size_t i = 0; i < KEPT_MAX; i++)
        if ((uintptr_t)address - (uintptr_t)kept[i].memory < kept[i].size) return true;
    return false;
}

/* --- Blocks ----------------------------------------------------------------------------------- */

static void release(struct heap *heap, struct entry *entry)
{
    list_remove(&entry->block.link);
    heap->block_count--;
    heap->byte_count -= entry->block.size;
    table_remove(entry);
    take_guard(entry);
    give_memory_back(entry->memory, entry->block.size);
    entry_give_back(entry);
}

void heap_fini(struct heap *heap)
{
    list_each(link, &heap->blocks)
    {
        struct entry *entry = list_entry(link, struct entry, block.link);
        forget(entry);
        release(heap, entry);
    }
}

void *heap_alloc(struct heap *heap, enum heap_family family, size_t size, bool zero, uint32_t event)
{
    computing_check();
    if (size > size_max) return NULL;
    unsigned char *memory = malloc(size + guard_size > 0 ? size + guard_size : 1);
    if (memory == NULL) return NULL;

    fill(memory, size, zero);

    struct entry *entry = entry_take();
    entry->block.size = size;
    entry->block.event = event;
    entry->block.family = family;
    entry->heap = heap;
    entry->memory = memory;
    table_add(entry);
    put_guard(entry);
    list_append(&heap->blocks, &entry->block.link);
    heap->block_count++;
    heap->byte_count += size;
    return memory;
}

/* A block that shrinks stays where it is, what follows it closed to the program; one that grows
 * always moves, so that a pointer kept to the old place is found. */
void *heap_realloc(struct heap *heap, enum heap_family family, void *block, size_t size, bool zero,
                   uint32_t event)
{
    if (block == NULL) return heap_alloc(heap, family, size, zero, event);
    if (heap_inspect(heap, family, block) != HEAP_SOUND) return NULL;

    struct entry *entry = table_get(heap, block);
    size_t old_size = entry->block.size;
    if (size <= old_size) {
        heap->byte_count -= old_size - size;
        take_guard(entry);
        entry->block.size = size;
        entry->block.event = event;
        put_guard(entry);
        close_off(entry->memory + size, old_size - size);
        return block;
    }
    unsigned char *moved = heap_alloc(heap, family, size, zero, event);
    if (moved == NULL) return NULL;
    memcpy(moved, block, old_size);
    forget(entry);
    release(heap, entry);
    return moved;
}

enum heap_fault heap_inspect(const struct heap *heap, enum heap_family family, const void *block)
{
    if (block == NULL) return HEAP_SOUND;
    const struct entry *entry = table_get(heap, block);
    if (entry == NULL) return HEAP_UNKNOWN_BLOCK;
    if (entry->block.family != family) return HEAP_WRONG_FAMILY;
    return guard_stands(entry) ? HEAP_SOUND : HEAP_OVERRUN;
}

enum heap_fault heap_free(struct heap *heap, enum heap_family family, void *block)
{
    enum heap_fault fault = heap_inspect(heap, family, block);
    if (fault != HEAP_SOUND || block == NULL) return fault;
    struct entry *entry = table_get(heap, block);
    forget(entry);
    release(heap, entry);
    return fault;
}

size_t heap_size(const struct heap *heap, const void *block)
{
    const struct entry *entry = table_get(heap, block);
    return entry != NULL ? entry->block.size : (size_t)-1;
}

const struct heap_block *heap_block_at(const struct heap *heap, const void *address, size_t *offset)
{
    list_each(link, &heap->blocks)
    {
        const struct entry *entry = list_entry(link, struct entry, block.link);
        *offset = (uintptr_t)address - (uintptr_t)entry->memory;
        if (*offset < entry->block.size) return &entry->block;
    }
    return NULL;
}

const struct heap_block *heap_check(const struct heap *heap)
{
    list_each(link, &heap->blocks)
    {
        const struct entry *entry = list_entry(link, struct entry, block.link);
        if (!guard_stands(entry)) return &entry->block;
    }
    return NULL;
}
