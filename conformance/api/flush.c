/* FlushFileBuffers waits until the other end has read all that this end wrote. It says nothing
 * about delivery when there is nobody left to read: then it succeeds. */
#include "reads.h"
#include "support.h"

TEST(flush_file_buffers, returns_at_once_when_nothing_was_written)
{
    FACT("G1");
    struct pair pair = given_pair(PIPE("flush-nothing"));

    must_end_well(start_flush(pair.server));
    must_end_well(start_flush(pair.client));
}

TEST(flush_file_buffers, does_not_care_for_what_its_own_end_has_to_read)
{
    FACT("G1");
    struct pair pair = given_pair(PIPE("flush-incoming"));
    must_send(pair.client, "unread");

    must_end_well(start_flush(pair.server));
}

TEST(flush_file_buffers, of_the_server_blocks_until_the_client_has_read)
{
    FACT("G2");
    struct pair pair = given_pair(PIPE("flush-server"));
    must_send(pair.server, "one");
    must_send(pair.server, "two");

    struct call *flush = start_flush(pair.server);

    must_block(flush);
    must_receive(pair.client, "one");
    must_block(flush);
    must_receive(pair.client, "two");
    must_end_well(flush);
}

TEST(flush_file_buffers, is_not_content_with_a_part_of_a_message)
{
    FACT("G2");
    struct pair pair = given_pair(PIPE("flush-part"));
    must_send(pair.server, "hello");

    struct call *flush = start_flush(pair.server);

    must_block(flush);
    must_read_part(pair.client, 4, "hell");
    must_block(flush);
    must_receive(pair.client, "o");
    must_end_well(flush);
}

TEST(flush_file_buffers, of_the_client_blocks_until_the_server_has_read)
{
    FACT("G3");
    struct pair pair = given_pair(PIPE("flush-client"));
    must_send(pair.client, "hello");

    struct call *flush = start_flush(pair.client);

    must_block(flush);
    must_receive(pair.server, "hello");
    must_end_well(flush);
}

TEST(flush_file_buffers, waits_for_an_empty_message_too)
{
    FACT("G5");
    struct pair pair = given_pair(PIPE("flush-empty-message"));
    must_send(pair.server, "");

    struct call *flush = start_flush(pair.server);

    must_block(flush);
    must_receive(pair.client, "");
    must_end_well(flush);
}

TEST(flush_file_buffers, fails_when_the_peer_closes_with_data_unread)
{
    FACT("G7");
    struct pair pair = given_pair(PIPE("flush-peer-closes"));
    must_send(pair.server, "unread");
    struct call *flush = start_flush(pair.server);
    must_block(flush);

    must_close(pair.client);

    must_end_with(flush, ERROR_BROKEN_PIPE);
}

TEST(flush_file_buffers, of_the_client_fails_when_the_server_closes_with_data_unread)
{
    FACT("G7");
    struct pair pair = given_pair(PIPE("flush-server-closes"));
    must_send(pair.client, "unread");
    struct call *flush = start_flush(pair.client);
    must_block(flush);

    must_close(pair.server);

    must_end_with(flush, ERROR_BROKEN_PIPE);
}

TEST(flush_file_buffers, of_the_client_fails_when_the_server_disconnects)
{
    FACT("G8");
    struct pair pair = given_pair(PIPE("flush-disconnect"));
    must_send(pair.client, "unread");
    struct call *flush = start_flush(pair.client);
    must_block(flush);

    must_succeed(DisconnectNamedPipe(pair.server));

    must_end_with(flush, ERROR_PIPE_NOT_CONNECTED);
}

TEST(flush_file_buffers, succeeds_when_the_peer_has_already_closed)
{
    FACT("G9");
    struct pair pair = given_pair(PIPE("flush-closed"));
    must_send(pair.server, "never read");
    must_close(pair.client);

    must_succeed(FlushFileBuffers(pair.server));
}

TEST(flush_file_buffers, of_a_listening_server_succeeds)
{
    FACT("G10");
    HANDLE server = given_instance(PIPE("flush-listening"));

    must_succeed(FlushFileBuffers(server));
}

TEST(flush_file_buffers, of_a_disconnected_server_succeeds)
{
    FACT("G10");
    struct pair pair = given_pair(PIPE("flush-disconnected"));
    must_succeed(DisconnectNamedPipe(pair.server));

    must_succeed(FlushFileBuffers(pair.server));
}

TEST(flush_file_buffers, of_a_disconnected_client_fails)
{
    FACT("G11");
    struct pair pair = given_pair(PIPE("flush-disconnected-client"));
    must_succeed(DisconnectNamedPipe(pair.server));

    must_fail(FlushFileBuffers(pair.client), ERROR_PIPE_NOT_CONNECTED);
}

TEST(flush_file_buffers, of_a_server_that_may_not_write_fails)
{
    WINE_DEVIATES("does not check the access");
    FACT("G12");
    struct pair pair = given_pair_with(PIPE("flush-inbound"), .access = PIPE_ACCESS_INBOUND);

    must_fail(FlushFileBuffers(pair.server), ERROR_ACCESS_DENIED);
}

TEST(flush_file_buffers, of_a_client_that_may_not_write_fails)
{
    WINE_DEVIATES("does not check the access");
    FACT("G12");
    given_instance(PIPE("flush-reader"));
    HANDLE client = given_client_with(PIPE("flush-reader"), .access = GENERIC_READ);

    must_fail(FlushFileBuffers(client), ERROR_ACCESS_DENIED);
}

TEST(flush_file_buffers, does_not_wait_for_what_a_waiting_reader_took)
{
    FACT("G14");
    struct pair pair = given_pair(PIPE("flush-taken"));
    struct call *read = start_read(pair.client, 100);
    must_block(read);
    must_send(pair.server, "hello");

    must_end_well(start_flush(pair.server));

    must_end_well(read);
    must_equal_text(read->bytes, read->count, "hello");
}
