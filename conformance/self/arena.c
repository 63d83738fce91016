/* Memory of a run: pieces of it are zeroed, apart and aligned, and a reset makes room for the
 * next run in what is there already. */
#include "kernel/arena.h"
#include "kernel/sanitizer.h"

#include "must.h"
#include "outside.h"

#include <stdint.h>
#include <string.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

enum { LARGE = 1 << 20, PIECES = 3000 };

static bool is_filled(const unsigned char *bytes, size_t size, unsigned char value)
{
    for (size_t i = 0; i < size; i++)
        if (bytes[i] != value) return false;
    return true;
}

TEST_OUTSIDE(arena, gives_zeroed_and_aligned_pieces_of_any_size)
{
    static const size_t sizes[] = { 1, 16, 17, 1000, 0, 65536, 65537, LARGE, 3 };
    struct arena arena = { 0 };
    for (int run = 0; run < 3; run++) {
        for (size_t i = 0; i < COUNT_OF(sizes); i++) {
            unsigned char *piece = arena_take(&arena, sizes[i]);
            must_hold((uintptr_t)piece % 16 == 0);
            must_hold(is_filled(piece, sizes[i], 0));
            memset(piece, 0xEE, sizes[i]);
        }
        arena_reset(&arena);
    }
    arena_fini(&arena);
}

TEST_OUTSIDE(arena, keeps_its_pieces_apart)
{
    static unsigned char *pieces[PIECES];
    struct arena arena = { 0 };
    for (int i = 0; i < PIECES; i++) {
        pieces[i] = arena_take(&arena, (size_t)i % 100);
        memset(pieces[i], i % 251, (size_t)i % 100);
    }
    for (int i = 0; i < PIECES; i++)
        must_hold(is_filled(pieces[i], (size_t)i % 100, (unsigned char)(i % 251)));
    arena_fini(&arena);
}

TEST_OUTSIDE(arena, uses_its_memory_again_after_a_reset)
{
    static void *before[PIECES], *after[PIECES];
    struct arena arena = { 0 };
    for (int i = 0; i < PIECES; i++)
        before[i] = arena_take(&arena, 100);
    arena_reset(&arena);
    for (int i = 0; i < PIECES; i++)
        after[i] = arena_take(&arena, 100);

    must_hold(memcmp(before, after, sizeof before) == 0);
    arena_fini(&arena);
}

/* Whether AddressSanitizer would end whoever touches [byte]. */
static bool is_forbidden(const unsigned char *byte)
{
#ifdef SANITIZER_ADDRESS
    return __asan_address_is_poisoned(byte);
#else
    (void)byte;
    SKIP("only AddressSanitizer can forbid memory");
#endif
}

TEST_OUTSIDE(arena, forbids_what_lies_beside_a_piece)
{
    struct arena arena = { 0 };    // whose first piece has the head of a chunk before it
    static const size_t sizes[] = { 1, 15, 16, 17, 100, 0, 3 };
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        const unsigned char *piece = arena_take(&arena, sizes[i]);
        for (size_t at = 0; at < sizes[i]; at++)
            must_hold(!is_forbidden(piece + at));
        must_hold(is_forbidden(piece + sizes[i]));
        must_hold(is_forbidden(piece + sizes[i] + 15));
        if (i > 0) must_hold(is_forbidden(piece - 1));
    }
    arena_fini(&arena);
}

/* Also those in chunks that are set aside, and those that an earlier run than the last one had. */
TEST_OUTSIDE(arena, forbids_the_pieces_of_earlier_runs)
{
    static const unsigned char *pieces[PIECES];
    struct arena arena = { 0 };
    for (int i = 0; i < PIECES; i++)
        pieces[i] = arena_take(&arena, 100);
    for (int run = 0; run < 2; run++) {
        arena_reset(&arena);
        for (int i = 0; i < PIECES; i++)
            must_hold(is_forbidden(pieces[i]) && is_forbidden(pieces[i] + 99));
        must_hold(arena_take(&arena, 100) == pieces[0]);
        must_hold(!is_forbidden(pieces[0]) && is_forbidden(pieces[1]));
    }
    arena_fini(&arena);
}

TEST_OUTSIDE(arena, can_be_used_anew_when_it_was_given_back)
{
    struct arena arena = { 0 };
    arena_take(&arena, LARGE);
    arena_reset(&arena);
    arena_fini(&arena);
    must_hold(arena.chunks == NULL && arena.spare == NULL);

    unsigned char *piece = arena_take(&arena, 10);

    must_hold(is_filled(piece, 10, 0));
    arena_fini(&arena);
}
