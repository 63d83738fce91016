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

/* --- Inheritance ------------------------------------------------------------------------------ */

static DWORD flags_of(HANDLE handle)
{
    DWORD flags = 0xFFFFFFFF;
    must_succeed(GetHandleInformation(handle, &flags));
    return flags;
}

TEST(handle_information, says_that_a_new_handle_is_not_inherited)
{
    FACT("S10");

    must_equal(flags_of(given_instance(PIPE("handle-flags"))), 0);
}

TEST(handle_information, changes_what_its_mask_names)
{
    FACT("S11");
    HANDLE server = given_instance(PIPE("handle-set-flags"));

    must_succeed(SetHandleInformation(server, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT));
    must_equal(flags_of(server), HANDLE_FLAG_INHERIT);
    must_succeed(SetHandleInformation(server, 0, 0));
    must_equal(flags_of(server), HANDLE_FLAG_INHERIT);
    must_succeed(SetHandleInformation(server, HANDLE_FLAG_INHERIT, 0));
    must_equal(flags_of(server), 0);
}

TEST(handle_information, belongs_to_the_handle_and_not_to_its_object)
{
    FACT("S11", "S12");
    HANDLE server = given_instance(PIPE("handle-flags-copy"));
    HANDLE copy = NULL;

    must_succeed(DuplicateHandle(GetCurrentProcess(), server, GetCurrentProcess(), &copy, 0, TRUE,
                                 DUPLICATE_SAME_ACCESS));
    given_handle(copy);

    must_equal(flags_of(copy), HANDLE_FLAG_INHERIT);
    must_equal(flags_of(server), 0);
}

TEST(handle_information, fails_for_a_handle_that_was_closed)
{
    FACT("S13");
    HANDLE server = given_instance(PIPE("handle-flags-closed"));
    must_close(server);
    DWORD flags = 0;

    must_fail(GetHandleInformation(server, &flags), ERROR_INVALID_HANDLE);
    must_fail(SetHandleInformation(server, HANDLE_FLAG_INHERIT, 0), ERROR_INVALID_HANDLE);
}
