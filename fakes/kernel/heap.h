/* The heap blocks of one process, each with a guard behind it and the call that made it.
 *
 * The memory is the host's malloc, so that sanitizers see every block; around it stands a ledger.
 * What a process has not freed when it ends shows there, and a write past the end of a block is
 * found when the block is freed or the ledger is checked, also in builds without a sanitizer. What
 * programs tell of their accesses (race/) is held against the guards at once, be it read or write.
 */
#ifndef FAKES_KERNEL_HEAP_H
#define FAKES_KERNEL_HEAP_H

#include "list.h"

#include <stdbool.h>
#include <stdint.h>

/* Who made a block: it must be freed by its own family. */
enum heap_family { HEAP_PROCESS, HEAP_LOCAL, HEAP_CRT, HEAP_TIMER };

struct heap_block {
    struct list link;
    size_t size;       // as asked for, in bytes
    uint32_t event;    // index in the trace of the call that made it
    enum heap_family family;
};

struct heap {
    struct list blocks;
    size_t block_count;
    size_t byte_count;
};

/* What is wrong with a block that a program hands back. */
enum heap_fault { HEAP_SOUND, HEAP_UNKNOWN_BLOCK, HEAP_WRONG_FAMILY, HEAP_OVERRUN };

void heap_init(struct heap *heap);

/* Free every block that is left. */
void heap_fini(struct heap *heap);

/* A block of [size] bytes, aligned to 16, zeroed on request, else filled with a pattern so that a
 * run does not depend on what the memory held (left unwritten under MemorySanitizer, which reports
 * its use instead).
 * Returns: NULL when the host has no memory left or [size] is absurd.  Owns: freed by heap_free
 *          or heap_fini. */
void *heap_alloc(struct heap *heap, enum heap_family family, size_t size, bool zero,
                 uint32_t event);

/* [block] with [size] bytes, moved if need be, its content kept. NULL on failure: [block] stays. */
void *heap_realloc(struct heap *heap, enum heap_family family, void *block, size_t size, bool zero,
                   uint32_t event);

/* Free [block]; does nothing but say so when it is not sound. An unknown block (e.g. freed
 * twice) is found without reading the memory it points to. NULL is sound. */
enum heap_fault heap_free(struct heap *heap, enum heap_family family, void *block);

/* What heap_free would find wrong with [block], without freeing it. */
enum heap_fault heap_inspect(const struct heap *heap, enum heap_family family, const void *block);

/* Size in bytes, or (size_t)-1 when [block] is not a block of this heap. */
size_t heap_size(const struct heap *heap, const void *block);

/* The block that [address] lies in, and how far into it, in bytes; NULL if it lies in none. */
const struct heap_block *heap_block_at(const struct heap *heap, const void *address,
                                       size_t *offset);

/* Whether [address] lies in a block that was freed while races are looked for: such memory is kept
 * for some time, and handed out to nobody. */
bool heap_has_freed(const void *address);

/* Hand that memory back: nobody looks for races any more. */
void heap_let_go(void);

/* The guards lie between these addresses: what is elsewhere need not be looked up. */
extern struct heap_bounds {
    uintptr_t first, last;
} heap_bounds;

static inline bool heap_nears_guards(uintptr_t address, size_t size)
{
    return address < heap_bounds.last && address + size > heap_bounds.first;
}

/* The block beyond whose end the [size] bytes at [address] reach, and how many bytes beyond; NULL if
 * they touch no block's guard. Under a sanitizer there are none: it has its own.
 * Requires: heap_nears_guards() */
const struct heap_block *heap_beyond(uintptr_t address, size_t size, size_t *beyond);

/* The first block whose guard was overwritten, or NULL. */
const struct heap_block *heap_check(const struct heap *heap);

#endif
