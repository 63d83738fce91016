/* Interlocked variables: each call reads, computes and stores in one go, and tells the old value
 * or the new one. */
#include "support.h"

TEST(interlocked, and_or_and_xor_give_the_old_value)
{
    FACT("X1");
    LONG volatile value = 0x0FF0;

    must_equal(InterlockedAnd(&value, 0x00FF), 0x0FF0);
    must_equal(value, 0x00F0);
    must_equal(InterlockedOr(&value, 0x0F00), 0x00F0);
    must_equal(value, 0x0FF0);
    must_equal(InterlockedXor(&value, 0x00FF), 0x0FF0);
    must_equal(value, 0x0F0F);
}

TEST(interlocked, add_gives_the_new_value)
{
    FACT("X2");
    LONG volatile value = 5;

    must_equal(InterlockedAdd(&value, 7), 12);
    must_hold(InterlockedAdd(&value, -20) == -8);

    must_hold(value == -8);
}

TEST(interlocked, sums_of_64_bits_carry_beyond_32)
{
    FACT("X3");
    LONGLONG volatile value = 0xFFFFFFFF;

    must_hold(InterlockedIncrement64(&value) == 0x100000000);
    must_hold(InterlockedDecrement64(&value) == 0xFFFFFFFF);
    must_hold(InterlockedAdd64(&value, 0x100000001) == 0x200000000);
    must_hold(InterlockedExchangeAdd64(&value, -1) == 0x200000000);

    must_hold(value == 0x1FFFFFFFF);
}

TEST(interlocked, exchanges_of_64_bits_give_the_old_value)
{
    FACT("X3");
    LONGLONG volatile value = 0x500000005;

    must_hold(InterlockedExchange64(&value, 0x700000005) == 0x500000005);
    must_hold(InterlockedCompareExchange64(&value, 1, 5) == 0x700000005);
    must_hold(value == 0x700000005);
    must_hold(InterlockedCompareExchange64(&value, 1, 0x700000005) == 0x700000005);
    must_hold(value == 1);
}

TEST(interlocked, and_or_and_xor_of_64_bits_give_the_old_value)
{
    FACT("X3");
    LONGLONG volatile value = 0x0FF000000000;

    must_hold(InterlockedAnd64(&value, 0x00FF00000000) == 0x0FF000000000);
    must_hold(InterlockedOr64(&value, 0x0F0000000000) == 0x00F000000000);
    must_hold(InterlockedXor64(&value, 0x00FF00000000) == 0x0FF000000000);

    must_hold(value == 0x0F0F00000000);
}

TEST(interlocked, pointers_are_exchanged_whole)
{
    FACT("X4");
    int first, second;
    PVOID volatile pointer = &first;

    must_hold(InterlockedExchangePointer(&pointer, &second) == &first);
    must_hold(InterlockedCompareExchangePointer(&pointer, &first, NULL) == &second);
    must_hold(pointer == &second);
    must_hold(InterlockedCompareExchangePointer(&pointer, NULL, &second) == &second);
    must_hold(pointer == NULL);
}

TEST(interlocked, sums_wrap_around)
{
    FACT("X5");
    LONG volatile most = 0x7FFFFFFF;
    LONGLONG volatile most64 = 0x7FFFFFFFFFFFFFFF;

    must_hold(InterlockedIncrement(&most) < 0);
    must_hold(InterlockedDecrement(&most) == 0x7FFFFFFF);
    must_hold(InterlockedIncrement64(&most64) < 0);
    must_hold(InterlockedAdd64(&most64, -1) == 0x7FFFFFFFFFFFFFFF);
}

enum { THREADS = 4, ROUNDS = 100 };

static DWORD WINAPI count_up(void *argument)
{
    for (int i = 0; i < ROUNDS; i++) {
        InterlockedIncrement(argument);
        if (i % 10 == 0) Sleep(0);
    }
    return 0;
}

TEST(interlocked, no_increment_of_several_threads_is_lost)
{
    FACT("X6");
    LONG volatile count = 0;
    HANDLE threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        threads[i] = given_thread(count_up, (void *)&count);

    for (int i = 0; i < THREADS; i++)
        must_wait(threads[i], CALL_END_MS, WAIT_OBJECT_0);

    must_equal(count, THREADS * ROUNDS);
}
