/* Memory from the process heap, as servers take it for their buffers. */
#include "support.h"

enum { BLOCK_SIZE = 100 };

static bool is_zero(const unsigned char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] != 0) return false;
    }
    return true;
}

/* A fresh block may lie where the previous one lay, so fill that one first. */
TEST(heap_alloc, zeroes_the_block_when_told_so)
{
    FACT("T24");
    HANDLE heap = GetProcessHeap();
    unsigned char *used = HeapAlloc(heap, 0, BLOCK_SIZE);
    must_hold(used != NULL);
    memset(used, 0xAA, BLOCK_SIZE);
    must_succeed(HeapFree(heap, 0, used));

    unsigned char *block = HeapAlloc(heap, HEAP_ZERO_MEMORY, BLOCK_SIZE);

    must_hold(block != NULL);
    must_hold(is_zero(block, BLOCK_SIZE));
    must_succeed(HeapFree(heap, 0, block));
}

TEST(heap_realloc, keeps_the_content_and_zeroes_the_growth)
{
    FACT("T25");
    HANDLE heap = GetProcessHeap();
    unsigned char *block = HeapAlloc(heap, HEAP_ZERO_MEMORY, BLOCK_SIZE);
    must_hold(block != NULL);
    memset(block, 0xAA, BLOCK_SIZE);

    unsigned char *grown = HeapReAlloc(heap, HEAP_ZERO_MEMORY, block, 10 * BLOCK_SIZE);

    must_hold(grown != NULL);
    must_hold(grown[0] == 0xAA && grown[BLOCK_SIZE - 1] == 0xAA);
    must_hold(is_zero(grown + BLOCK_SIZE, 9 * BLOCK_SIZE));
    must_succeed(HeapFree(heap, 0, grown));
}

TEST(heap_size, is_the_size_that_was_asked_for)
{
    FACT("T26");
    HANDLE heap = GetProcessHeap();
    void *block = HeapAlloc(heap, 0, BLOCK_SIZE + 1);
    must_hold(block != NULL);

    must_equal(HeapSize(heap, 0, block), BLOCK_SIZE + 1);

    void *grown = HeapReAlloc(heap, 0, block, 2 * BLOCK_SIZE + 1);
    must_hold(grown != NULL);
    must_equal(HeapSize(heap, 0, grown), 2 * BLOCK_SIZE + 1);
    must_succeed(HeapFree(heap, 0, grown));
}

TEST(local_alloc, zeroes_the_block_and_local_free_takes_it_back)
{
    FACT("T27");

    unsigned char *block = LocalAlloc(LPTR, BLOCK_SIZE);

    must_hold(block != NULL);
    must_hold(is_zero(block, BLOCK_SIZE));
    must_hold(LocalFree(block) == NULL);
}

TEST(heap_create, makes_a_heap_of_its_own)
{
    FACT("T43");

    HANDLE heap = must_succeed(HeapCreate(0, 0, 0));
    unsigned char *block = HeapAlloc(heap, HEAP_ZERO_MEMORY, BLOCK_SIZE);

    must_hold(heap != GetProcessHeap());
    must_hold(block != NULL);
    must_hold(is_zero(block, BLOCK_SIZE));
    must_equal(HeapSize(heap, 0, block), BLOCK_SIZE);
    must_succeed(HeapFree(heap, 0, block));
    must_succeed(HeapDestroy(heap));
}

TEST(heap_destroy, takes_the_blocks_with_the_heap)
{
    FACT("T43");
    HANDLE first = must_succeed(HeapCreate(0, 0, 0)), second = must_succeed(HeapCreate(0, 0, 0));
    must_hold(HeapAlloc(first, 0, BLOCK_SIZE) != NULL);
    unsigned char *kept = HeapAlloc(second, 0, BLOCK_SIZE);
    must_hold(kept != NULL);
    memset(kept, 0xAA, BLOCK_SIZE);

    must_succeed(HeapDestroy(first));

    must_hold(kept[0] == 0xAA && kept[BLOCK_SIZE - 1] == 0xAA);
    must_succeed(HeapDestroy(second));
}

TEST(heap_validate, holds_for_what_is_sound)
{
    FACT("T44");
    HANDLE heap = must_succeed(HeapCreate(0, 0, 0));
    unsigned char *block = HeapAlloc(heap, 0, BLOCK_SIZE);
    must_hold(block != NULL);
    memset(block, 0xAA, BLOCK_SIZE);

    must_succeed(HeapValidate(heap, 0, NULL));
    must_succeed(HeapValidate(heap, 0, block));

    must_succeed(HeapDestroy(heap));
}

TEST(heap_realloc, stays_in_place_when_told_so)
{
    FACT("T45");
    HANDLE heap = GetProcessHeap();
    unsigned char *block = HeapAlloc(heap, 0, 2 * BLOCK_SIZE);
    must_hold(block != NULL);
    memset(block, 0xAA, BLOCK_SIZE);

    unsigned char *shrunk = HeapReAlloc(heap, HEAP_REALLOC_IN_PLACE_ONLY, block, BLOCK_SIZE);

    must_hold(HeapReAlloc(heap, HEAP_REALLOC_IN_PLACE_ONLY, block, 1 << 20) == NULL);
    must_hold(shrunk == block);
    must_hold(shrunk[BLOCK_SIZE - 1] == 0xAA);
    must_equal(HeapSize(heap, 0, shrunk), BLOCK_SIZE);
    must_succeed(HeapFree(heap, 0, shrunk));
}

TEST(global_alloc, zeroes_the_block_and_global_free_takes_it_back)
{
    FACT("T46");

    unsigned char *block = GlobalAlloc(GPTR, BLOCK_SIZE);

    must_hold(block != NULL);
    must_hold(is_zero(block, BLOCK_SIZE));
    must_hold(GlobalFree(block) == NULL);
}
