/* The usual life of an instance, create, connect, read, write, flush, disconnect, close, and the
 * places where a client can spoil it. */
#include "reads.h"
#include "support.h"

static HANDLE open_client(const WCHAR *name)
{
    return CreateFileW(name, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
}

/* The usual sample takes 232 for a failed connection and closes the instance. */
TEST(server_flow, loses_a_fast_clients_request_when_it_closes_the_instance_after_no_data)
{
    FACT("Q1");
    const WCHAR *const name = PIPE("flow-fast-client");
    HANDLE server = given_instance(name);
    HANDLE client = given_client(name);
    must_send(client, "fast request");
    must_close(client);

    must_fail(ConnectNamedPipe(server, NULL), ERROR_NO_DATA);
    must_close(server);

    HANDLE next_server = given_instance(name);
    HANDLE next_client = given_client(name);
    must_have_waiting(next_server, 0);
    must_send(next_client, "next request");
    must_receive(next_server, "next request");
}

TEST(server_flow, leaves_clients_outside_until_it_creates_the_next_instance)
{
    FACT("Q2");
    const WCHAR *const name = PIPE("flow-next-instance");
    given_pair(name);
    must_fail(open_client(name), ERROR_PIPE_BUSY);

    given_instance(name);

    given_client(name);
    must_fail(open_client(name), ERROR_PIPE_BUSY);
}

TEST(server_flow, survives_a_client_that_closes_without_reading)
{
    FACT("Q3");
    const WCHAR *const name = PIPE("flow-rude-client");
    struct pair pair = given_pair(name);
    must_send(pair.client, "request");
    must_close(pair.client);

    must_receive(pair.server, "request");
    must_fail_to_write(pair.server, ERROR_NO_DATA);
    must_succeed(FlushFileBuffers(pair.server));
    must_succeed(DisconnectNamedPipe(pair.server));

    struct call *connect = start_connect(pair.server);
    must_block(connect);
    HANDLE next = given_client(name);
    must_end_well(connect);
    must_send(next, "next request");
    must_receive(pair.server, "next request");
}

TEST(server_flow, waits_in_its_flush_for_a_client_that_neither_reads_nor_closes)
{
    FACT("Q4");
    struct pair pair = given_pair(PIPE("flow-idle-client"));
    must_send(pair.client, "request");
    must_receive(pair.server, "request");
    must_send(pair.server, "reply");

    struct call *flush = start_flush(pair.server);

    must_block(flush);
    must_block(flush);
    must_close(pair.client);
    must_end_with(flush, ERROR_BROKEN_PIPE);
}

TEST(server_flow, delivers_a_reply_that_is_followed_by_close_alone)
{
    FACT("Q5");
    struct pair pair = given_pair(PIPE("flow-close-only"));
    must_send(pair.client, "request");
    must_receive(pair.server, "request");
    must_send(pair.server, "the whole reply");

    must_close(pair.server);

    must_read_part(pair.client, 4, "the ");
    must_read_part(pair.client, 6, "whole ");
    must_receive(pair.client, "reply");
    must_fail_to_read(pair.client, ERROR_BROKEN_PIPE);
}
