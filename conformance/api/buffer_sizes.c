/* The two buffer sizes of CreateNamedPipe. The documentation calls them advisory; in fact they are
 * the quotas, to the byte, that decide when a write has to wait. */
#include "support.h"

static HANDLE create_sized(const WCHAR *name, DWORD out_bytes, DWORD in_bytes)
{
    return CreateNamedPipeW(name, PIPE_ACCESS_DUPLEX, PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE, 1,
                            out_bytes, in_bytes, 0, NULL);
}

static void must_have_sizes(HANDLE handle, DWORD out_bytes, DWORD in_bytes)
{
    DWORD seen_out = 12345;
    DWORD seen_in = 12345;
    must_succeed(GetNamedPipeInfo(handle, NULL, &seen_out, &seen_in, NULL));
    must_equal(seen_out, out_bytes);
    must_equal(seen_in, in_bytes);
}

/* A write that fits returns in this thread; if it were to block, the watchdog would end the
 * test. */
static void must_write_at_once(HANDLE handle, DWORD size)
{
    static const char bytes[1000];
    DWORD count = 0;
    must_succeed(WriteFile(handle, bytes, size, &count, NULL));
    must_equal(count, size);
}

static void drain(HANDLE handle, DWORD size)
{
    char bytes[1000];
    DWORD count = 0;
    must_succeed(ReadFile(handle, bytes, sizeof(bytes), &count, NULL));
    must_equal(count, size);
}

TEST(buffer_sizes, may_be_0_and_then_a_write_waits_for_its_reader)
{
    FACT("B7");
    HANDLE server = must_open(create_sized(PIPE("no-room"), 0, 0));
    HANDLE client = given_client(PIPE("no-room"));

    struct call *write = start_send(client, "x");
    must_block(write);
    must_receive(server, "x");

    must_end_well(write);
    must_equal(write->count, 1);
}

TEST(buffer_sizes, are_reported_as_they_were_asked_for)
{
    FACT("B8");
    static const struct {
        const char *row;
        DWORD out_bytes;
        DWORD in_bytes;
    } rows[] = {
        { "one byte", 1, 1 },      { "1024", 1024, 1024 }, { "5000 and 6000", 5000, 6000 },
        { "0xF000", 0xF000, 100 }, { "zero", 0, 0 },
    };

    for (unsigned i = 0; i < COUNT_OF(rows); i++) {
        ROW(rows[i].row);
        HANDLE server = must_open(create_sized(PIPE("sizes"), rows[i].out_bytes, rows[i].in_bytes));
        must_have_sizes(server, rows[i].out_bytes, rows[i].in_bytes);
        must_close(server);
    }
}

TEST(buffer_sizes, are_where_writes_begin_to_block)
{
    FACT("B8");
    HANDLE server = must_open(create_sized(PIPE("threshold"), 100, 100));
    HANDLE client = given_client_with(PIPE("threshold"), .message_read = true);

    must_write_at_once(server, 100);
    struct call *write = start_send(server, "x");
    must_block(write);

    drain(client, 100);
    must_end_well(write);
}

TEST(buffer_sizes, throttle_one_direction_each)
{
    FACT("B9");
    HANDLE server = must_open(create_sized(PIPE("directions"), 100, 300));
    HANDLE client = given_client_with(PIPE("directions"), .message_read = true);

    // One direction after the other: an end that waits to write cannot be read from (O1).
    must_write_at_once(client, 300);
    struct call *from_client = start_send(client, "x");
    must_block(from_client);
    drain(server, 300);
    must_end_well(from_client);

    must_write_at_once(server, 100);
    struct call *from_server = start_send(server, "x");
    must_block(from_server);
    drain(client, 100);
    must_end_well(from_server);
}
