/* Where the blocks of all heaps lie: a region at a fixed address, of which each thread has a part.
 *
 * A thread's blocks lie in its part, one after another, or where a block lay that this thread has
 * freed, whoever made it. So where a block lies is a function of the thread's ordinal and of what
 * the thread did itself, as a footprint's id is: whatever others do meanwhile, and in whichever
 * order, it is the same, in this process and in others, and an address that a program prints, or
 * compares, is no chance. Where a part is used up, and beyond the threads that have one
 * (address.h), the rest of the region is shared: who comes first matters there, and each use of it
 * is a write of FOOTPRINT_HEAP.
 *
 * Every address of the region answers at once which block it belongs to: around each block lies
 * some room that is its own, so that who misses it by a little is told which one he missed.
 *
 * What is freed stays as it was, and out of use, as long as there is room to keep it.
 */
#ifndef FAKES_KERNEL_HEAP_SPACE_H
#define FAKES_KERNEL_HEAP_SPACE_H

#include "address.h"
#include "list.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Who made a block: it must be freed by its own family. */
enum heap_family { HEAP_PROCESS, HEAP_LOCAL, HEAP_CRT, HEAP_TIMER };

struct heap;

struct heap_block {
    struct list link;
    const struct heap *heap;    // NULL once it is freed
    unsigned char *memory;      // aligned to 16
    size_t size;                // as asked for, in bytes
    uint32_t event;             // index in the trace of the call that made it
    uint32_t freed;             // and of the one that freed it
    enum heap_family family;
    uint8_t order;    // its place is 1 << order bytes
    uint32_t run;     // that it was last used in
};

#define HEAP_SPACE_FIRST ADDRESS_HEAP
#define HEAP_SPACE_BYTES ((uintptr_t)32 << 30)

/* Behind it, for each 16 bytes of it, the block whose place they are: of this run, or of one before. */
#define HEAP_SPACE_MAP ((struct heap_block **)(HEAP_SPACE_FIRST + HEAP_SPACE_BYTES))

extern uint32_t heap_space_run;

static inline bool heap_space_covers(uintptr_t address)
{
    return address - HEAP_SPACE_FIRST < HEAP_SPACE_BYTES;
}

/* The block whose place [address] lies in, be it before or beyond the block itself; it may have been
 * freed. NULL: no block of this run. */
static inline struct heap_block *heap_space_find(uintptr_t address)
{
    if (!heap_space_covers(address)) return NULL;
    struct heap_block *block = HEAP_SPACE_MAP[(address - HEAP_SPACE_FIRST) / 16];
    return block != NULL && block->run == heap_space_run ? block : NULL;
}

/* Whether [size] bytes at [address] are of the region, and not all of one block that is not freed. */
static inline bool heap_space_forbids(uintptr_t address, size_t size)
{
    if (!heap_space_covers(address)) return false;
    const struct heap_block *block = heap_space_find(address);
    if (block == NULL || block->heap == NULL) return true;
    uintptr_t offset = address - (uintptr_t)block->memory;
    return offset > block->size || size > block->size - offset;
}

/* Room for [size] bytes for the current thread, of which nobody knows what they hold, and 32 behind them
 * that a guard may use. Under AddressSanitizer nobody may touch what is not of the [size] bytes.
 * Returns: the block with its memory and size; NULL when the region is used up. */
struct heap_block *heap_space_take(size_t size);

/* [block], which is of no heap any more, is not used again as long as there is room to keep it, and then
 * by the current thread. */
void heap_space_give_back(struct heap_block *block);

/* Of this run's blocks the last one of the part that [address] lies in, or NULL if there is none. */
const struct heap_block *heap_space_last(uintptr_t address);

/* A new run begins: the region is empty. */
void heap_space_rewind(void);

#endif
