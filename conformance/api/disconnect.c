/* DisconnectNamedPipe takes the instance away from its client, and with it everything that either
 * of them had not read yet. The client keeps a handle with which it can do nothing but close it. */
#include "reads.h"
#include "support.h"

TEST(disconnect_named_pipe, discards_what_is_unread_in_both_directions)
{
    FACT("H1");
    const WCHAR *const name = PIPE("disconnect-discards");
    struct pair pair = given_pair(name);
    must_send(pair.server, "for the client");
    must_send(pair.client, "for the server");

    must_succeed(DisconnectNamedPipe(pair.server));

    must_fail_to_read(pair.client, ERROR_PIPE_NOT_CONNECTED);
    must_fail_to_read(pair.server, ERROR_PIPE_NOT_CONNECTED);
    struct call *connect = start_connect(pair.server);
    must_block(connect);
    HANDLE next = given_client(name);
    must_end_well(connect);
    must_have_waiting(next, 0);
    must_have_waiting(pair.server, 0);
}

TEST(disconnect_named_pipe, loses_a_reply_that_was_not_flushed)
{
    FACT("H2");
    struct pair pair = given_pair(PIPE("disconnect-reply"));
    must_send(pair.client, "request");
    must_receive(pair.server, "request");
    must_send(pair.server, "reply");

    must_succeed(DisconnectNamedPipe(pair.server));

    must_fail_to_read(pair.client, ERROR_PIPE_NOT_CONNECTED);
}

TEST(disconnect_named_pipe, succeeds_when_the_client_has_already_closed)
{
    FACT("H3");
    struct pair pair = given_pair(PIPE("disconnect-closed"));
    must_close(pair.client);

    must_succeed(DisconnectNamedPipe(pair.server));
}

TEST(disconnect_named_pipe, fails_the_second_time)
{
    FACT("H4");
    struct pair pair = given_pair(PIPE("disconnect-twice"));
    must_succeed(DisconnectNamedPipe(pair.server));

    must_fail(DisconnectNamedPipe(pair.server), ERROR_PIPE_NOT_CONNECTED);
}

TEST(disconnect_named_pipe, closes_a_listening_instance_to_clients)
{
    WINE_DEVIATES("fails with ERROR_PIPE_LISTENING, and the instance listens on");
    FACT("H5");
    const WCHAR *const name = PIPE("disconnect-listening");
    HANDLE server = given_instance(name);

    must_succeed(DisconnectNamedPipe(server));

    must_fail(CreateFileW(name, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL),
              ERROR_PIPE_BUSY);
}

TEST(disconnect_named_pipe, is_not_for_clients)
{
    WINE_DEVIATES("fails with ERROR_NOT_SUPPORTED");
    FACT("H6");
    struct pair pair = given_pair(PIPE("disconnect-client"));

    must_fail(DisconnectNamedPipe(pair.client), ERROR_INVALID_FUNCTION);
}

TEST(disconnect_named_pipe, leaves_the_client_a_handle_that_fails_in_every_call)
{
    FACT("H7");
    struct pair pair = given_pair(PIPE("disconnect-stale"));
    must_succeed(DisconnectNamedPipe(pair.server));
    DWORD value = PIPE_READMODE_BYTE | PIPE_WAIT;
    char reply[16];

    must_fail_to_read(pair.client, ERROR_PIPE_NOT_CONNECTED);
    must_fail_to_write(pair.client, ERROR_PIPE_NOT_CONNECTED);
    must_fail(PeekNamedPipe(pair.client, NULL, 0, NULL, NULL, NULL), ERROR_PIPE_NOT_CONNECTED);
    must_fail(FlushFileBuffers(pair.client), ERROR_PIPE_NOT_CONNECTED);
    must_fail(TransactNamedPipe(pair.client, "ask", 3, reply, sizeof(reply), &value, NULL),
              ERROR_PIPE_NOT_CONNECTED);
    must_fail(GetNamedPipeInfo(pair.client, &value, NULL, NULL, NULL), ERROR_PIPE_NOT_CONNECTED);
    must_fail(GetNamedPipeHandleStateW(pair.client, &value, NULL, NULL, NULL, NULL, 0),
              ERROR_PIPE_NOT_CONNECTED);
    value = PIPE_READMODE_BYTE | PIPE_WAIT;
    must_fail(SetNamedPipeHandleState(pair.client, &value, NULL, NULL), ERROR_PIPE_NOT_CONNECTED);
    must_close(pair.client);
}

TEST(disconnect_named_pipe, leaves_the_server_able_to_ask_for_its_state)
{
    FACT("H8");
    struct pair pair = given_pair(PIPE("disconnect-state"));
    must_succeed(DisconnectNamedPipe(pair.server));
    DWORD value = 0;

    must_succeed(GetNamedPipeInfo(pair.server, &value, NULL, NULL, NULL));
    must_equal(value, PIPE_SERVER_END | PIPE_TYPE_MESSAGE);
    must_succeed(GetNamedPipeHandleStateW(pair.server, &value, NULL, NULL, NULL, NULL, 0));
    must_equal(value, PIPE_READMODE_MESSAGE | PIPE_WAIT);
}

TEST(disconnect_named_pipe, lets_a_new_client_in_while_the_old_one_still_holds_its_handle)
{
    FACT("H9");
    const WCHAR *const name = PIPE("disconnect-next");
    struct pair pair = given_pair(name);
    must_succeed(DisconnectNamedPipe(pair.server));
    struct call *connect = start_connect(pair.server);
    must_block(connect);

    HANDLE next = given_client(name);
    must_end_well(connect);
    must_close(pair.client);

    must_send(next, "hello");
    must_receive(pair.server, "hello");
    must_send(pair.server, "and back");
    must_receive(next, "and back");
}

TEST(disconnect_named_pipe, unsignals_the_client_and_not_the_server)
{
    FACT("H10");
    struct pair pair = given_pair(PIPE("disconnect-signals"));

    must_succeed(DisconnectNamedPipe(pair.server));

    must_wait(pair.client, 0, WAIT_TIMEOUT);
    must_wait(pair.server, 0, WAIT_OBJECT_0);
}

TEST(disconnect_named_pipe, keeps_the_modes_of_the_server_for_the_next_connection)
{
    FACT("H11");
    const WCHAR *const name = PIPE("disconnect-modes");
    struct pair pair = given_pair_with(name, .byte_read = true);
    DWORD mode = PIPE_READMODE_MESSAGE | PIPE_NOWAIT;
    must_succeed(SetNamedPipeHandleState(pair.server, &mode, NULL, NULL));
    mode = PIPE_READMODE_MESSAGE | PIPE_WAIT;
    must_succeed(SetNamedPipeHandleState(pair.client, &mode, NULL, NULL));

    must_succeed(DisconnectNamedPipe(pair.server));
    must_fail(ConnectNamedPipe(pair.server, NULL), ERROR_PIPE_LISTENING);
    HANDLE next = given_client(name);

    must_succeed(GetNamedPipeHandleStateW(pair.server, &mode, NULL, NULL, NULL, NULL, 0));
    must_equal(mode, PIPE_READMODE_MESSAGE | PIPE_NOWAIT);
    must_succeed(GetNamedPipeHandleStateW(next, &mode, NULL, NULL, NULL, NULL, 0));
    must_equal(mode, PIPE_READMODE_BYTE | PIPE_WAIT);
}
