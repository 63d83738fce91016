/* Memory that lives as long as a run: taken piece by piece, given back all at once.
 *
 * Under AddressSanitizer each piece is a block of its own, so that our own overruns are seen. */
#ifndef FAKES_KERNEL_ARENA_H
#define FAKES_KERNEL_ARENA_H

#include <stddef.h>

struct arena {
    struct arena_chunk *chunks;    // newest first
    struct arena_chunk *spare;     // of earlier runs
    size_t used;                   // bytes of the newest
};

/* [size] zeroed bytes, aligned to 16. Aborts when the host has no memory left. */
void *arena_take(struct arena *arena, size_t size);

/* Everything taken is void; the memory is kept for the next run. */
void arena_reset(struct arena *arena);

void arena_fini(struct arena *arena);

#endif
