/* CancelSynchronousIo: a thread that waits in an I/O call on a synchronous handle goes on with
 * ERROR_OPERATION_ABORTED, and the pipe is as if it had not asked. */
#include "support.h"

/* The call waits; then it is cancelled. */
static void must_cancel(struct call *call)
{
    must_block(call);
    must_succeed_quietly(CancelSynchronousIo(call->thread));
    must_end_with(call, ERROR_OPERATION_ABORTED);
}

static DWORD bytes_in(HANDLE end)
{
    DWORD available = 12345;
    must_succeed(PeekNamedPipe(end, NULL, 0, NULL, &available, NULL));
    return available;
}

TEST(cancel_synchronous_io, ends_a_connect_and_the_instance_listens_on)
{
    FACT("O4", "E16");
    HANDLE server = given_instance(PIPE("cancel-connect"));

    must_cancel(start_connect(server));

    given_client(PIPE("cancel-connect"));
    must_fail(ConnectNamedPipe(server, NULL), ERROR_PIPE_CONNECTED);
}

TEST(cancel_synchronous_io, ends_a_read)
{
    FACT("O4", "F54");
    struct pair pair = given_pair(PIPE("cancel-read"));
    struct call *read = start_read(pair.server, 100);

    must_cancel(read);

    must_equal(read->count, 0);
    must_send(pair.client, "hello");
    must_receive(pair.server, "hello");
}

TEST(cancel_synchronous_io, ends_a_write_and_takes_its_bytes_away)
{
    FACT("O4", "F46");
    struct pair pair = given_pair_with(PIPE("cancel-write"), .quota_bytes = 8);
    must_send(pair.server, "first");

    must_cancel(start_send(pair.server, "second"));

    must_equal(bytes_in(pair.client), 5);
    must_receive(pair.client, "first");
    must_send(pair.server, "third");
    must_receive(pair.client, "third");
}

TEST(cancel_synchronous_io, takes_away_the_rest_of_a_write_that_was_read_in_part)
{
    FACT("F46");
    char part[4];
    DWORD count = 0;
    struct pair pair = given_pair_with(PIPE("cancel-part"), .quota_bytes = 2, .byte_type = true);
    struct call *write = start_send(pair.server, "written");
    must_block(write);
    must_succeed(ReadFile(pair.client, part, sizeof part, &count, NULL));
    must_equal_text(part, count, "writ");

    must_cancel(write);

    must_equal(bytes_in(pair.client), 0);
}

TEST(cancel_synchronous_io, ends_a_flush_and_leaves_the_data)
{
    FACT("O4", "G15");
    struct pair pair = given_pair(PIPE("cancel-flush"));
    must_send(pair.server, "hello");

    must_cancel(start_flush(pair.server));

    must_receive(pair.client, "hello");
}

TEST(cancel_synchronous_io, of_a_write_ends_the_flush_that_waits_for_it)
{
    FACT("G13");
    struct pair pair = given_pair_with(PIPE("cancel-behind"), .quota_bytes = NO_QUOTA);
    struct call *write = start_send(pair.server, "hello");
    must_block(write);
    struct call *flush = start_flush(pair.client);
    must_end_well(flush);    // each end has its own direction

    must_cancel(write);

    must_succeed(FlushFileBuffers(pair.server));
}

TEST(cancel_synchronous_io, ends_a_transaction_and_leaves_its_request)
{
    FACT("O4", "K6");
    struct pair pair = given_pair(PIPE("cancel-transact"));

    must_cancel(start_transact(pair.client, "request", 100));

    must_receive(pair.server, "request");
}

TEST(cancel_synchronous_io, ends_a_wait_for_an_instance)
{
    FACT("O9");
    given_pair(PIPE("cancel-wait"));

    must_cancel(start_wait_pipe(PIPE("cancel-wait"), NMPWAIT_WAIT_FOREVER));
}

TEST(cancel_synchronous_io, finds_nothing_to_end_in_a_thread_that_does_no_io)
{
    FACT("O4");
    HANDLE event = must_open(CreateEventW(NULL, TRUE, FALSE, NULL));
    struct call *wait = start_wait(event, INFINITE);
    must_block(wait);

    must_fail(CancelSynchronousIo(wait->thread), ERROR_NOT_FOUND);
    must_fail(CancelSynchronousIo(GetCurrentThread()), ERROR_NOT_FOUND);

    must_succeed(SetEvent(event));
    must_end(wait);
}

TEST(cancel_synchronous_io, wants_the_handle_of_a_thread)
{
    FACT("O4");
    must_fail(CancelSynchronousIo((HANDLE)(ULONG_PTR)0xDEADBEEF), ERROR_INVALID_HANDLE);
}

TEST(cancel_synchronous_io, wants_the_right_to_end_the_thread)
{
    FACT("O10");
    HANDLE server = given_instance(PIPE("cancel-right"));
    struct call *connect = start_connect(server);
    must_block(connect);
    HANDLE weak = NULL;
    must_succeed(DuplicateHandle(GetCurrentProcess(), connect->thread, GetCurrentProcess(), &weak,
                                 SYNCHRONIZE, FALSE, 0));
    given_handle(weak);

    must_fail(CancelSynchronousIo(weak), ERROR_ACCESS_DENIED);

    must_cancel(connect);
}

TEST(cancel_synchronous_io, finds_nothing_while_a_thread_waits_for_its_turn)
{
    WINE_DEVIATES("does not serialise I/O on synchronous handles");
    FACT("O8");
    struct pair pair = given_pair(PIPE("cancel-turn"));
    struct call *read = start_read(pair.server, 100);
    must_block(read);
    struct call *write = start_send(pair.server, "hello");
    must_block(write);

    must_fail(CancelSynchronousIo(write->thread), ERROR_NOT_FOUND);

    must_cancel(read);
    must_end_well(write);
}

TEST(cancel_synchronous_io, lets_the_next_thread_have_its_turn)
{
    FACT("O1", "O4");
    struct pair pair = given_pair(PIPE("cancel-next"));
    struct call *first = start_read(pair.server, 100);
    must_block(first);
    struct call *second = start_read(pair.server, 100);
    must_block(second);

    must_cancel(first);

    must_block(second);
    must_send(pair.client, "hello");
    must_end_well(second);
}
