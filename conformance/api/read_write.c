/* ReadFile and WriteFile where nothing is special: who may read and write, and when a read waits.
 */
#include "reads.h"
#include "support.h"

TEST(read_file, fails_at_once_while_the_instance_still_listens)
{
    FACT("F1");
    HANDLE server = given_instance(PIPE("read-listening"));

    must_fail_to_read(server, ERROR_PIPE_LISTENING);
}

TEST(write_file, fails_at_once_while_the_instance_still_listens)
{
    FACT("F1");
    HANDLE server = given_instance(PIPE("write-listening"));

    must_fail_to_write(server, ERROR_PIPE_LISTENING);
}

TEST(read_file, blocks_at_the_server_until_the_client_has_written)
{
    FACT("F2");
    struct pair pair = given_pair(PIPE("read-waits-server"));

    struct call *read = start_read(pair.server, 100);

    must_block(read);
    must_send(pair.client, "hello");
    must_end_well(read);
    must_equal_text(read->bytes, read->count, "hello");
}

TEST(read_file, blocks_at_the_client_until_the_server_has_written)
{
    FACT("F2");
    struct pair pair = given_pair(PIPE("read-waits-client"));

    struct call *read = start_read(pair.client, 100);

    must_block(read);
    must_send(pair.server, "hello");
    must_end_well(read);
    must_equal_text(read->bytes, read->count, "hello");
}

TEST(read_file, needs_the_right_to_read)
{
    FACT("F36");
    const WCHAR *const name = PIPE("read-right");
    HANDLE server = given_instance_with(name, .access = PIPE_ACCESS_OUTBOUND);
    given_client_with(name, .access = GENERIC_READ);
    given_instance(PIPE("read-right-client"));
    HANDLE writer = given_client_with(PIPE("read-right-client"), .access = GENERIC_WRITE);

    must_fail_to_read(server, ERROR_ACCESS_DENIED);
    must_fail_to_read(writer, ERROR_ACCESS_DENIED);
}

TEST(write_file, needs_the_right_to_write)
{
    FACT("F36");
    const WCHAR *const name = PIPE("write-right");
    HANDLE server = given_instance_with(name, .access = PIPE_ACCESS_INBOUND);
    given_client_with(name, .access = GENERIC_WRITE);
    given_instance(PIPE("write-right-client"));
    HANDLE reader = given_client_with(PIPE("write-right-client"), .access = GENERIC_READ);

    must_fail_to_write(server, ERROR_ACCESS_DENIED);
    must_fail_to_write(reader, ERROR_ACCESS_DENIED);
}

TEST(read_file, sets_the_count_to_0_when_the_handle_is_none)
{
    FACT("F50");
    char bytes[4];
    DWORD count = 0xDEAD;

    must_fail(ReadFile(INVALID_HANDLE_VALUE, bytes, sizeof(bytes), &count, NULL),
              ERROR_INVALID_HANDLE);

    must_equal(count, 0);
}

/* No page says which error it is; that the program lives and the pipe still works is what counts.
 */
TEST(read_file, fails_for_a_null_buffer)
{
    FACT("F52");
    struct pair pair = given_pair(PIPE("read-null"));
    must_send(pair.client, "hello");
    DWORD count = 0;

    must_hold(!ReadFile(pair.server, NULL, 100, &count, NULL));
}

TEST(write_file, fails_for_a_null_buffer)
{
    FACT("F52");
    struct pair pair = given_pair(PIPE("write-null"));
    DWORD count = 0;

    must_hold(!WriteFile(pair.server, NULL, 100, &count, NULL));

    must_have_waiting(pair.client, 0);
}
