/* Semaphores: a count that waits take from and releases add to, up to a limit. */
#include "support.h"

static HANDLE given_semaphore(LONG initial, LONG maximum)
{
    return must_open(CreateSemaphoreW(NULL, initial, maximum, NULL));
}

/* What the semaphore holds: take all of it. */
static unsigned take_all(HANDLE semaphore)
{
    unsigned count = 0;
    while (WaitForSingleObject(semaphore, 0) == WAIT_OBJECT_0)
        count++;
    return count;
}

TEST(semaphores, let_as_many_waits_through_as_they_hold)
{
    FACT("W15");

    must_equal(take_all(given_semaphore(3, 5)), 3);
    must_equal(take_all(given_semaphore(0, 5)), 0);
}

TEST(semaphores, grow_by_what_is_released)
{
    FACT("W16");
    HANDLE semaphore = given_semaphore(1, 5);
    LONG previous = -1;

    must_succeed(ReleaseSemaphore(semaphore, 2, &previous));
    must_equal(previous, 1);
    must_succeed(ReleaseSemaphore(semaphore, 1, NULL));

    must_equal(take_all(semaphore), 4);
}

TEST(semaphores, release_one_waiter_for_each_count)
{
    FACT("W16");
    HANDLE semaphore = given_semaphore(0, 3);
    struct call *waits[3];
    HANDLE threads[3];
    for (unsigned i = 0; i < 3; i++) {
        waits[i] = start_wait(semaphore, INFINITE);
        threads[i] = waits[i]->thread;
    }
    for (unsigned i = 0; i < 3; i++)
        must_block(waits[i]);

    must_succeed(ReleaseSemaphore(semaphore, 2, NULL));
    must_equal(WaitForMultipleObjects(3, threads, TRUE, CALL_BLOCK_MS), WAIT_TIMEOUT);
    unsigned through = 0;
    for (unsigned i = 0; i < 3; i++) {
        if (WaitForSingleObject(threads[i], 0) == WAIT_OBJECT_0) through++;
    }
    must_equal(through, 2);

    must_succeed(ReleaseSemaphore(semaphore, 1, NULL));
    for (unsigned i = 0; i < 3; i++)
        must_end(waits[i]);
}

TEST(semaphores, refuse_a_release_beyond_their_limit_and_keep_their_count)
{
    FACT("W17");
    HANDLE semaphore = given_semaphore(2, 3);
    LONG previous = -1;

    must_fail(ReleaseSemaphore(semaphore, 2, &previous), ERROR_TOO_MANY_POSTS);

    must_equal(previous, -1);
    must_equal(take_all(semaphore), 2);
}

/* The documentation asks for more than 0 and names no error for less. */
TEST(semaphores, refuse_to_release_less_than_nothing)
{
    FACT("W18");
    HANDLE semaphore = given_semaphore(2, 3);

    must_hold(!ReleaseSemaphore(semaphore, -1, NULL));

    must_equal(take_all(semaphore), 2);
}

TEST(semaphores, refuse_to_release_nothing)
{
    WINE_DEVIATES("succeeds");
    FACT("W18");
    HANDLE semaphore = given_semaphore(2, 3);

    must_hold(!ReleaseSemaphore(semaphore, 0, NULL));

    must_equal(take_all(semaphore), 2);
}

TEST(semaphores, refuse_counts_that_make_no_sense)
{
    FACT("W19");
    static const struct {
        const char *row;
        LONG initial;
        LONG maximum;
    } rows[] = {
        { "more than the limit", 2, 1 },
        { "less than nothing", -1, 1 },
        { "no limit", 0, 0 },
        { "a limit less than nothing", 0, -1 },
    };

    for (unsigned i = 0; i < COUNT_OF(rows); i++) {
        ROW(rows[i].row);
        must_fail(CreateSemaphoreW(NULL, rows[i].initial, rows[i].maximum, NULL),
                  ERROR_INVALID_PARAMETER);
    }
}

TEST(semaphores, of_one_name_are_one_semaphore)
{
    FACT("W6");
    HANDLE semaphore = must_open(CreateSemaphoreW(NULL, 1, 5, u"piperig-semaphore"));

    HANDLE same = must_open(CreateSemaphoreW(NULL, 0, 9, u"piperig-semaphore"));
    must_have_error(ERROR_ALREADY_EXISTS);
    must_open(CreateSemaphoreA(NULL, 0, 9, "piperig-semaphore"));
    must_have_error(ERROR_ALREADY_EXISTS);

    must_succeed(ReleaseSemaphore(same, 4, NULL));
    must_fail(ReleaseSemaphore(same, 1, NULL), ERROR_TOO_MANY_POSTS);
    must_equal(take_all(semaphore), 5);
}

TEST(semaphores, are_needed_for_their_release)
{
    FACT("W9");
    HANDLE event = must_open(CreateEventW(NULL, TRUE, FALSE, NULL));

    must_fail(ReleaseSemaphore(event, 1, NULL), ERROR_INVALID_HANDLE);
}
