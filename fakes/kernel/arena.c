#include "arena.h"

#include "invariant.h"
#include "sanitizer.h"

#include <stdlib.h>
#include <string.h>

struct arena_chunk {
    struct arena_chunk *next;
    size_t size;    // of [bytes]
    _Alignas(16) char bytes[];
};

/* AddressSanitizer finds whoever leaves a piece, since nobody may touch what lies between two, nor a
 * piece of an earlier run. */
#ifdef SANITIZER_ADDRESS
enum { CHUNK_BYTES = 64 * 1024, BETWEEN_BYTES = 16 };
#else
enum { CHUNK_BYTES = 64 * 1024, BETWEEN_BYTES = 0 };
#endif

static void add_chunk(struct arena *arena, size_t size)
{
    if (size < CHUNK_BYTES) size = CHUNK_BYTES;

    struct arena_chunk *chunk = arena->spare;
    if (chunk != NULL && chunk->size >= size) {
        arena->spare = chunk->next;
    } else {
        chunk = calloc(1, sizeof *chunk + size);
        INVARIANT(chunk != NULL);
        chunk->size = size;
        sanitizer_poison(chunk->bytes, size);
    }
    chunk->next = arena->chunks;
    arena->chunks = chunk;
    arena->used = 0;
}

void *arena_take(struct arena *arena, size_t size)
{
    size_t rounded = ((size + 15) & ~(size_t)15) + BETWEEN_BYTES;
    if (arena->chunks == NULL || arena->chunks->size - arena->used < rounded)
        add_chunk(arena, rounded);

    void *piece = arena->chunks->bytes + arena->used;
    arena->used += rounded;
    sanitizer_unpoison(piece, size);
    return memset(piece, 0, size);
}

static void free_all(struct arena_chunk **chunks)
{
    while (*chunks != NULL) {
        struct arena_chunk *chunk = *chunks;
        *chunks = chunk->next;
        free(chunk);
    }
}

void arena_reset(struct arena *arena)
{
    for (struct arena_chunk *chunk = arena->chunks; chunk != NULL; chunk = chunk->next)
        sanitizer_poison(chunk->bytes, chunk == arena->chunks ? arena->used : chunk->size);

    // The common run fits one chunk: keep it in place.
    while (arena->chunks != NULL && arena->chunks->next != NULL) {
        struct arena_chunk *chunk = arena->chunks;
        arena->chunks = chunk->next;
        chunk->next = arena->spare;
        arena->spare = chunk;
    }
    arena->used = 0;
}

void arena_fini(struct arena *arena)
{
    free_all(&arena->chunks);
    free_all(&arena->spare);
}
