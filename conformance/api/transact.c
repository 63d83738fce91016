/* TransactNamedPipe is a write and a read in one call, for handles that read messages.
 * CallNamedPipe is that between an open and a close. */
#include "reads.h"
#include "support.h"

enum { QUOTA_BYTES = 100, PATIENT_MS = 5000 };

/* A transaction that is expected to fail at once. */
static BOOL transact(HANDLE handle)
{
    char reply[16];
    DWORD count = 0;
    return TransactNamedPipe(handle, "ask", 3, reply, sizeof(reply), &count, NULL);
}

TEST(transact_named_pipe, sends_a_request_and_waits_for_the_reply)
{
    FACT("K1");
    struct pair pair = given_pair(PIPE("transact"));

    struct call *call = start_transact(pair.client, "ask", 100);

    must_receive(pair.server, "ask");
    must_block(call);
    must_send(pair.server, "answer");
    must_end_well(call);
    must_equal_text(call->bytes, call->count, "answer");
}

TEST(transact_named_pipe, leaves_the_rest_of_a_long_reply_to_be_read)
{
    FACT("K2");
    struct pair pair = given_pair(PIPE("transact-long"));

    struct call *call = start_transact(pair.client, "ask", 2);
    must_receive(pair.server, "ask");
    must_send(pair.server, "answer");

    must_end_with(call, ERROR_MORE_DATA);
    must_equal_text(call->bytes, call->count, "an");
    must_receive(pair.client, "swer");
}

TEST(transact_named_pipe, is_not_for_byte_pipes)
{
    FACT("K3");
    struct pair pair = given_pair_with(PIPE("transact-bytes"), .byte_type = true);

    must_fail(transact(pair.client), ERROR_BAD_PIPE);
}

TEST(transact_named_pipe, is_not_for_handles_that_read_bytes)
{
    FACT("K3");
    given_instance(PIPE("transact-byte-mode"));
    HANDLE client = given_client(PIPE("transact-byte-mode"));

    must_fail(transact(client), ERROR_BAD_PIPE);
}

TEST(transact_named_pipe, writes_nothing_while_the_caller_has_data_to_read)
{
    FACT("K4");
    struct pair pair = given_pair(PIPE("transact-unread"));
    must_send(pair.server, "unread");

    must_fail(transact(pair.client), ERROR_PIPE_BUSY);

    must_have_waiting(pair.server, 0);
    must_receive(pair.client, "unread");
}

TEST(transact_named_pipe, waits_for_the_reply_only_though_the_quota_is_full)
{
    FACT("K5");
    static const char bytes[QUOTA_BYTES];
    struct pair pair = given_pair_with(PIPE("transact-quota"), .quota_bytes = QUOTA_BYTES);
    must_end_well(start_write(pair.client, bytes, QUOTA_BYTES));
    struct call *call = start_transact(pair.client, "ask", 100);
    must_block(call);
    must_have_waiting(pair.server, QUOTA_BYTES + 3);

    must_send(pair.server, "answer");

    must_end_well(call);
    must_equal_text(call->bytes, call->count, "answer");
    must_have_waiting(pair.server, QUOTA_BYTES + 3);
}

TEST(transact_named_pipe, takes_an_empty_request_and_an_empty_reply)
{
    FACT("K7");
    struct pair pair = given_pair(PIPE("transact-empty"));

    struct call *call = start_transact(pair.client, "", 100);

    must_receive(pair.server, "");
    must_send(pair.server, "");
    must_end_well(call);
    must_equal(call->count, 0);
}

TEST(transact_named_pipe, can_be_answered_with_a_transaction)
{
    FACT("K8");
    struct pair pair = given_pair(PIPE("transact-crossing"));
    struct call *first = start_transact(pair.client, "ask", 100);
    must_receive(pair.server, "ask");

    struct call *second = start_transact(pair.server, "ask back", 100);

    must_end_well(first);
    must_equal_text(first->bytes, first->count, "ask back");
    must_block(second);
    must_send(pair.client, "answer");
    must_end_well(second);
    must_equal_text(second->bytes, second->count, "answer");
}

TEST(transact_named_pipe, fails_when_the_peer_closes_while_it_waits)
{
    FACT("K9");
    struct pair pair = given_pair(PIPE("transact-closing"));
    struct call *call = start_transact(pair.client, "ask", 100);
    must_block(call);

    must_close(pair.server);

    must_end_with(call, ERROR_BROKEN_PIPE);
}

TEST(transact_named_pipe, fails_when_the_peer_has_closed)
{
    FACT("K9");
    struct pair pair = given_pair(PIPE("transact-closed"));
    must_close(pair.server);

    must_fail(transact(pair.client), ERROR_BAD_PIPE);
}

TEST(transact_named_pipe, fails_at_a_server_without_a_client)
{
    FACT("K9");
    HANDLE server = given_instance(PIPE("transact-listening"));

    must_fail(transact(server), ERROR_BAD_PIPE);
}

TEST(transact_named_pipe, fails_at_both_ends_after_the_disconnect)
{
    FACT("K9");
    struct pair pair = given_pair(PIPE("transact-disconnected"));
    must_succeed(DisconnectNamedPipe(pair.server));

    must_fail(transact(pair.client), ERROR_PIPE_NOT_CONNECTED);
    must_fail(transact(pair.server), ERROR_BAD_PIPE);
}

TEST(call_named_pipe, opens_exchanges_and_closes)
{
    FACT("K11");
    const WCHAR *const name = PIPE("call");
    HANDLE server = given_instance(name);
    struct call *connect = start_connect(server);
    must_block(connect);

    struct call *call = start_call_pipe(name, "ask", 100, PATIENT_MS);

    must_end_well(connect);
    must_receive(server, "ask");
    must_send(server, "answer");
    must_end_well(call);
    must_equal_text(call->bytes, call->count, "answer");
    must_fail_to_read(server, ERROR_BROKEN_PIPE);
}

TEST(call_named_pipe, takes_the_name_in_either_character_width)
{
    FACT("K11");
    char reply[8];
    DWORD count;

    must_fail(CallNamedPipeA("\\\\.\\pipe\\nobody", "ask", 3, reply, sizeof reply, &count,
                             NMPWAIT_NOWAIT),
              ERROR_FILE_NOT_FOUND);
    must_fail(CallNamedPipeW(PIPE("nobody"), "ask", 3, reply, sizeof reply, &count, NMPWAIT_NOWAIT),
              ERROR_FILE_NOT_FOUND);
}

TEST(call_named_pipe, waits_for_an_instance_when_all_are_taken)
{
    FACT("K11");
    const WCHAR *const name = PIPE("call-busy");
    struct pair pair = given_pair(name);
    struct call *call = start_call_pipe(name, "ask", 100, PATIENT_MS);
    must_block(call);

    must_succeed(DisconnectNamedPipe(pair.server));
    struct call *connect = start_connect(pair.server);

    must_end(connect);
    must_receive(pair.server, "ask");
    must_send(pair.server, "answer");
    must_end_well(call);
}

TEST(call_named_pipe, loses_the_rest_of_a_long_reply)
{
    FACT("K12");
    const WCHAR *const name = PIPE("call-long");
    HANDLE server = given_instance(name);
    struct call *connect = start_connect(server);
    must_block(connect);
    struct call *call = start_call_pipe(name, "ask", 2, PATIENT_MS);
    must_end_well(connect);
    must_receive(server, "ask");

    must_send(server, "answer");

    must_end_with(call, ERROR_MORE_DATA);
    must_equal_text(call->bytes, call->count, "an");
    must_succeed(FlushFileBuffers(server));
    must_fail_to_write(server, ERROR_NO_DATA);
}

TEST(call_named_pipe, takes_up_an_instance_of_a_byte_pipe_and_fails)
{
    FACT("K13");
    const WCHAR *const name = PIPE("call-bytes");
    HANDLE server = given_instance_with(name, .byte_type = true);

    struct call *call = start_call_pipe(name, "ask", 100, PATIENT_MS);

    must_end(call);
    must_equal(call->result, FALSE);
    must_fail(ConnectNamedPipe(server, NULL), ERROR_NO_DATA);
}

TEST(call_named_pipe, fails_when_there_is_no_such_pipe)
{
    FACT("K14");

    struct call *call = start_call_pipe(PIPE("call-nobody"), "ask", 100, NMPWAIT_NOWAIT);

    must_end_with(call, ERROR_FILE_NOT_FOUND);
}

/* Which error it is, the documentation does not say. */
TEST(call_named_pipe, does_not_wait_for_an_instance_when_told_so)
{
    FACT("K14");
    given_pair(PIPE("call-nowait"));

    struct call *call = start_call_pipe(PIPE("call-nowait"), "ask", 100, NMPWAIT_NOWAIT);

    must_end(call);
    must_equal(call->result, FALSE);
}
