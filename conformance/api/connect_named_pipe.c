/* ConnectNamedPipe: a server waits for its client, or finds that it is too late to wait.
 *
 * Two of its errors are no failures. 535 says that the client is here already, and the connection
 * is good. 232 says that the client has come and gone; what it wrote is still there to be read. */
#include "support.h"

TEST(connect_named_pipe, blocks_until_a_client_opens)
{
    FACT("E1");
    HANDLE server = given_instance(PIPE("wait"));
    struct call *connect = start_connect(server);
    must_block(connect);

    HANDLE client = given_client(PIPE("wait"));

    must_end_well(connect);
    must_send(server, "hello");
    must_receive(client, "hello");
}

TEST(connect_named_pipe, reports_pipe_connected_when_the_client_came_first)
{
    FACT("E2");
    HANDLE server = given_instance(PIPE("early"));
    HANDLE client = given_client(PIPE("early"));

    must_fail(ConnectNamedPipe(server, NULL), ERROR_PIPE_CONNECTED);

    must_send(client, "hello");
    must_receive(server, "hello");
}

TEST(connect_named_pipe, reports_pipe_connected_every_time)
{
    FACT("E3");
    struct pair pair = given_pair(PIPE("repeated"));

    for (unsigned i = 0; i < 3; i++) {
        must_fail(ConnectNamedPipe(pair.server, NULL), ERROR_PIPE_CONNECTED);
    }
}

TEST(connect_named_pipe, reports_pipe_connected_after_it_waited)
{
    FACT("E3");
    HANDLE server = given_instance(PIPE("waited"));
    struct call *connect = start_connect(server);
    must_block(connect);
    given_client(PIPE("waited"));
    must_end_well(connect);

    must_fail(ConnectNamedPipe(server, NULL), ERROR_PIPE_CONNECTED);
}

TEST(connect_named_pipe, reports_no_data_when_the_client_has_come_and_gone)
{
    FACT("E4");
    HANDLE server = given_instance(PIPE("gone"));
    must_close(given_client(PIPE("gone")));

    must_fail(ConnectNamedPipe(server, NULL), ERROR_NO_DATA);
}

TEST(connect_named_pipe, reports_no_data_though_the_client_left_some)
{
    FACT("E4", "E5");
    HANDLE server = given_instance(PIPE("legacy"));
    HANDLE client = given_client(PIPE("legacy"));
    must_send(client, "first");
    must_send(client, "second");
    must_close(client);

    must_fail(ConnectNamedPipe(server, NULL), ERROR_NO_DATA);

    char byte;
    DWORD count = 0;
    must_receive(server, "first");
    must_receive(server, "second");
    must_fail(ReadFile(server, &byte, 1, &count, NULL), ERROR_BROKEN_PIPE);
}

TEST(connect_named_pipe, reports_no_data_until_the_server_disconnects)
{
    FACT("E4", "E6");
    HANDLE server = given_instance(PIPE("loop"));
    must_close(given_client(PIPE("loop")));
    for (unsigned i = 0; i < 5; i++)
        must_fail(ConnectNamedPipe(server, NULL), ERROR_NO_DATA);

    must_succeed(DisconnectNamedPipe(server));

    struct call *connect = start_connect(server);
    must_block(connect);
    given_client(PIPE("loop"));
    must_end_well(connect);
}

TEST(connect_named_pipe, listens_again_after_a_disconnect)
{
    FACT("E7");
    struct pair pair = given_pair(PIPE("again"));
    must_succeed(DisconnectNamedPipe(pair.server));

    struct call *connect = start_connect(pair.server);
    must_block(connect);
    HANDLE client = given_client(PIPE("again"));

    must_end_well(connect);
    must_send(client, "hello");
    must_receive(pair.server, "hello");
}

TEST(connect_named_pipe, is_not_for_clients)
{
    FACT("E8");
    struct pair pair = given_pair(PIPE("client"));

    must_fail(ConnectNamedPipe(pair.client, NULL), ERROR_INVALID_FUNCTION);
}

TEST(connect_named_pipe, needs_a_pipe)
{
    FACT("E9");
    HANDLE event = must_open(CreateEventW(NULL, TRUE, FALSE, NULL));
    HANDLE closed = given_instance(PIPE("closed"));
    must_close(closed);

    ROW("null");
    must_fail(ConnectNamedPipe(NULL, NULL), ERROR_INVALID_HANDLE);
    ROW("closed");
    must_fail(ConnectNamedPipe(closed, NULL), ERROR_INVALID_HANDLE);
    ROW("event");
    must_fail(ConnectNamedPipe(event, NULL), ERROR_INVALID_HANDLE);
}

TEST(connect_named_pipe, without_waiting_reports_that_nobody_is_there)
{
    FACT("E18");
    HANDLE server = given_instance_with(PIPE("impatient"), .nowait = true);

    for (unsigned i = 0; i < 3; i++) {
        must_fail(ConnectNamedPipe(server, NULL), ERROR_PIPE_LISTENING);
    }
    given_client(PIPE("impatient"));
}

TEST(connect_named_pipe, without_waiting_listens_after_a_disconnect_and_says_so)
{
    FACT("E19");
    HANDLE server = given_instance_with(PIPE("impatient-again"), .nowait = true);
    must_close(given_client(PIPE("impatient-again")));
    must_succeed(DisconnectNamedPipe(server));

    must_fail(ConnectNamedPipe(server, NULL), ERROR_PIPE_LISTENING);

    given_client(PIPE("impatient-again"));
}

TEST(connect_named_pipe, without_waiting_reports_whether_the_client_is_still_there)
{
    FACT("E20");
    HANDLE server = given_instance_with(PIPE("impatient-visit"), .nowait = true);

    HANDLE client = given_client(PIPE("impatient-visit"));
    must_fail(ConnectNamedPipe(server, NULL), ERROR_PIPE_CONNECTED);
    must_close(client);
    must_fail(ConnectNamedPipe(server, NULL), ERROR_NO_DATA);
}
