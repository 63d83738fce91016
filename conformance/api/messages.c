/* A message pipe keeps the boundaries of writes. What a reader sees of them depends on the read
 * mode of its handle at the time of the read, never on what the mode was when the message came. */
#include "reads.h"
#include "support.h"

static void read_messages_with(HANDLE handle)
{
    DWORD mode = PIPE_READMODE_MESSAGE | PIPE_WAIT;
    must_succeed(SetNamedPipeHandleState(handle, &mode, NULL, NULL));
}

TEST(read_file, says_more_data_when_a_message_is_longer_than_the_buffer)
{
    FACT("F4");
    struct pair pair = given_pair(PIPE("message-long"));
    must_send(pair.client, "hello");

    must_read_part(pair.server, 2, "he");

    must_have_waiting(pair.server, 3);
}

TEST(read_file, goes_on_with_the_rest_of_a_message)
{
    FACT("F4", "F5");
    struct pair pair = given_pair(PIPE("message-rest"));
    must_send(pair.client, "hello");
    must_send(pair.client, "next");

    must_read_part(pair.server, 2, "he");
    must_read_part(pair.server, 2, "ll");
    must_receive(pair.server, "o");
    must_receive(pair.server, "next");
}

TEST(read_file, goes_on_with_a_message_through_a_duplicate_in_another_thread)
{
    FACT("F5");
    struct pair pair = given_pair(PIPE("message-rest-elsewhere"));
    HANDLE duplicate = given_duplicate(pair.server);
    must_send(pair.client, "hello");
    must_read_part(pair.server, 2, "he");

    struct call *read = start_read(duplicate, 2);

    must_end_with(read, ERROR_MORE_DATA);
    must_equal_text(read->bytes, read->count, "ll");
    must_receive(pair.server, "o");
}

TEST(read_file, takes_a_message_of_the_buffers_size_whole)
{
    FACT("F6");
    struct pair pair = given_pair(PIPE("message-exact"));
    must_send(pair.client, "hello");
    must_send(pair.client, "next");

    must_read(pair.server, 5, "hello");
    must_read(pair.server, 4, "next");
}

TEST(read_file, returns_one_message_at_a_time)
{
    FACT("F7");
    struct pair pair = given_pair(PIPE("message-one"));
    must_send(pair.client, "one");
    must_send(pair.client, "two");

    must_receive(pair.server, "one");
    must_receive(pair.server, "two");
}

TEST(read_file, joins_messages_for_a_handle_that_reads_bytes)
{
    FACT("F8");
    struct pair pair = given_pair_with(PIPE("message-joined"), .byte_read = true);
    must_send(pair.client, "one");
    must_send(pair.client, "two");

    must_receive(pair.server, "onetwo");
}

TEST(read_file, never_says_more_data_to_a_handle_that_reads_bytes)
{
    FACT("F8");
    struct pair pair = given_pair_with(PIPE("message-bytes"), .byte_read = true);
    must_send(pair.client, "one");
    must_send(pair.client, "two");

    must_read(pair.server, 2, "on");
    must_read(pair.server, 2, "et");
    must_read(pair.server, 100, "wo");
}

TEST(read_file, returns_the_rest_of_a_message_only_after_a_switch_to_messages)
{
    FACT("F9");
    struct pair pair = given_pair_with(PIPE("message-switch-rest"), .byte_read = true);
    must_send(pair.client, "hello");
    must_send(pair.client, "next");
    must_read(pair.server, 2, "he");

    read_messages_with(pair.server);

    must_receive(pair.server, "llo");
    must_receive(pair.server, "next");
}

TEST(read_file, still_tells_messages_apart_that_came_while_it_read_bytes)
{
    FACT("F10");
    struct pair pair = given_pair_with(PIPE("message-switch"), .byte_read = true);
    must_send(pair.client, "one");
    must_send(pair.client, "two");

    read_messages_with(pair.server);

    must_receive(pair.server, "one");
    must_receive(pair.server, "two");
}
