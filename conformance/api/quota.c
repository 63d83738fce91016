/* The quota bounds what may lie unread in one direction. A write that goes beyond it is not refused
 * and not cut: all of it is there at once, and the writer waits until the overhang is read. */
#include "reads.h"
#include "support.h"

enum { QUOTA_BYTES = 100, HUGE_BYTES = 90000 };

static const char bytes[250];    // what is sent; that they are zeros does not matter

/* Read exactly [size] bytes, whatever they are. */
static void must_take(HANDLE handle, DWORD size)
{
    char taken[READS_SIZE_MAX];
    DWORD count = 0;
    must_succeed(ReadFile(handle, taken, size, &count, NULL));
    must_equal(count, size);
}

TEST(write_file, returns_at_once_when_the_bytes_fit_the_quota)
{
    FACT("F21");
    struct pair pair = given_pair_with(PIPE("quota-fits"), .quota_bytes = QUOTA_BYTES);

    struct call *first = start_write(pair.server, bytes, 60);
    must_end_well(first);
    struct call *second = start_write(pair.server, bytes, 40);
    must_end_well(second);

    must_have_waiting(pair.client, 100);
}

TEST(write_file, blocks_when_the_bytes_do_not_fit_and_counts_them_all_in_the_end)
{
    FACT("F22");
    struct pair pair = given_pair_with(PIPE("quota-exceeded"), .quota_bytes = QUOTA_BYTES);

    struct call *write = start_write(pair.server, bytes, 101);

    must_block(write);
    must_take(pair.client, 101);
    must_end_well(write);
    must_equal(write->count, 101);
}

TEST(write_file, counts_what_is_unread_before_it_against_the_quota)
{
    FACT("F21", "F22");
    struct pair pair = given_pair_with(PIPE("quota-sum"), .quota_bytes = QUOTA_BYTES);
    struct call *first = start_write(pair.server, bytes, 100);
    must_end_well(first);

    struct call *second = start_write(pair.server, bytes, 1);

    must_block(second);
    must_take(pair.client, 100);
    must_end_well(second);
}

TEST(write_file, unblocks_when_its_unread_rest_fits_the_quota)
{
    FACT("F23");
    struct pair pair =
        given_pair_with(PIPE("quota-rest"), .byte_type = true, .quota_bytes = QUOTA_BYTES);
    struct call *write = start_write(pair.server, bytes, 250);
    must_block(write);

    must_take(pair.client, 149);
    must_block(write);
    must_take(pair.client, 1);

    must_end_well(write);
    must_equal(write->count, 250);
    must_have_waiting(pair.client, 100);
}

TEST(write_file, shows_all_its_bytes_as_one_message_while_it_blocks)
{
    FACT("F24");
    struct pair pair = given_pair_with(PIPE("quota-visible"), .quota_bytes = QUOTA_BYTES);
    struct call *write = start_write(pair.server, bytes, 250);
    must_block(write);

    must_have_waiting(pair.client, 250);
    must_take(pair.client, 250);

    must_end_well(write);
}

TEST(write_file, of_0_bytes_does_not_block_with_the_quota_full)
{
    FACT("F25");
    struct pair pair = given_pair_with(PIPE("quota-full-empty"), .quota_bytes = QUOTA_BYTES);
    struct call *first = start_write(pair.server, bytes, 100);
    must_end_well(first);

    struct call *second = start_write(pair.server, bytes, 0);

    must_end_well(second);
    must_equal(second->count, 0);
}

TEST(write_file, charges_only_what_a_waiting_reader_does_not_take)
{
    FACT("F26");
    struct pair pair =
        given_pair_with(PIPE("quota-reader"), .byte_type = true, .quota_bytes = QUOTA_BYTES);
    struct call *read = start_read(pair.client, 100);
    must_block(read);

    struct call *write = start_write(pair.server, bytes, 200);

    must_end_well(write);
    must_equal(write->count, 200);
    must_end_well(read);
    must_equal(read->count, 100);
    must_have_waiting(pair.client, 100);
}

TEST(write_file, sends_a_message_far_larger_than_the_quota_whole)
{
    FACT("F27");
    static char sent[HUGE_BYTES];
    static char received[HUGE_BYTES + 1];
    for (unsigned i = 0; i < HUGE_BYTES; i++)
        sent[i] = (char)(i % 251);
    struct pair pair = given_pair_with(PIPE("quota-huge"), .quota_bytes = 512);
    struct call *write = start_write(pair.server, sent, HUGE_BYTES);
    must_block(write);
    DWORD count = 0;

    must_succeed(ReadFile(pair.client, received, sizeof(received), &count, NULL));

    must_equal(count, HUGE_BYTES);
    must_hold(memcmp(sent, received, HUGE_BYTES) == 0);
    must_end_well(write);
    must_equal(write->count, HUGE_BYTES);
}
