/* CreateFile on a pipe's name: who gets an instance, which one, and why others are turned away. */
#include "support.h"

static HANDLE open_pipe(const WCHAR *name, DWORD access)
{
    return CreateFileW(name, access, 0, NULL, OPEN_EXISTING, 0, NULL);
}

static const DWORD both_ways = GENERIC_READ | GENERIC_WRITE;

TEST(create_file, never_creates_a_pipe)
{
    FACT("C1");
    static const struct {
        const char *row;
        DWORD disposition;
    } rows[] = {
        { "OPEN_EXISTING", OPEN_EXISTING }, { "OPEN_ALWAYS", OPEN_ALWAYS },
        { "CREATE_NEW", CREATE_NEW },       { "CREATE_ALWAYS", CREATE_ALWAYS },
        { "TRUNCATE", TRUNCATE_EXISTING },
    };

    for (unsigned i = 0; i < COUNT_OF(rows); i++) {
        ROW(rows[i].row);
        must_fail(CreateFileW(PIPE("nobody"), both_ways, 0, NULL, rows[i].disposition, 0, NULL),
                  ERROR_FILE_NOT_FOUND);
    }
}

TEST(create_file, completes_a_waiting_connect)
{
    FACT("C2");
    HANDLE server = given_instance(PIPE("waiting"));
    struct call *connect = start_connect(server);
    must_block(connect);

    HANDLE client = given_client(PIPE("waiting"));

    must_end_well(connect);
    must_send(client, "hello");
    must_receive(server, "hello");
}

TEST(create_file, fails_at_once_when_every_instance_is_taken)
{
    FACT("C3");
    given_pair(PIPE("taken"));
    given_pair(PIPE("taken"));

    must_fail(open_pipe(PIPE("taken"), both_ways), ERROR_PIPE_BUSY);
}

TEST(create_file, fails_while_a_gone_client_is_not_disconnected)
{
    FACT("C4");
    struct pair pair = given_pair(PIPE("gone"));
    must_close(pair.client);

    must_fail(open_pipe(PIPE("gone"), both_ways), ERROR_PIPE_BUSY);
}

TEST(create_file, fails_between_disconnect_and_the_next_connect)
{
    FACT("C5");
    struct pair pair = given_pair(PIPE("between"));
    must_close(pair.client);
    must_succeed(DisconnectNamedPipe(pair.server));
    must_fail(open_pipe(PIPE("between"), both_ways), ERROR_PIPE_BUSY);

    struct call *connect = start_connect(pair.server);
    must_block(connect);
    must_open(open_pipe(PIPE("between"), both_ways));

    must_end_well(connect);
}

TEST(create_file, finds_no_name_once_the_last_server_handle_is_closed)
{
    FACT("C6");
    struct pair pair = given_pair(PIPE("nameless"));
    must_close(pair.server);

    must_fail(open_pipe(PIPE("nameless"), both_ways), ERROR_FILE_NOT_FOUND);
}

TEST(create_file, finds_the_name_while_a_duplicate_of_a_server_handle_is_open)
{
    FACT("C7");
    struct pair pair = given_pair(PIPE("duplicate"));
    HANDLE copy = given_duplicate(pair.server);

    must_close(pair.server);
    must_fail(open_pipe(PIPE("duplicate"), both_ways), ERROR_PIPE_BUSY);
    must_close(copy);
    must_fail(open_pipe(PIPE("duplicate"), both_ways), ERROR_FILE_NOT_FOUND);
}

TEST(create_file, may_only_write_to_an_inbound_pipe)
{
    FACT("C8");
    HANDLE server = given_instance_with(PIPE("inbound"), .access = PIPE_ACCESS_INBOUND);

    must_fail(open_pipe(PIPE("inbound"), GENERIC_READ), ERROR_ACCESS_DENIED);
    must_fail(open_pipe(PIPE("inbound"), both_ways), ERROR_ACCESS_DENIED);

    HANDLE client = must_open(open_pipe(PIPE("inbound"), GENERIC_WRITE));
    must_send(client, "hello");
    must_receive(server, "hello");
}

TEST(create_file, may_only_read_from_an_outbound_pipe)
{
    FACT("C9");
    HANDLE server = given_instance_with(PIPE("outbound"), .access = PIPE_ACCESS_OUTBOUND);

    must_fail(open_pipe(PIPE("outbound"), GENERIC_WRITE), ERROR_ACCESS_DENIED);
    must_fail(open_pipe(PIPE("outbound"), both_ways), ERROR_ACCESS_DENIED);

    HANDLE client = must_open(open_pipe(PIPE("outbound"), GENERIC_READ));
    must_send(server, "hello");
    must_receive(client, "hello");
}

TEST(create_file, looks_at_the_direction_before_a_free_instance)
{
    WINE_DEVIATES("fails with ERROR_PIPE_BUSY: looks for a free instance first");
    FACT("C10");
    given_pair_with(PIPE("busy-inbound"), .access = PIPE_ACCESS_INBOUND);

    must_fail(open_pipe(PIPE("busy-inbound"), both_ways), ERROR_ACCESS_DENIED);
    must_fail(open_pipe(PIPE("busy-inbound"), GENERIC_WRITE), ERROR_PIPE_BUSY);
}

TEST(create_file, takes_an_instance_even_without_any_access)
{
    FACT("C11");
    HANDLE server = given_instance(PIPE("no-access"));

    must_open(open_pipe(PIPE("no-access"), 0));

    must_fail(open_pipe(PIPE("no-access"), both_ways), ERROR_PIPE_BUSY);
    must_fail(ConnectNamedPipe(server, NULL), ERROR_PIPE_CONNECTED);
}

TEST(create_file, costs_the_server_a_client_even_when_it_only_probes)
{
    FACT("C12");
    HANDLE server = given_instance(PIPE("probe"));

    must_close(must_open(open_pipe(PIPE("probe"), 0)));

    must_fail(ConnectNamedPipe(server, NULL), ERROR_NO_DATA);
}

TEST(create_file, shares_no_instance_whatever_the_share_mode)
{
    FACT("C13");
    DWORD share = FILE_SHARE_READ | FILE_SHARE_WRITE;
    given_instance(PIPE("shared"));
    must_open(CreateFileW(PIPE("shared"), both_ways, share, NULL, OPEN_EXISTING, 0, NULL));

    must_fail(CreateFileW(PIPE("shared"), both_ways, share, NULL, OPEN_EXISTING, 0, NULL),
              ERROR_PIPE_BUSY);
}

TEST(create_file, gives_a_handle_that_reads_bytes_and_blocks)
{
    FACT("C14");
    given_instance(PIPE("messages"));
    given_instance_with(PIPE("impatient"), .nowait = true);
    static const WCHAR *const names[] = { PIPE("messages"), PIPE("impatient") };

    for (unsigned i = 0; i < COUNT_OF(names); i++) {
        DWORD mode = 12345;
        HANDLE client = given_client(names[i]);
        must_succeed(GetNamedPipeHandleStateW(client, &mode, NULL, NULL, NULL, NULL, 0));
        must_equal(mode, PIPE_READMODE_BYTE | PIPE_WAIT);
    }
}

TEST(create_file, lets_a_writer_ask_for_the_state)
{
    FACT("C15");
    given_instance(PIPE("writer"));
    HANDLE client = given_client_with(PIPE("writer"), .access = GENERIC_WRITE);
    DWORD mode = 12345;

    must_succeed(GetNamedPipeHandleStateW(client, &mode, NULL, NULL, NULL, NULL, 0));

    must_equal(mode, PIPE_READMODE_BYTE | PIPE_WAIT);
}

/* Show that [client] is the client of [server]: on another instance the read would fail. */
static void must_be_joined(HANDLE client, HANDLE server)
{
    must_send(client, "hello");
    must_receive(server, "hello");
}

TEST(create_file, takes_instances_in_the_order_of_their_creation)
{
    FACT("C16");
    HANDLE servers[3];
    for (unsigned i = 0; i < 3; i++)
        servers[i] = given_instance(PIPE("order"));

    for (unsigned i = 0; i < 3; i++)
        must_be_joined(given_client(PIPE("order")), servers[i]);
}

TEST(create_file, gives_no_priority_to_a_waiting_connect)
{
    FACT("C16");
    HANDLE first = given_instance(PIPE("priority"));
    HANDLE second = given_instance(PIPE("priority"));
    struct call *connect = start_connect(second);
    must_block(connect);

    must_be_joined(given_client(PIPE("priority")), first);
    must_block(connect);
    HANDLE client = given_client(PIPE("priority"));

    must_end_well(connect);
    must_be_joined(client, second);
}

/* Disconnect [pair] and let it listen again. Returns: the connect that now waits. */
static struct call *listen_again(struct pair pair)
{
    must_succeed(DisconnectNamedPipe(pair.server));
    struct call *connect = start_connect(pair.server);
    must_block(connect);
    return connect;
}

TEST(create_file, takes_instances_in_the_order_in_which_they_listen_again)
{
    FACT("C16", "C17");
    struct pair first = given_pair(PIPE("again"));
    struct pair second = given_pair(PIPE("again"));
    HANDLE fresh = given_instance(PIPE("again"));

    struct call *second_connect = listen_again(second);
    struct call *first_connect = listen_again(first);

    must_be_joined(given_client(PIPE("again")), fresh);
    HANDLE client = given_client(PIPE("again"));
    must_end_well(second_connect);
    must_be_joined(client, second.server);
    client = given_client(PIPE("again"));
    must_end_well(first_connect);
    must_be_joined(client, first.server);
}

TEST(create_file, counts_the_place_in_the_queue_from_the_connect)
{
    FACT("C17");
    struct pair first = given_pair(PIPE("tail"));
    struct pair second = given_pair(PIPE("tail"));
    must_succeed(DisconnectNamedPipe(first.server));    // earlier, but that does not count

    struct call *second_connect = listen_again(second);
    struct call *first_connect = start_connect(first.server);
    must_block(first_connect);

    HANDLE client = given_client(PIPE("tail"));
    must_end_well(second_connect);
    must_be_joined(client, second.server);
    client = given_client(PIPE("tail"));
    must_end_well(first_connect);
    must_be_joined(client, first.server);
}

TEST(create_file, lets_exactly_one_of_many_racing_clients_in)
{
    FACT("C18");
    struct call *opens[8];
    unsigned winners = 0;
    given_instance(PIPE("race"));

    for (unsigned i = 0; i < COUNT_OF(opens); i++)
        opens[i] = start_open(PIPE("race"), both_ways);

    for (unsigned i = 0; i < COUNT_OF(opens); i++) {
        must_end(opens[i]);
        if (opens[i]->result)
            winners++;
        else
            must_equal(opens[i]->error, ERROR_PIPE_BUSY);
    }
    must_equal(winners, 1);
}

TEST(create_file, may_come_too_late_after_a_wait_that_succeeded)
{
    FACT("C19");
    HANDLE server = given_instance(PIPE("late"));
    must_succeed(WaitNamedPipeW(PIPE("late"), 1000));
    given_client(PIPE("late"));
    must_fail(open_pipe(PIPE("late"), both_ways), ERROR_PIPE_BUSY);

    must_close(server);

    must_fail(open_pipe(PIPE("late"), both_ways), ERROR_FILE_NOT_FOUND);
}
