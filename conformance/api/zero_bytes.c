/* Nothing is something: an empty message is a message, and a read of no bytes is a read. Success
 * with a count of 0 never means the end of the data. */
#include "reads.h"
#include "support.h"

/* A read of no bytes. The buffer is there, so that nothing but the size is unusual. */
static BOOL read_nothing(HANDLE handle, DWORD *count)
{
    char bytes[1];
    *count = 0xDEAD;
    return ReadFile(handle, bytes, 0, count, NULL);
}

TEST(write_file, queues_an_empty_message)
{
    FACT("F11", "F12");
    struct pair pair = given_pair(PIPE("empty-message"));

    must_send(pair.client, "");
    must_send(pair.client, "next");

    must_receive(pair.server, "");
    must_receive(pair.server, "next");
}

TEST(read_file, takes_a_lone_empty_message_in_byte_mode_too)
{
    FACT("F11", "F13");
    struct pair pair = given_pair_with(PIPE("empty-message-bytes"), .byte_read = true);

    must_send(pair.client, "");

    must_receive(pair.server, "");
}

TEST(read_file, swallows_an_empty_message_between_others_in_byte_mode)
{
    FACT("F14");
    struct pair pair = given_pair_with(PIPE("empty-message-between"), .byte_read = true);
    must_send(pair.client, "ab");
    must_send(pair.client, "");
    must_send(pair.client, "cd");

    must_receive(pair.server, "abcd");

    must_have_waiting(pair.server, 0);
}

TEST(write_file, of_0_bytes_does_nothing_on_a_byte_pipe)
{
    FACT("F15");
    struct pair pair = given_pair_with(PIPE("empty-write-bytes"), .byte_type = true);
    struct call *read = start_read(pair.server, 100);
    must_block(read);

    must_send(pair.client, "");

    must_block(read);
    must_send(pair.client, "x");
    must_end_well(read);
    must_equal_text(read->bytes, read->count, "x");
}

TEST(write_file, of_an_empty_message_wakes_a_waiting_reader)
{
    FACT("F16");
    struct pair pair = given_pair(PIPE("empty-message-wakes"));
    struct call *read = start_read(pair.server, 100);
    must_block(read);

    must_send(pair.client, "");

    must_end_well(read);
    must_equal(read->count, 0);
}

TEST(read_file, of_0_bytes_waits_for_data)
{
    FACT("F17");
    struct pair pair = given_pair(PIPE("read-nothing-waits"));

    struct call *read = start_read(pair.server, 0);

    must_block(read);
    must_send(pair.client, "hello");
    must_end(read);
}

TEST(read_file, of_0_bytes_ends_with_more_data_when_a_message_comes_and_leaves_it)
{
    FACT("F18");
    struct pair pair = given_pair(PIPE("read-nothing-message"));
    struct call *read = start_read(pair.server, 0);
    must_block(read);

    must_send(pair.client, "hello");

    must_end_with(read, ERROR_MORE_DATA);
    must_equal(read->count, 0);
    must_receive(pair.server, "hello");
}

TEST(read_file, of_0_bytes_succeeds_when_bytes_come_and_leaves_them)
{
    FACT("F18");
    struct pair pair = given_pair_with(PIPE("read-nothing-bytes"), .byte_type = true);
    struct call *read = start_read(pair.server, 0);
    must_block(read);

    must_send(pair.client, "hello");

    must_end_well(read);
    must_equal(read->count, 0);
    must_receive(pair.server, "hello");
}

TEST(read_file, of_0_bytes_says_more_data_when_a_message_is_there)
{
    FACT("F19");
    struct pair pair = given_pair(PIPE("read-nothing-there"));
    must_send(pair.client, "hello");
    DWORD count;

    must_fail(read_nothing(pair.server, &count), ERROR_MORE_DATA);

    must_equal(count, 0);
    must_receive(pair.server, "hello");
}

TEST(read_file, of_0_bytes_takes_an_empty_message)
{
    FACT("F20");
    struct pair pair = given_pair(PIPE("read-nothing-empty"));
    must_send(pair.client, "");
    must_send(pair.client, "next");
    DWORD count;

    must_succeed(read_nothing(pair.server, &count));

    must_equal(count, 0);
    must_receive(pair.server, "next");
}
