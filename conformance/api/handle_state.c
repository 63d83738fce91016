/* GetNamedPipeHandleState, SetNamedPipeHandleState and GetNamedPipeInfo: the modes belong to an
 * end, the type and the sizes to the pipe. */
#include "support.h"

static BOOL set_mode(HANDLE handle, DWORD mode)
{
    return SetNamedPipeHandleState(handle, &mode, NULL, NULL);
}

static DWORD mode_of(HANDLE handle)
{
    DWORD mode = 12345;
    must_succeed(GetNamedPipeHandleStateW(handle, &mode, NULL, NULL, NULL, NULL, 0));
    return mode;
}

static DWORD flags_of(HANDLE handle)
{
    DWORD flags = 12345;
    must_succeed(GetNamedPipeInfo(handle, &flags, NULL, NULL, NULL));
    return flags;
}

TEST(set_named_pipe_handle_state, refuses_message_mode_on_a_byte_pipe)
{
    FACT("L1");
    struct pair pair = given_pair_with(PIPE("bytes"), .byte_type = true);

    must_fail(set_mode(pair.server, PIPE_READMODE_MESSAGE), ERROR_INVALID_PARAMETER);
    must_fail(set_mode(pair.client, PIPE_READMODE_MESSAGE), ERROR_INVALID_PARAMETER);

    must_equal(mode_of(pair.server), PIPE_READMODE_BYTE);
}

TEST(set_named_pipe_handle_state, switches_the_read_mode_of_one_end)
{
    FACT("L2");
    struct pair pair = given_pair(PIPE("switch"));

    must_succeed(set_mode(pair.server, PIPE_READMODE_BYTE));
    must_equal(mode_of(pair.server), PIPE_READMODE_BYTE);
    must_equal(mode_of(pair.client), PIPE_READMODE_MESSAGE);

    must_succeed(set_mode(pair.server, PIPE_READMODE_MESSAGE));
    must_succeed(set_mode(pair.client, PIPE_READMODE_BYTE));
    must_equal(mode_of(pair.server), PIPE_READMODE_MESSAGE);
    must_equal(mode_of(pair.client), PIPE_READMODE_BYTE);
}

TEST(set_named_pipe_handle_state, makes_reads_follow_the_read_mode)
{
    FACT("L2");
    struct pair pair = given_pair(PIPE("follow"));
    must_send(pair.client, "one");
    must_send(pair.client, "two");
    must_send(pair.client, "three");

    must_receive(pair.server, "one");
    must_succeed(set_mode(pair.server, PIPE_READMODE_BYTE));
    must_receive(pair.server, "twothree");
}

TEST(set_named_pipe_handle_state, refuses_unknown_bits)
{
    FACT("L3");
    struct pair pair = given_pair(PIPE("bits"));
    static const DWORD bits[] = { 0x4, 0x8, 0x100, 0x80000000 };

    for (unsigned i = 0; i < COUNT_OF(bits); i++) {
        must_fail(set_mode(pair.server, bits[i]), ERROR_INVALID_PARAMETER);
        must_fail(set_mode(pair.client, PIPE_READMODE_MESSAGE | bits[i]), ERROR_INVALID_PARAMETER);
    }
    must_equal(mode_of(pair.server), PIPE_READMODE_MESSAGE);
}

TEST(set_named_pipe_handle_state, changes_nothing_when_given_nothing)
{
    FACT("L4");
    struct pair pair = given_pair(PIPE("nothing"));

    must_succeed(SetNamedPipeHandleState(pair.server, NULL, NULL, NULL));
    must_succeed(SetNamedPipeHandleState(pair.client, NULL, NULL, NULL));

    must_equal(mode_of(pair.server), PIPE_READMODE_MESSAGE);
    must_equal(mode_of(pair.client), PIPE_READMODE_MESSAGE);
}

TEST(set_named_pipe_handle_state, needs_more_than_the_right_to_read)
{
    WINE_DEVIATES("sets the mode through a handle opened for reading");
    FACT("L6");
    given_instance(PIPE("reader"));
    HANDLE client = given_client_with(PIPE("reader"), .access = GENERIC_READ);

    must_fail(set_mode(client, PIPE_READMODE_MESSAGE), ERROR_ACCESS_DENIED);
}

TEST(set_named_pipe_handle_state, works_after_the_server_has_closed)
{
    FACT("L7");
    struct pair pair = given_pair(PIPE("closed-server"));
    must_close(pair.server);

    must_equal(mode_of(pair.client), PIPE_READMODE_MESSAGE);
    must_succeed(set_mode(pair.client, PIPE_READMODE_BYTE));
    must_equal(mode_of(pair.client), PIPE_READMODE_BYTE);
}

TEST(set_named_pipe_handle_state, is_shared_by_duplicates)
{
    FACT("L10");
    struct pair pair = given_pair(PIPE("duplicates"));
    HANDLE copy = given_duplicate(pair.server);

    must_succeed(set_mode(copy, PIPE_READMODE_BYTE | PIPE_NOWAIT));
    must_equal(mode_of(pair.server), PIPE_READMODE_BYTE | PIPE_NOWAIT);

    must_succeed(set_mode(pair.server, PIPE_READMODE_MESSAGE | PIPE_WAIT));
    must_equal(mode_of(copy), PIPE_READMODE_MESSAGE | PIPE_WAIT);
}

TEST(get_named_pipe_handle_state, refuses_collection_settings_of_a_local_pipe)
{
    WINE_DEVIATES("succeeds");
    FACT("L5");
    struct pair pair = given_pair(PIPE("collection"));
    DWORD bytes = 0;
    DWORD timeout_ms = 0;

    must_fail(SetNamedPipeHandleState(pair.client, NULL, &bytes, &timeout_ms),
              ERROR_INVALID_PARAMETER);
    must_fail(GetNamedPipeHandleStateW(pair.client, NULL, NULL, &bytes, &timeout_ms, NULL, 0),
              ERROR_INVALID_PARAMETER);
}

TEST(get_named_pipe_handle_state, counts_the_instances)
{
    FACT("L11");
    DWORD count = 0;
    struct pair pair = given_pair(PIPE("count"));
    must_succeed(GetNamedPipeHandleStateW(pair.client, NULL, &count, NULL, NULL, NULL, 0));
    must_equal(count, 1);

    HANDLE other = given_instance(PIPE("count"));
    given_instance(PIPE("count"));
    must_succeed(GetNamedPipeHandleStateW(pair.server, NULL, &count, NULL, NULL, NULL, 0));
    must_equal(count, 3);

    must_close(other);
    must_succeed(GetNamedPipeHandleStateA(pair.client, NULL, &count, NULL, NULL, NULL, 0));
    must_equal(count, 2);
}

TEST(get_named_pipe_info, tells_the_end_and_the_type_and_no_mode)
{
    FACT("L8");
    struct pair messages = given_pair_with(PIPE("messages"), .nowait = true);
    struct pair bytes = given_pair_with(PIPE("bytes-info"), .byte_type = true);

    must_equal(flags_of(messages.server), PIPE_SERVER_END | PIPE_TYPE_MESSAGE);
    must_equal(flags_of(messages.client), PIPE_CLIENT_END | PIPE_TYPE_MESSAGE);
    must_equal(flags_of(bytes.server), PIPE_SERVER_END | PIPE_TYPE_BYTE);
    must_equal(flags_of(bytes.client), PIPE_CLIENT_END | PIPE_TYPE_BYTE);
}

TEST(get_named_pipe_info, tells_the_sizes_as_the_server_sees_them)
{
    FACT("L9");
    HANDLE ends[2];
    ends[0] = must_open(CreateNamedPipeW(PIPE("view"), PIPE_ACCESS_DUPLEX, PIPE_TYPE_MESSAGE, 3,
                                         100, 200, 0, NULL));
    ends[1] = given_client(PIPE("view"));

    for (unsigned i = 0; i < 2; i++) {
        ROW(i == 0 ? "server" : "client");
        DWORD out_bytes = 0;
        DWORD in_bytes = 0;
        DWORD limit = 0;
        must_succeed(GetNamedPipeInfo(ends[i], NULL, &out_bytes, &in_bytes, &limit));
        must_equal(out_bytes, 100);
        must_equal(in_bytes, 200);
        must_equal(limit, 3);
    }
}

/* Which error it is, is known for Wine alone. */
TEST(get_named_pipe_info, and_its_kin_need_a_pipe)
{
    FACT("L12");
    HANDLE event = must_open(CreateEventW(NULL, TRUE, FALSE, NULL));
    DWORD mode = 0;

    must_hold(!GetNamedPipeInfo(event, &mode, NULL, NULL, NULL));
    must_hold(!GetNamedPipeHandleStateW(event, &mode, NULL, NULL, NULL, NULL, 0));
    must_hold(!set_mode(event, PIPE_READMODE_BYTE));
}
