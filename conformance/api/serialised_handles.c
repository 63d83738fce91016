/* A handle opened without FILE_FLAG_OVERLAPPED does one thing at a time. The I/O manager holds a
 * lock of the file object for the length of each call, so a thread that waits in a read keeps every
 * other thread out: the one that wants to write the very request for whose reply the first one
 * waits, and the one that wants to disconnect. Duplicates share the file object and so the lock;
 * the peer's end does not. */
#include "support.h"

TEST(serialised_handles, a_write_waits_for_a_read_in_progress)
{
    WINE_DEVIATES("does not serialise I/O on synchronous handles");
    FACT("O1");
    struct pair pair = given_pair(PIPE("serial-write"));
    struct call *read = start_read(pair.server, 100);
    must_block(read);

    struct call *write = start_send(pair.server, "from the server");

    must_block(write);
    must_send(pair.client, "from the client");
    must_end_well(read);
    must_end_well(write);
    must_receive(pair.client, "from the server");
}

TEST(serialised_handles, a_write_through_a_duplicate_waits_for_a_read_in_progress)
{
    WINE_DEVIATES("does not serialise I/O on synchronous handles");
    FACT("O1");
    struct pair pair = given_pair(PIPE("serial-duplicate"));
    HANDLE duplicate = given_duplicate(pair.client);
    struct call *read = start_read(pair.client, 100);
    must_block(read);

    struct call *write = start_send(duplicate, "from the client");

    must_block(write);
    must_send(pair.server, "from the server");
    must_end_well(read);
    must_end_well(write);
    must_receive(pair.server, "from the client");
}

TEST(serialised_handles, a_peek_waits_for_a_read_in_progress)
{
    WINE_DEVIATES("does not serialise I/O on synchronous handles");
    FACT("O2", "J18");
    struct pair pair = given_pair(PIPE("serial-peek"));
    struct call *read = start_read(pair.server, 100);
    must_block(read);

    struct call *peek = start_peek(pair.server);

    must_block(peek);
    must_send(pair.client, "hello");
    must_end_well(read);
    must_end_well(peek);
    must_equal(peek->count, 0);
}

TEST(serialised_handles, a_state_query_waits_for_a_read_in_progress)
{
    WINE_DEVIATES("does not serialise I/O on synchronous handles");
    FACT("O2");
    struct pair pair = given_pair(PIPE("serial-state"));
    struct call *read = start_read(pair.server, 100);
    must_block(read);

    struct call *query = start_get_state(pair.server);

    must_block(query);
    must_send(pair.client, "hello");
    must_end_well(read);
    must_end_well(query);
}

TEST(serialised_handles, a_disconnect_waits_for_a_read_in_progress)
{
    WINE_DEVIATES("disconnects at once, which ends the read");
    FACT("O2");
    struct pair pair = given_pair(PIPE("serial-disconnect"));
    struct call *read = start_read(pair.server, 100);
    must_block(read);

    struct call *disconnect = start_disconnect(pair.server);

    must_block(disconnect);
    must_block(read);
    must_send(pair.client, "hello");
    must_end_well(read);
    must_end_well(disconnect);
}

TEST(serialised_handles, a_disconnect_waits_for_a_connect_in_progress)
{
    WINE_DEVIATES("fails with ERROR_PIPE_LISTENING at once");
    FACT("O3");
    const WCHAR *const name = PIPE("serial-connect");
    HANDLE server = given_instance(name);
    struct call *connect = start_connect(server);
    must_block(connect);

    struct call *disconnect = start_disconnect(server);

    must_block(disconnect);
    must_block(connect);
    given_client(name);
    must_end_well(connect);
    must_end_well(disconnect);
}

TEST(serialised_handles, a_blocked_end_does_not_hinder_the_other_end)
{
    FACT("O6");
    struct pair pair = given_pair(PIPE("serial-two-ends"));
    struct call *read = start_read(pair.server, 100);
    must_block(read);

    must_end_well(start_peek(pair.client));
    must_end_well(start_get_state(pair.client));
    must_end_well(start_flush(pair.client));
    must_end_well(start_send(pair.client, "hello"));

    must_end_well(read);
    must_equal_text(read->bytes, read->count, "hello");
}

TEST(serialised_handles, a_handle_is_not_signalled_while_its_io_is_in_progress)
{
    FACT("O7");
    struct pair pair = given_pair(PIPE("serial-signal"));
    struct call *read = start_read(pair.server, 100);
    must_block(read);

    must_wait(pair.server, 0, WAIT_TIMEOUT);

    must_send(pair.client, "hello");
    must_end_well(read);
    must_wait(pair.server, 0, WAIT_OBJECT_0);
}
