/* PeekNamedPipe looks without taking. It goes by the pipe's type, never by the read mode of the
 * handle, and it counts bytes, so that an empty message is invisible to it. */
#include "reads.h"
#include "support.h"

enum { UNTOUCHED = 0x5EED, QUOTA_BYTES = 100 };

/* What a peek reported. */
struct peek {
    char bytes[64];
    DWORD count;
    DWORD available;
    DWORD left;
};

/* The peek's results before a call, so that what the call leaves alone can be told. */
static const struct peek untouched = {
    .count = UNTOUCHED,
    .available = UNTOUCHED,
    .left = UNTOUCHED,
};

static BOOL peek_at(HANDLE handle, DWORD size, struct peek *peek)
{
    *peek = untouched;
    SetLastError(MUST_SENTINEL);
    return PeekNamedPipe(handle, peek->bytes, size, &peek->count, &peek->available, &peek->left);
}

static void must_be_untouched(const struct peek *peek)
{
    must_equal(peek->count, UNTOUCHED);
    must_equal(peek->available, UNTOUCHED);
    must_equal(peek->left, UNTOUCHED);
}

TEST(peek_named_pipe, shows_the_first_message_and_counts_all)
{
    FACT("J1");
    struct pair pair = given_pair(PIPE("peek-first"));
    must_send(pair.client, "hello");
    must_send(pair.client, "abc");
    struct peek peek;

    must_succeed(peek_at(pair.server, sizeof(peek.bytes), &peek));

    must_equal_text(peek.bytes, peek.count, "hello");
    must_equal(peek.available, 8);
    must_equal(peek.left, 0);
    must_receive(pair.server, "hello");
}

TEST(peek_named_pipe, succeeds_with_a_buffer_shorter_than_the_message)
{
    FACT("J1", "J2");
    struct pair pair = given_pair(PIPE("peek-short"));
    must_send(pair.client, "hello");
    must_send(pair.client, "abc");
    struct peek peek;

    must_succeed(peek_at(pair.server, 2, &peek));

    must_equal_text(peek.bytes, peek.count, "he");
    must_equal(peek.available, 8);
    must_equal(peek.left, 3);
}

TEST(peek_named_pipe, leaves_out_what_was_read_of_a_message)
{
    FACT("J3");
    struct pair pair = given_pair(PIPE("peek-rest"));
    must_send(pair.client, "hello");
    must_send(pair.client, "abc");
    must_read_part(pair.server, 2, "he");
    struct peek peek;

    must_succeed(peek_at(pair.server, 1, &peek));

    must_equal_text(peek.bytes, peek.count, "l");
    must_equal(peek.available, 6);
    must_equal(peek.left, 2);
}

TEST(peek_named_pipe, reports_a_negative_rest_on_a_byte_pipe)
{
    FACT("J4");
    struct pair pair = given_pair_with(PIPE("peek-bytes"), .byte_type = true);
    must_send(pair.client, "hello");
    must_send(pair.client, "abc");
    struct peek peek;

    must_succeed(peek_at(pair.server, 4, &peek));

    must_equal_text(peek.bytes, peek.count, "hell");
    must_equal(peek.available, 8);
    must_equal(peek.left, (DWORD)-4);
}

TEST(peek_named_pipe, reports_no_rest_on_a_byte_pipe_without_a_buffer)
{
    FACT("J5");
    struct pair pair = given_pair_with(PIPE("peek-bytes-count"), .byte_type = true);
    must_send(pair.client, "hello");
    DWORD available = UNTOUCHED;
    DWORD left = UNTOUCHED;

    must_succeed(PeekNamedPipe(pair.server, NULL, 0, NULL, &available, &left));

    must_equal(available, 5);
    must_equal(left, 0);
}

TEST(peek_named_pipe, goes_by_messages_though_the_handle_reads_bytes)
{
    FACT("J6");
    struct pair pair = given_pair_with(PIPE("peek-byte-mode"), .byte_read = true);
    must_send(pair.client, "hello");
    must_send(pair.client, "abc");
    struct peek peek;

    must_succeed(peek_at(pair.server, sizeof(peek.bytes), &peek));

    must_equal_text(peek.bytes, peek.count, "hello");
    must_equal(peek.available, 8);
    must_equal(peek.left, 0);
}

TEST(peek_named_pipe, does_not_see_an_empty_message)
{
    FACT("J7");
    struct pair pair = given_pair(PIPE("peek-empty-message"));
    must_send(pair.client, "");
    struct peek peek;

    must_succeed(peek_at(pair.server, sizeof(peek.bytes), &peek));

    must_equal(peek.count, 0);
    must_equal(peek.available, 0);
    must_equal(peek.left, 0);
    must_receive(pair.server, "");
}

TEST(peek_named_pipe, stops_at_an_empty_message_and_counts_the_one_behind_it)
{
    FACT("J8");
    struct pair pair = given_pair(PIPE("peek-behind-empty"));
    must_send(pair.client, "");
    must_send(pair.client, "ab");
    struct peek peek;

    must_succeed(peek_at(pair.server, sizeof(peek.bytes), &peek));

    must_equal(peek.count, 0);
    must_equal(peek.available, 2);
    must_equal(peek.left, 0);
}

TEST(peek_named_pipe, ignores_a_buffer_of_size_0)
{
    FACT("J9");
    struct pair pair = given_pair(PIPE("peek-no-size"));
    must_send(pair.client, "hello");
    DWORD available = UNTOUCHED;

    must_succeed(PeekNamedPipe(pair.server, (void *)1, 0, NULL, &available, NULL));

    must_equal(available, 5);
}

TEST(peek_named_pipe, may_ask_for_nothing)
{
    FACT("J10");
    struct pair pair = given_pair(PIPE("peek-nothing"));

    must_succeed(PeekNamedPipe(pair.server, NULL, 0, NULL, NULL, NULL));
}

TEST(peek_named_pipe, counts_the_bytes_of_a_blocked_write)
{
    FACT("J11");
    static const char bytes[2 * QUOTA_BYTES];
    struct pair pair = given_pair_with(PIPE("peek-blocked-write"), .quota_bytes = QUOTA_BYTES);
    struct call *write = start_write(pair.client, bytes, sizeof(bytes));
    must_block(write);
    struct peek peek;

    must_succeed(peek_at(pair.server, sizeof(peek.bytes), &peek));

    must_equal(peek.count, sizeof(peek.bytes));
    must_equal(peek.available, sizeof(bytes));
    must_equal(peek.left, sizeof(bytes) - sizeof(peek.bytes));
    char taken[sizeof(bytes)];
    must_succeed(ReadFile(pair.server, taken, sizeof(taken), &peek.count, NULL));
    must_end_well(write);
}

TEST(peek_named_pipe, fails_at_a_listening_server)
{
    FACT("J13");
    HANDLE server = given_instance(PIPE("peek-listening"));
    struct peek peek;

    must_fail(peek_at(server, sizeof(peek.bytes), &peek), ERROR_BAD_PIPE);

    must_be_untouched(&peek);
}

TEST(peek_named_pipe, fails_at_a_disconnected_server)
{
    FACT("J13");
    struct pair pair = given_pair(PIPE("peek-disconnected"));
    must_succeed(DisconnectNamedPipe(pair.server));
    struct peek peek;

    must_fail(peek_at(pair.server, sizeof(peek.bytes), &peek), ERROR_BAD_PIPE);

    must_be_untouched(&peek);
}

TEST(peek_named_pipe, fails_at_a_disconnected_client_with_another_error)
{
    FACT("J14");
    struct pair pair = given_pair(PIPE("peek-disconnected-client"));
    must_succeed(DisconnectNamedPipe(pair.server));
    struct peek peek;

    must_fail(peek_at(pair.client, sizeof(peek.bytes), &peek), ERROR_PIPE_NOT_CONNECTED);
}

TEST(peek_named_pipe, still_counts_what_the_peer_wrote_before_it_closed)
{
    FACT("J15");
    struct pair pair = given_pair(PIPE("peek-closed-data"));
    must_send(pair.client, "hello");
    must_close(pair.client);
    struct peek peek;

    must_succeed(peek_at(pair.server, sizeof(peek.bytes), &peek));

    must_equal_text(peek.bytes, peek.count, "hello");
    must_equal(peek.available, 5);
}

TEST(peek_named_pipe, fails_when_the_peer_has_closed_and_nothing_is_left)
{
    FACT("J16");
    struct pair pair = given_pair(PIPE("peek-closed"));
    must_close(pair.client);
    struct peek peek;

    must_fail(peek_at(pair.server, sizeof(peek.bytes), &peek), ERROR_BROKEN_PIPE);

    must_be_untouched(&peek);
}

TEST(peek_named_pipe, needs_the_right_to_read)
{
    FACT("J17");
    given_instance(PIPE("peek-right"));
    HANDLE client = given_client_with(PIPE("peek-right"), .access = GENERIC_WRITE);
    struct peek peek;

    must_fail(peek_at(client, sizeof(peek.bytes), &peek), ERROR_ACCESS_DENIED);
}
