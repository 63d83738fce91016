/* Handles as such: the standard ones, what kind of thing one stands for, and duplicates. */
#include "reads.h"
#include "support.h"

static BOOL duplicate(HANDLE handle, DWORD access, DWORD options, HANDLE *copy)
{
    return DuplicateHandle(GetCurrentProcess(), handle, GetCurrentProcess(), copy, access, FALSE,
                           options);
}

TEST(get_std_handle, gives_a_handle_that_can_be_written_to)
{
    FACT("S1");
    static const char line[] = "# a line for the standard error\n";
    HANDLE error = GetStdHandle(STD_ERROR_HANDLE);
    must_hold(error != NULL && error != INVALID_HANDLE_VALUE);
    DWORD count = 0;

    must_succeed(WriteFile(error, line, sizeof(line) - 1, &count, NULL));

    must_equal(count, sizeof(line) - 1);
}

TEST(get_std_handle, refuses_an_unknown_device)
{
    FACT("S2");

    HANDLE handle = GetStdHandle(12345);

    must_hold(handle == INVALID_HANDLE_VALUE);
}

TEST(get_file_type, is_a_pipe_at_both_ends)
{
    FACT("A13");
    struct pair pair = given_pair(PIPE("handle-type"));

    must_equal(GetFileType(pair.server), FILE_TYPE_PIPE);
    must_equal(GetFileType(pair.client), FILE_TYPE_PIPE);
}

TEST(get_file_type, is_unknown_for_a_handle_that_was_closed)
{
    FACT("S3");
    HANDLE server = given_instance(PIPE("handle-type-closed"));
    must_close(server);

    must_arm();
    must_equal(GetFileType(server), FILE_TYPE_UNKNOWN);

    must_have_error(ERROR_INVALID_HANDLE);
}

TEST(duplicate_handle, makes_another_handle_to_the_same_end)
{
    FACT("S4");
    struct pair pair = given_pair(PIPE("handle-duplicate"));
    HANDLE copy = NULL;

    must_succeed(duplicate(pair.server, 0, DUPLICATE_SAME_ACCESS, &copy));
    given_handle(copy);

    must_hold(copy != pair.server);
    must_send(copy, "from the copy");
    must_receive(pair.client, "from the copy");
    must_send(pair.client, "for either");
    must_receive(pair.server, "for either");
    must_have_waiting(copy, 0);
}

TEST(duplicate_handle, can_close_its_source)
{
    FACT("S5");
    struct pair pair = given_pair(PIPE("handle-move"));
    HANDLE copy = NULL;

    must_succeed(duplicate(pair.server, 0, DUPLICATE_SAME_ACCESS | DUPLICATE_CLOSE_SOURCE, &copy));
    given_forget(pair.server);
    given_handle(copy);

    if (copy != pair.server) must_fail_to_write(pair.server, ERROR_INVALID_HANDLE);
    must_send(copy, "hello");
    must_receive(pair.client, "hello");
}

TEST(duplicate_handle, fails_for_a_handle_that_was_closed)
{
    FACT("S6");
    HANDLE server = given_instance(PIPE("handle-duplicate-closed"));
    must_close(server);
    HANDLE copy = NULL;

    must_fail(duplicate(server, 0, DUPLICATE_SAME_ACCESS, &copy), ERROR_INVALID_HANDLE);
}

TEST(duplicate_handle, can_give_fewer_rights)
{
    FACT("S7");
    struct pair pair = given_pair(PIPE("handle-rights"));
    HANDLE reader = NULL;

    must_succeed(duplicate(pair.server, GENERIC_READ, 0, &reader));
    given_handle(reader);

    must_fail_to_write(reader, ERROR_ACCESS_DENIED);
    must_send(pair.client, "hello");
    must_receive(reader, "hello");
    must_send(pair.server, "still allowed");
}

TEST(close_handle, fails_for_a_null_handle)
{
    FACT("S9");

    must_fail(CloseHandle(NULL), ERROR_INVALID_HANDLE);
}
