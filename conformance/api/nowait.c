/* PIPE_NOWAIT: no call on the handle blocks. What cannot be done at once is refused, but a write
 * that finds no room is "refused" with success and a count of 0, which a program must look at. */
#include "reads.h"
#include "support.h"

enum { QUOTA_BYTES = 512 };

static const char bytes[QUOTA_BYTES + 2];

TEST(nowait, a_read_of_an_empty_pipe_fails_with_no_data)
{
    FACT("F3");
    struct pair pair = given_pair_with(PIPE("nowait-read"), .nowait = true);

    must_fail_to_read(pair.server, ERROR_NO_DATA);
}

TEST(nowait, a_message_that_does_not_fit_succeeds_with_nothing_written)
{
    FACT("F31");
    struct pair pair =
        given_pair_with(PIPE("nowait-message"), .nowait = true, .quota_bytes = QUOTA_BYTES);
    DWORD count = 0xDEAD;

    must_succeed(WriteFile(pair.server, bytes, QUOTA_BYTES + 1, &count, NULL));

    must_equal(count, 0);
    must_have_waiting(pair.client, 0);
}

TEST(nowait, bytes_that_do_not_fit_succeed_with_nothing_written)
{
    FACT("F32");
    struct pair pair = given_pair_with(PIPE("nowait-bytes"), .byte_type = true, .nowait = true,
                                       .quota_bytes = QUOTA_BYTES);
    DWORD count = 0xDEAD;

    must_succeed(WriteFile(pair.server, bytes, QUOTA_BYTES + 1, &count, NULL));

    must_equal(count, 0);
    must_have_waiting(pair.client, 0);
}

TEST(nowait, bytes_beyond_the_quota_feed_a_waiting_reader_only)
{
    FACT("F33");
    struct pair pair = given_pair_with(PIPE("nowait-feed"), .byte_type = true, .nowait = true,
                                       .quota_bytes = QUOTA_BYTES);
    struct call *read = start_read(pair.client, 1);
    must_block(read);
    DWORD count = 0xDEAD;

    must_succeed(WriteFile(pair.server, bytes, QUOTA_BYTES + 2, &count, NULL));

    must_equal(count, 1);
    must_end_well(read);
    must_equal(read->count, 1);
    must_have_waiting(pair.client, 0);
}

TEST(nowait, a_message_beyond_the_quota_does_not_reach_a_waiting_reader)
{
    WINE_DEVIATES("feeds the waiting reader and counts one byte written");
    FACT("F34");
    struct pair pair =
        given_pair_with(PIPE("nowait-feed-message"), .nowait = true, .quota_bytes = QUOTA_BYTES);
    struct call *read = start_read(pair.client, 1);
    must_block(read);
    DWORD count = 0xDEAD;

    must_succeed(WriteFile(pair.server, bytes, QUOTA_BYTES + 2, &count, NULL));

    must_equal(count, 0);
    must_block(read);
    must_send(pair.server, "x");
    must_end_well(read);
}

TEST(nowait, bytes_that_fit_after_a_waiting_readers_share_are_written_whole)
{
    FACT("F35");
    struct pair pair = given_pair_with(PIPE("nowait-share"), .byte_type = true, .nowait = true,
                                       .quota_bytes = QUOTA_BYTES);
    struct call *read = start_read(pair.client, 1);
    must_block(read);
    DWORD count = 0xDEAD;

    must_succeed(WriteFile(pair.server, bytes, QUOTA_BYTES + 1, &count, NULL));

    must_equal(count, QUOTA_BYTES + 1);
    must_end_well(read);
    must_have_waiting(pair.client, QUOTA_BYTES);
}
