/* The last error says why a call failed, and nothing else. Pipe calls that succeed leave it alone,
 * so that a program that looks at it without need sees an old error. */
#include "support.h"

TEST(last_error, survives_each_pipe_call_that_succeeds)
{
    FACT("E22");
    struct pair pair = given_pair(PIPE("error-kept"));
    char bytes[16];
    DWORD count = 0;

    must_succeed_quietly(WriteFile(pair.client, "hello", 5, &count, NULL));
    must_succeed_quietly(PeekNamedPipe(pair.server, NULL, 0, NULL, &count, NULL));
    must_succeed_quietly(ReadFile(pair.server, bytes, sizeof(bytes), &count, NULL));
    must_succeed_quietly(FlushFileBuffers(pair.client));
    must_succeed_quietly(DisconnectNamedPipe(pair.server));
}

TEST(last_error, survives_a_connect_that_waited_and_succeeded)
{
    FACT("E22");
    HANDLE server = given_instance(PIPE("error-kept-connect"));
    struct call *connect = start_connect(server);
    must_block(connect);

    given_client(PIPE("error-kept-connect"));

    must_end_well(connect);
    must_equal(connect->error, MUST_SENTINEL);
}

/* What the last error is afterwards is left open: it is not looked at. */
TEST(last_error, does_not_tell_whether_a_pipe_was_created_or_opened)
{
    FACT("B33");
    const WCHAR *const name = PIPE("error-open");

    SetLastError(ERROR_PIPE_BUSY);
    HANDLE server =
        CreateNamedPipeW(name, PIPE_ACCESS_DUPLEX, PIPE_TYPE_BYTE, 1, 100, 100, 0, NULL);
    must_hold(server != INVALID_HANDLE_VALUE);
    given_handle(server);
    SetLastError(ERROR_PIPE_BUSY);
    HANDLE client =
        CreateFileW(name, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    must_hold(client != INVALID_HANDLE_VALUE);
    given_handle(client);

    must_send(client, "hello");
    must_receive(server, "hello");
}

static DWORD WINAPI fail_in_a_thread(void *argument)
{
    (void)argument;
    SetLastError(ERROR_FILE_NOT_FOUND);
    return 0;
}

TEST(last_error, belongs_to_the_thread)
{
    FACT("S8");
    SetLastError(ERROR_PIPE_BUSY);

    HANDLE thread = CreateThread(NULL, 0, fail_in_a_thread, NULL, 0, NULL);
    must_hold(thread != NULL);
    given_handle(thread);
    SetLastError(ERROR_PIPE_BUSY);
    must_wait(thread, CALL_END_MS, WAIT_OBJECT_0);

    must_have_error(ERROR_PIPE_BUSY);
}
