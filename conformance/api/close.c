/* CloseHandle ends a connection gently: what the closing end wrote stays for the peer to read, and
 * only what was meant for the closing end is lost. DisconnectNamedPipe, in contrast, destroys both.
 */
#include "reads.h"
#include "support.h"

TEST(close_handle, of_the_server_leaves_the_client_what_the_server_wrote)
{
    FACT("I1");
    struct pair pair = given_pair(PIPE("close-server"));
    must_send(pair.server, "one");
    must_send(pair.server, "two");

    must_close(pair.server);

    must_receive(pair.client, "one");
    must_receive(pair.client, "two");
    must_fail_to_read(pair.client, ERROR_BROKEN_PIPE);
}

TEST(close_handle, of_the_client_leaves_the_server_what_the_client_wrote)
{
    FACT("I2");
    struct pair pair = given_pair(PIPE("close-client"));
    must_send(pair.client, "one");
    must_send(pair.client, "two");

    must_close(pair.client);

    must_receive(pair.server, "one");
    must_receive(pair.server, "two");
    must_fail_to_read(pair.server, ERROR_BROKEN_PIPE);
}

TEST(close_handle, of_the_server_loses_what_the_client_had_sent_it)
{
    FACT("I3");
    struct pair pair = given_pair(PIPE("close-unread"));
    must_send(pair.client, "never read");

    must_close(pair.server);

    must_fail_to_write(pair.client, ERROR_NO_DATA);
    must_succeed(FlushFileBuffers(pair.client));
}

TEST(close_handle, of_a_duplicate_changes_nothing_for_the_peer)
{
    FACT("I4");
    struct pair pair = given_pair(PIPE("close-duplicate"));
    HANDLE duplicate = given_duplicate(pair.client);

    must_close(pair.client);

    must_send(duplicate, "hello");
    must_receive(pair.server, "hello");
}

TEST(close_handle, of_the_last_duplicate_ends_the_connection)
{
    FACT("I4");
    struct pair pair = given_pair(PIPE("close-last"));
    HANDLE duplicate = given_duplicate(pair.client);
    must_close(pair.client);
    struct call *read = start_read(pair.server, 100);
    must_block(read);

    must_close(duplicate);

    must_end_with(read, ERROR_BROKEN_PIPE);
}

TEST(close_handle, fails_the_second_time)
{
    FACT("I5");
    HANDLE server = given_instance(PIPE("close-twice"));
    must_close(server);

    must_fail(CloseHandle(server), ERROR_INVALID_HANDLE);
}

TEST(close_handle, leaves_a_value_that_reads_nothing)
{
    FACT("I6");
    struct pair pair = given_pair(PIPE("close-then-read"));
    must_close(pair.client);

    must_fail_to_read(pair.client, ERROR_INVALID_HANDLE);
}

TEST(close_handle, waits_for_a_read_in_progress_on_a_synchronous_handle)
{
    WINE_DEVIATES("closes at once, which ends the read");
    FACT("I11");
    struct pair pair = given_pair(PIPE("close-in-use"));
    struct call *read = start_read(pair.server, 100);
    must_block(read);

    struct call *close = start_close(pair.server);

    must_block(close);
    must_block(read);
    must_send(pair.client, "hello");
    must_end_well(read);
    must_end_well(close);
}
