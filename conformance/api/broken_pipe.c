/* Three ends of a connection, three errors. The peer has closed: reads get what is left and then
 * 109, writes get 232. The server has disconnected: everything at either end gets 233. A call that
 * was already waiting when it happened gets 109 or 233, never 232. */
#include "reads.h"
#include "support.h"

enum { QUOTA_BYTES = 100 };

static const char bytes[QUOTA_BYTES + 50];    // more than fits

TEST(broken_pipe, what_the_peer_wrote_is_read_before_the_end)
{
    FACT("F37");
    struct pair pair = given_pair(PIPE("broken-data-left"));
    must_send(pair.client, "one");
    must_send(pair.client, "two");
    must_close(pair.client);

    must_read_part(pair.server, 2, "on");
    must_receive(pair.server, "e");
    must_receive(pair.server, "two");
    must_fail_to_read(pair.server, ERROR_BROKEN_PIPE);
}

TEST(broken_pipe, a_read_fails_again_and_again)
{
    FACT("F38");
    struct pair pair = given_pair(PIPE("broken-read"));
    must_close(pair.client);

    must_fail_to_read(pair.server, ERROR_BROKEN_PIPE);
    must_fail_to_read(pair.server, ERROR_BROKEN_PIPE);
}

TEST(broken_pipe, a_read_of_the_client_fails_when_the_server_has_closed)
{
    FACT("F38");
    struct pair pair = given_pair(PIPE("broken-read-client"));
    must_close(pair.server);

    must_fail_to_read(pair.client, ERROR_BROKEN_PIPE);
}

TEST(broken_pipe, a_read_of_0_bytes_fails_too)
{
    FACT("F39");
    struct pair pair = given_pair(PIPE("broken-read-nothing"));
    must_close(pair.client);
    char buffer[1];
    DWORD count = 0xDEAD;

    must_fail(ReadFile(pair.server, buffer, 0, &count, NULL), ERROR_BROKEN_PIPE);

    must_equal(count, 0);
}

TEST(broken_pipe, a_new_write_of_any_size_fails_with_no_data)
{
    FACT("F40");
    struct pair pair = given_pair(PIPE("broken-write"));
    must_close(pair.client);
    DWORD count = 0xDEAD;

    must_fail_to_write(pair.server, ERROR_NO_DATA);
    must_fail(WriteFile(pair.server, "", 0, &count, NULL), ERROR_NO_DATA);
}

TEST(broken_pipe, a_new_write_fails_with_no_data_though_something_is_left_to_read)
{
    FACT("F40");
    struct pair pair = given_pair(PIPE("broken-write-unread"));
    must_send(pair.client, "unread");
    must_close(pair.client);

    must_fail_to_write(pair.server, ERROR_NO_DATA);

    must_receive(pair.server, "unread");
}

TEST(broken_pipe, what_was_sent_to_the_peer_that_closed_is_gone_with_it)
{
    FACT("F41");
    const WCHAR *const name = PIPE("broken-undelivered");
    struct pair pair = given_pair(name);
    must_send(pair.server, "for the first");
    must_close(pair.client);
    must_succeed(DisconnectNamedPipe(pair.server));
    struct call *connect = start_connect(pair.server);
    must_block(connect);

    HANDLE second = given_client(name);

    must_end_well(connect);
    must_have_waiting(second, 0);
}

TEST(broken_pipe, ends_a_blocked_read_of_the_server)
{
    FACT("F42");
    struct pair pair = given_pair(PIPE("broken-blocked-read"));
    struct call *read = start_read(pair.server, 100);
    must_block(read);

    must_close(pair.client);

    must_end_with(read, ERROR_BROKEN_PIPE);
}

TEST(broken_pipe, ends_a_blocked_read_of_the_client)
{
    FACT("F42");
    struct pair pair = given_pair(PIPE("broken-blocked-read-client"));
    struct call *read = start_read(pair.client, 100);
    must_block(read);

    must_close(pair.server);

    must_end_with(read, ERROR_BROKEN_PIPE);
}

TEST(broken_pipe, ends_a_blocked_write_of_the_server_with_another_error_than_a_new_one)
{
    FACT("F44");
    struct pair pair = given_pair_with(PIPE("broken-blocked-write"), .quota_bytes = QUOTA_BYTES);
    struct call *write = start_write(pair.server, bytes, sizeof(bytes));
    must_block(write);

    must_close(pair.client);

    must_end_with(write, ERROR_BROKEN_PIPE);
    must_fail_to_write(pair.server, ERROR_NO_DATA);
}

TEST(broken_pipe, ends_a_blocked_write_of_the_client)
{
    FACT("F44");
    struct pair pair =
        given_pair_with(PIPE("broken-blocked-write-client"), .quota_bytes = QUOTA_BYTES);
    struct call *write = start_write(pair.client, bytes, sizeof(bytes));
    must_block(write);

    must_close(pair.server);

    must_end_with(write, ERROR_BROKEN_PIPE);
}

TEST(disconnected_pipe, ends_a_blocked_read_of_the_client)
{
    FACT("F43");
    struct pair pair = given_pair(PIPE("disconnected-blocked-read"));
    struct call *read = start_read(pair.client, 100);
    must_block(read);

    must_succeed(DisconnectNamedPipe(pair.server));

    must_end_with(read, ERROR_PIPE_NOT_CONNECTED);
}

TEST(disconnected_pipe, ends_a_blocked_write_of_the_client)
{
    FACT("F45");
    struct pair pair =
        given_pair_with(PIPE("disconnected-blocked-write"), .quota_bytes = QUOTA_BYTES);
    struct call *write = start_write(pair.client, bytes, sizeof(bytes));
    must_block(write);

    must_succeed(DisconnectNamedPipe(pair.server));

    must_end_with(write, ERROR_PIPE_NOT_CONNECTED);
}

TEST(disconnected_pipe, refuses_the_server_to_read_and_to_write)
{
    FACT("F48");
    struct pair pair = given_pair(PIPE("disconnected-server"));
    must_succeed(DisconnectNamedPipe(pair.server));

    must_fail_to_read(pair.server, ERROR_PIPE_NOT_CONNECTED);
    must_fail_to_write(pair.server, ERROR_PIPE_NOT_CONNECTED);
}

TEST(disconnected_pipe, refuses_the_client_to_read_and_to_write)
{
    FACT("F49");
    struct pair pair = given_pair(PIPE("disconnected-client"));
    must_succeed(DisconnectNamedPipe(pair.server));

    must_fail_to_read(pair.client, ERROR_PIPE_NOT_CONNECTED);
    must_fail_to_write(pair.client, ERROR_PIPE_NOT_CONNECTED);
}

TEST(disconnected_pipe, refuses_the_old_client_while_the_server_serves_a_new_one)
{
    FACT("F49");
    const WCHAR *const name = PIPE("disconnected-stale");
    struct pair pair = given_pair(name);
    must_succeed(DisconnectNamedPipe(pair.server));
    struct call *connect = start_connect(pair.server);
    must_block(connect);
    HANDLE second = given_client(name);
    must_end_well(connect);

    must_fail_to_write(pair.client, ERROR_PIPE_NOT_CONNECTED);
    must_fail_to_read(pair.client, ERROR_PIPE_NOT_CONNECTED);

    must_have_waiting(pair.server, 0);
    must_send(second, "hello");
    must_receive(pair.server, "hello");
}
