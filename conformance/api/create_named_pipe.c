/* CreateNamedPipe: which parameters it takes, and what the first instance fixes for the others.
 *
 * Less is fixed than the documentation says: type, limit and time-out of a further instance may
 * differ and are ignored; only the direction has to match. */
#include "support.h"

struct parameters {
    const char *row;
    DWORD open_mode;
    DWORD pipe_mode;
    DWORD instances;
};

static HANDLE create_with(const WCHAR *name, const struct parameters *wanted)
{
    return CreateNamedPipeW(name, wanted->open_mode, wanted->pipe_mode, wanted->instances, 100, 100,
                            0, NULL);
}

static void must_refuse_parameters(const struct parameters *rows, size_t count)
{
    for (const struct parameters *row = rows; row < rows + count; row++) {
        ROW(row->row);
        must_fail(create_with(PIPE("refused"), row), ERROR_INVALID_PARAMETER);
    }
}

static void must_have_type(HANDLE handle, DWORD type)
{
    DWORD flags = 0;
    must_succeed(GetNamedPipeInfo(handle, &flags, NULL, NULL, NULL));
    must_equal(flags & PIPE_TYPE_MESSAGE, type);
}

TEST(create_named_pipe, refuses_a_limit_of_0_instances)
{
    WINE_DEVIATES("accepts 0");
    FACT("B1");
    static const struct parameters rows[] = {
        { "0", PIPE_ACCESS_DUPLEX, PIPE_TYPE_MESSAGE, 0 },
    };

    must_refuse_parameters(rows, COUNT_OF(rows));
}

TEST(create_named_pipe, refuses_a_limit_above_255_instances)
{
    WINE_DEVIATES("accepts any number");
    FACT("B2");
    static const struct parameters rows[] = {
        { "256", PIPE_ACCESS_DUPLEX, PIPE_TYPE_MESSAGE, 256 },
        { "1000", PIPE_ACCESS_DUPLEX, PIPE_TYPE_MESSAGE, 1000 },
    };

    must_refuse_parameters(rows, COUNT_OF(rows));
}

TEST(create_named_pipe, creates_more_than_255_instances_where_255_is_the_limit)
{
    FACT("B3");

    for (unsigned i = 0; i < 260; i++)
        given_instance_with(PIPE("many"), .instances = 255);
}

TEST(create_named_pipe, reports_a_limit_of_255_as_255)
{
    WINE_DEVIATES("reports 4294967295");
    FACT("B3");
    HANDLE server = given_instance_with(PIPE("limit"), .instances = 255);
    DWORD limit = 0;

    must_succeed(GetNamedPipeInfo(server, NULL, NULL, NULL, &limit));

    must_equal(limit, 255);
}

TEST(create_named_pipe, refuses_message_read_mode_on_a_byte_pipe)
{
    FACT("B4");
    static const struct parameters rows[] = {
        { "waiting", PIPE_ACCESS_DUPLEX, PIPE_TYPE_BYTE | PIPE_READMODE_MESSAGE, 1 },
        { "not", PIPE_ACCESS_DUPLEX, PIPE_TYPE_BYTE | PIPE_READMODE_MESSAGE | PIPE_NOWAIT, 1 },
    };

    must_refuse_parameters(rows, COUNT_OF(rows));
}

TEST(create_named_pipe, refuses_an_open_mode_without_a_direction)
{
    FACT("B5");
    static const struct parameters rows[] = {
        { "nothing", 0, PIPE_TYPE_MESSAGE, 1 },
        { "write-through alone", FILE_FLAG_WRITE_THROUGH, PIPE_TYPE_MESSAGE, 1 },
    };

    must_refuse_parameters(rows, COUNT_OF(rows));
}

TEST(create_named_pipe, refuses_unknown_bits_in_the_open_mode)
{
    WINE_DEVIATES("ignores unknown bits");
    FACT("B6");
    static const struct parameters rows[] = {
        { "0x10", PIPE_ACCESS_DUPLEX | 0x10, PIPE_TYPE_MESSAGE, 1 },
    };

    must_refuse_parameters(rows, COUNT_OF(rows));
}

TEST(create_named_pipe, refuses_unknown_bits_in_the_pipe_mode)
{
    WINE_DEVIATES("ignores unknown bits");
    FACT("B6");
    static const struct parameters rows[] = {
        { "0x100", PIPE_ACCESS_DUPLEX, PIPE_TYPE_MESSAGE | 0x100, 1 },
    };

    must_refuse_parameters(rows, COUNT_OF(rows));
}

TEST(create_named_pipe, leaves_the_instance_listening)
{
    FACT("B11");
    HANDLE server = given_instance(PIPE("at-once"));

    HANDLE client = given_client(PIPE("at-once"));

    must_send(client, "hello");
    must_receive(server, "hello");
}

TEST(create_named_pipe, gives_a_signalled_handle)
{
    FACT("B12");

    HANDLE server = given_instance(PIPE("signalled"));

    must_wait(server, 0, WAIT_OBJECT_0);
}

TEST(create_named_pipe, accepts_the_refusal_of_remote_clients)
{
    FACT("B26");
    DWORD mode = PIPE_TYPE_MESSAGE | PIPE_REJECT_REMOTE_CLIENTS;
    must_open(CreateNamedPipeW(PIPE("local"), PIPE_ACCESS_DUPLEX, mode, 1, 100, 100, 0, NULL));

    given_client(PIPE("local"));
}

TEST(create_named_pipe, refuses_one_instance_more_than_the_limit)
{
    FACT("B16");
    static const struct parameters one = { "1", PIPE_ACCESS_DUPLEX, PIPE_TYPE_MESSAGE, 1 };
    static const struct parameters three = { "3", PIPE_ACCESS_DUPLEX, PIPE_TYPE_MESSAGE, 3 };
    must_open(create_with(PIPE("one"), &one));
    for (unsigned i = 0; i < 3; i++)
        must_open(create_with(PIPE("three"), &three));

    must_fail(create_with(PIPE("one"), &one), ERROR_PIPE_BUSY);
    must_fail(create_with(PIPE("three"), &three), ERROR_PIPE_BUSY);
}

TEST(create_named_pipe, cannot_raise_the_limit_of_the_first_instance)
{
    FACT("B17");
    static const struct parameters more = { "4", PIPE_ACCESS_DUPLEX, PIPE_TYPE_MESSAGE, 4 };
    given_instance_with(PIPE("limit"), .instances = 1);

    must_fail(create_with(PIPE("limit"), &more), ERROR_PIPE_BUSY);
}

TEST(create_named_pipe, ignores_another_limit_and_other_sizes_in_a_further_instance)
{
    FACT("B18");
    given_instance_with(PIPE("differs"), .instances = 4, .timeout_ms = 100);

    given_instance_with(PIPE("differs"), .instances = 3, .quota_bytes = 17, .timeout_ms = 200);
    given_instance_with(PIPE("differs"), .instances = 1);
    given_instance_with(PIPE("differs"), .instances = 1);
}

TEST(create_named_pipe, lets_the_first_type_win)
{
    FACT("B19");
    given_instance_with(PIPE("bytes-first"), .byte_type = true);
    given_instance(PIPE("messages-first"));

    HANDLE bytes = given_instance_with(PIPE("bytes-first"), .byte_read = true);
    HANDLE messages = given_instance_with(PIPE("messages-first"), .byte_type = true);

    must_have_type(bytes, PIPE_TYPE_BYTE);
    must_have_type(messages, PIPE_TYPE_MESSAGE);
}

TEST(create_named_pipe, refuses_another_direction_in_a_further_instance)
{
    FACT("B20");
    static const DWORD directions[] = { PIPE_ACCESS_INBOUND, PIPE_ACCESS_OUTBOUND,
                                        PIPE_ACCESS_DUPLEX };
    for (unsigned first = 0; first < COUNT_OF(directions); first++) {
        HANDLE server = given_instance_with(PIPE("direction"), .access = directions[first]);
        for (unsigned second = 0; second < COUNT_OF(directions); second++) {
            struct parameters other = { "", directions[second], PIPE_TYPE_MESSAGE, 255 };
            if (second == first) continue;
            must_fail(create_with(PIPE("direction"), &other), ERROR_ACCESS_DENIED);
        }
        must_close(server);
    }
}

TEST(create_named_pipe, looks_at_the_limit_before_the_direction)
{
    FACT("B21");
    static const struct parameters inbound = { "", PIPE_ACCESS_INBOUND, PIPE_TYPE_MESSAGE, 1 };
    given_instance_with(PIPE("both-wrong"), .instances = 1);

    must_fail(create_with(PIPE("both-wrong"), &inbound), ERROR_PIPE_BUSY);
}

static const struct parameters want_first = { "first",
                                              PIPE_ACCESS_DUPLEX | FILE_FLAG_FIRST_PIPE_INSTANCE,
                                              PIPE_TYPE_MESSAGE, 255 };

TEST(create_named_pipe, refuses_to_be_first_where_the_name_exists)
{
    WINE_DEVIATES("ignores FILE_FLAG_FIRST_PIPE_INSTANCE");
    FACT("B22");
    given_instance(PIPE("first"));

    must_fail(create_with(PIPE("first"), &want_first), ERROR_ACCESS_DENIED);
}

TEST(create_named_pipe, looks_at_the_limit_before_the_wish_to_be_first)
{
    FACT("B23");
    given_instance_with(PIPE("first-but-full"), .instances = 1);

    must_fail(create_with(PIPE("first-but-full"), &want_first), ERROR_PIPE_BUSY);
}

TEST(create_named_pipe, lets_others_follow_who_do_not_wish_to_be_first)
{
    FACT("B24");
    must_open(create_with(PIPE("followed"), &want_first));

    given_instance(PIPE("followed"));
}

TEST(create_named_pipe, can_be_first_again_when_the_last_instance_is_closed)
{
    FACT("B22");
    must_close(must_open(create_with(PIPE("first-again"), &want_first)));

    must_open(create_with(PIPE("first-again"), &want_first));
}

TEST(create_named_pipe, starts_afresh_when_the_last_server_handle_is_closed)
{
    FACT("B25");
    struct pair pair = given_pair_with(PIPE("afresh"), .instances = 1);
    must_close(pair.server);

    HANDLE server = given_instance_with(PIPE("afresh"), .byte_type = true, .instances = 2,
                                        .access = PIPE_ACCESS_INBOUND);

    must_have_type(server, PIPE_TYPE_BYTE);
    must_have_type(pair.client, PIPE_TYPE_MESSAGE);
}

TEST(create_named_pipe, gives_each_instance_its_own_modes)
{
    FACT("B27");
    HANDLE plain = given_instance(PIPE("modes"));
    HANDLE other = given_instance_with(PIPE("modes"), .byte_read = true, .nowait = true);
    DWORD plain_mode = 0;
    DWORD other_mode = 0;

    must_succeed(GetNamedPipeHandleStateW(plain, &plain_mode, NULL, NULL, NULL, NULL, 0));
    must_succeed(GetNamedPipeHandleStateW(other, &other_mode, NULL, NULL, NULL, NULL, 0));

    must_equal(plain_mode, PIPE_READMODE_MESSAGE | PIPE_WAIT);
    must_equal(other_mode, PIPE_READMODE_BYTE | PIPE_NOWAIT);
}
