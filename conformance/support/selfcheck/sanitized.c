/* What only a sanitizer sees. Linked into builds with AddressSanitizer and UBSan alone: without
 * them these tests pass, rightly. */
#include <limits.h>
#include <stdlib.h>

#include "support.h"

TEST(sanitized, leaks_memory)
{
    void *volatile block = malloc(10);
    block = NULL;
    must_hold(block == NULL);
}

TEST(sanitized, reads_past_a_block)
{
    volatile size_t size = 10;    // unknown to the compiler, whose own check would come first
    volatile char *block = malloc(size);
    char past = block[size];
    free((void *)block);
    must_hold(past == 0 || past != 0);
}

TEST(sanitized, overflows_a_number)
{
    volatile int large = INT_MAX;
    large = large + 1;
    must_equal(large & 0, 0);
}
