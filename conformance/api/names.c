/* Pipe names: what counts as one, and which spellings mean the same pipe. */
#include "support.h"

static HANDLE create_named(const WCHAR *name)
{
    return CreateNamedPipeW(name, PIPE_ACCESS_DUPLEX, PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE, 1,
                            100, 100, 0, NULL);
}

static HANDLE open_named(const WCHAR *name)
{
    return CreateFileW(name, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
}

TEST(pipe_names, must_start_like_a_pipe_name)
{
    FACT("A1");

    must_fail(create_named(u"not a named pipe"), ERROR_INVALID_NAME);
    must_fail(create_named(u"C:\\pipe\\name"), ERROR_INVALID_NAME);
}

TEST(pipe_names, must_not_be_null_or_empty)
{
    FACT("A2");

    must_fail(create_named(NULL), ERROR_PATH_NOT_FOUND);
    must_fail(create_named(u""), ERROR_PATH_NOT_FOUND);
}

TEST(pipe_names, must_not_end_after_the_prefix)
{
    WINE_DEVIATES("fails with ERROR_INVALID_HANDLE");
    FACT("A10");

    must_fail(create_named(PIPE("")), ERROR_INVALID_NAME);
}

TEST(pipe_names, must_not_name_another_machine)
{
    FACT("A6");

    must_hold(create_named(u"\\\\localhost\\pipe\\remote") == INVALID_HANDLE_VALUE);
    must_hold(create_named(u"\\\\somewhere\\pipe\\remote") == INVALID_HANDLE_VALUE);
}

TEST(pipe_names, open_in_any_letter_case)
{
    FACT("A3");
    given_instance(u"\\\\.\\pipe\\Letter-Case");

    must_open(open_named(u"\\\\.\\PIPE\\lETTER-cASE"));
}

/* The limit of one instance is met by the other spelling too: it names the same pipe. */
TEST(pipe_names, are_one_name_in_any_letter_case)
{
    FACT("A3");
    given_instance_with(u"\\\\.\\pipe\\Letter-Case", .instances = 1);

    must_fail(create_named(u"\\\\.\\PiPe\\LETTER-CASE"), ERROR_PIPE_BUSY);
}

struct spelling {
    const char *row;
    const WCHAR *created;
    const WCHAR *opened;
};

static void must_mean_the_same(const struct spelling *rows, size_t count)
{
    for (const struct spelling *row = rows; row < rows + count; row++) {
        ROW(row->row);
        HANDLE server = must_open(create_named(row->created));
        HANDLE client = must_open(open_named(row->opened));

        must_send(client, "hello");
        must_receive(server, "hello");

        must_close(client);
        must_close(server);
    }
}

TEST(pipe_names, start_with_a_dot_or_a_question_mark)
{
    FACT("A4");
    static const struct spelling rows[] = {
        { "opened with a dot", u"\\\\?\\pipe\\prefix", u"\\\\.\\pipe\\prefix" },
        { "opened with a question mark", u"\\\\.\\pipe\\prefix", u"\\\\?\\pipe\\prefix" },
        { "a question mark on both sides", u"\\\\?\\pipe\\prefix", u"\\\\?\\pipe\\prefix" },
    };

    must_mean_the_same(rows, COUNT_OF(rows));
}

TEST(pipe_names, may_be_written_with_forward_slashes)
{
    FACT("A5");
    static const struct spelling rows[] = {
        { "opened with slashes", u"\\\\.\\pipe\\slashes", u"//./pipe/slashes" },
        { "created with slashes", u"//./pipe/slashes", u"\\\\.\\pipe\\slashes" },
        { "one slash before the name", u"\\\\.\\pipe/slashes", u"\\\\.\\pipe\\slashes" },
    };

    must_mean_the_same(rows, COUNT_OF(rows));
}

TEST(pipe_names, may_contain_backslashes)
{
    FACT("A7");
    static const struct spelling rows[] = {
        { "one", PIPE("folder\\name"), PIPE("folder\\name") },
        { "two", PIPE("folder\\folder\\name"), PIPE("folder\\folder\\name") },
    };

    must_mean_the_same(rows, COUNT_OF(rows));
}

TEST(pipe_names, may_contain_what_file_names_may_not)
{
    FACT("A8");
    static const struct spelling rows[] = {
        { "less", PIPE("odd<name"), PIPE("odd<name") },
        { "greater", PIPE("odd>name"), PIPE("odd>name") },
        { "star", PIPE("odd*name"), PIPE("odd*name") },
        { "question mark", PIPE("odd?name"), PIPE("odd?name") },
        { "bar", PIPE("odd|name"), PIPE("odd|name") },
        { "quote", PIPE("odd\"name"), PIPE("odd\"name") },
        { "colon", PIPE("odd:name"), PIPE("odd:name") },
        { "slash", PIPE("odd/name"), PIPE("odd/name") },
    };

    must_mean_the_same(rows, COUNT_OF(rows));
}

TEST(pipe_names, end_with_their_trailing_backslash)
{
    FACT("A9");
    given_instance(PIPE("trailing\\"));

    must_fail(open_named(PIPE("trailing")), ERROR_FILE_NOT_FOUND);
    must_open(open_named(PIPE("trailing\\")));
}

/* Write a name of [length] characters, prefix included. */
static void make_long_name(WCHAR *name, size_t length)
{
    static const WCHAR prefix[] = PIPE("");
    size_t prefix_length = COUNT_OF(prefix) - 1;
    memcpy(name, prefix, sizeof(prefix));
    for (size_t i = prefix_length; i < length; i++)
        name[i] = u'n';
    name[length] = 0;
}

TEST(pipe_names, may_have_256_characters)
{
    FACT("A11");
    WCHAR name[257];
    make_long_name(name, 256);

    must_open(create_named(name));
    must_open(open_named(name));
}

/* The documentation gives no error number, nor does it say where exactly the limit is enforced. */
TEST(pipe_names, may_not_be_far_longer)
{
    FACT("A11");
    WCHAR name[1001];
    make_long_name(name, 1000);

    must_hold(create_named(name) == INVALID_HANDLE_VALUE);
}

TEST(pipe_names, without_a_name_mean_the_pipe_device)
{
    FACT("A12");
    DWORD share = FILE_SHARE_READ | FILE_SHARE_WRITE;

    must_open(CreateFileW(u"\\\\.\\pipe", 0, share, NULL, OPEN_EXISTING, 0, NULL));
    must_open(CreateFileW(u"\\\\.\\pipe\\", 0, share, NULL, OPEN_EXISTING, 0, NULL));
}
