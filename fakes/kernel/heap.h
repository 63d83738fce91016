/* The heap blocks of one process, each with a guard behind it and the call that made it.
 *
 * What a process has not freed when it ends shows here, and a write past the end of a block is
 * found when the block is freed or the ledger is checked, also in programs that tell nothing of
 * what they do. What they do tell (race/) is held against the blocks at once, be it read or write
 * (heap_space.h).
 */
#ifndef FAKES_KERNEL_HEAP_H
#define FAKES_KERNEL_HEAP_H

#include "heap_space.h"
#include "list.h"

#include <stdbool.h>
#include <stdint.h>

struct heap {
    struct list blocks;
    size_t block_count;
    size_t byte_count;
};

/* What one block may ask for, and a heap hold before its program is taken for one that allocates
 * without end: the same on every machine. */
#define HEAP_BYTES_MAX ((size_t)256 << 20)

/* What is wrong with a block that a program hands back. */
enum heap_fault {
    HEAP_SOUND,
    HEAP_UNKNOWN_BLOCK,
    HEAP_FREED_BLOCK,
    HEAP_WRONG_FAMILY,
    HEAP_OVERRUN
};

/* The sentence that says so. Owns: nothing. */
const char *heap_fault_name(enum heap_fault fault);

/* What is left in a heap when a run is over needs not be freed: heap_space_rewind(). */
void heap_init(struct heap *heap);

/* Free every block that is left; [event] is that of the call that does it. */
void heap_destroy(struct heap *heap, uint32_t event);

/* A block of [size] bytes, aligned to 16, zeroed on request, else filled with a pattern so that a
 * run does not depend on what the memory held (left unwritten under MemorySanitizer, which reports
 * its use instead).
 * Returns: NULL when the host has no memory left or [size] is beyond HEAP_BYTES_MAX. The run ends
 *          when the heap would hold more than that in all.
 * Owns:    freed by heap_free or heap_destroy, or it is gone when the run is over. */
void *heap_alloc(struct heap *heap, enum heap_family family, size_t size, bool zero,
                 uint32_t event);

/* [memory] with [size] bytes, moved if need be, its content kept. NULL on failure: [memory]
 * stays. */
void *heap_realloc(struct heap *heap, enum heap_family family, void *memory, size_t size, bool zero,
                   uint32_t event);

/* Free [memory]; does nothing but say so when it is not sound. An unknown block, or one that was
 * freed, of whatever heap, is found without reading the memory it points to. NULL is sound. [event]
 * is that of the call. */
enum heap_fault heap_free(struct heap *heap, enum heap_family family, void *memory, uint32_t event);

/* What heap_free would find wrong with [memory], without freeing it. */
enum heap_fault heap_inspect(const struct heap *heap, enum heap_family family, const void *memory);

/* Size in bytes, or (size_t)-1 when [memory] is not a block of this heap. */
size_t heap_size(const struct heap *heap, const void *memory);

/* The first block whose guard was overwritten, or NULL. */
const struct heap_block *heap_check(const struct heap *heap);

#endif
