/* WaitNamedPipe: how long it waits, and what wakes it. It waits for an instance that listens; it
 * reserves none. */
#include "support.h"

enum {
    BRIEFLY_MS = 50,
    PATIENTLY_MS = 400,    // longer than must_block() looks, short enough to be waited for
    TICK_MS = 16,          // GetTickCount64 moves in steps of up to this size
};

/* Wait in vain. Returns: how long it took. */
static unsigned long waited_in_vain(const WCHAR *name, DWORD timeout_ms)
{
    ULONGLONG before = GetTickCount64();
    must_fail(WaitNamedPipeW(name, timeout_ms), ERROR_SEM_TIMEOUT);
    return (unsigned long)(GetTickCount64() - before);
}

TEST(wait_named_pipe, fails_at_once_when_the_name_does_not_exist)
{
    FACT("D1");
    static const struct {
        const char *row;
        DWORD timeout_ms;
    } rows[] = {
        { "default", NMPWAIT_USE_DEFAULT_WAIT },
        { "1", 1 },
        { "1000000", 1000000 },
        { "for ever", NMPWAIT_WAIT_FOREVER },
    };

    for (unsigned i = 0; i < COUNT_OF(rows); i++) {
        ROW(rows[i].row);
        must_fail(WaitNamedPipeW(PIPE("nobody"), rows[i].timeout_ms), ERROR_FILE_NOT_FOUND);
    }
}

TEST(wait_named_pipe, succeeds_for_a_fresh_instance)
{
    FACT("D2");
    given_instance(PIPE("fresh"));

    must_succeed(WaitNamedPipeW(PIPE("fresh"), BRIEFLY_MS));
}

TEST(wait_named_pipe, reserves_nothing)
{
    FACT("D3");
    given_instance(PIPE("unreserved"));

    must_succeed(WaitNamedPipeW(PIPE("unreserved"), BRIEFLY_MS));
    must_succeed(WaitNamedPipeW(PIPE("unreserved"), BRIEFLY_MS));

    given_client(PIPE("unreserved"));
    must_fail(WaitNamedPipeW(PIPE("unreserved"), BRIEFLY_MS), ERROR_SEM_TIMEOUT);
}

TEST(wait_named_pipe, fails_after_its_time_out)
{
    FACT("D4");
    given_pair(PIPE("busy"));

    must_hold(waited_in_vain(PIPE("busy"), 100) >= 100 - TICK_MS);
}

TEST(wait_named_pipe, waits_as_long_as_the_creator_said)
{
    FACT("D5");
    given_pair_with(PIPE("default"), .timeout_ms = 150);

    unsigned long waited_ms = waited_in_vain(PIPE("default"), NMPWAIT_USE_DEFAULT_WAIT);

    must_hold(waited_ms >= 150 - TICK_MS);
}

TEST(wait_named_pipe, waits_50_milliseconds_when_the_creator_said_nothing)
{
    WINE_DEVIATES("does not wait at all");
    FACT("B10", "D5");
    given_pair_with(PIPE("unsaid"), .timeout_ms = 0);

    unsigned long waited_ms = waited_in_vain(PIPE("unsaid"), NMPWAIT_USE_DEFAULT_WAIT);

    must_hold(waited_ms >= 50 - TICK_MS);
}

TEST(wait_named_pipe, waits_for_ever_if_told_to)
{
    FACT("D6");
    given_pair_with(PIPE("for-ever"), .timeout_ms = 1);
    struct call *wait = start_wait_pipe(PIPE("for-ever"), NMPWAIT_WAIT_FOREVER);
    must_block(wait);

    given_instance(PIPE("for-ever"));

    must_end_well(wait);
}

/* Were 1 taken for NMPWAIT_NOWAIT, the error would be another; were it ignored, the default of this
 * pipe would make the test run into its watchdog. */
TEST(wait_named_pipe, takes_1_for_a_millisecond)
{
    FACT("D7");
    given_pair_with(PIPE("millisecond"), .timeout_ms = 1000000);

    waited_in_vain(PIPE("millisecond"), 1);
}

TEST(wait_named_pipe, is_not_woken_by_a_client_that_closes)
{
    FACT("D8");
    struct pair pair = given_pair(PIPE("closing"));
    struct call *wait = start_wait_pipe(PIPE("closing"), PATIENTLY_MS);
    must_block(wait);

    must_close(pair.client);

    must_block(wait);
    must_end_with(wait, ERROR_SEM_TIMEOUT);
}

TEST(wait_named_pipe, is_not_woken_by_a_disconnect)
{
    FACT("D9");
    struct pair pair = given_pair(PIPE("disconnecting"));
    struct call *wait = start_wait_pipe(PIPE("disconnecting"), PATIENTLY_MS);
    must_block(wait);

    must_succeed(DisconnectNamedPipe(pair.server));

    must_block(wait);
    must_end_with(wait, ERROR_SEM_TIMEOUT);
}

TEST(wait_named_pipe, is_woken_when_an_instance_listens_again)
{
    FACT("D10", "E7");
    struct pair pair = given_pair(PIPE("listening"));
    struct call *wait = start_wait_pipe(PIPE("listening"), NMPWAIT_WAIT_FOREVER);
    must_succeed(DisconnectNamedPipe(pair.server));
    must_block(wait);

    struct call *connect = start_connect(pair.server);

    must_end_well(wait);
    given_client(PIPE("listening"));
    must_end_well(connect);
}

TEST(wait_named_pipe, is_woken_by_a_new_instance)
{
    FACT("D11");
    given_pair(PIPE("another"));
    struct call *wait = start_wait_pipe(PIPE("another"), NMPWAIT_WAIT_FOREVER);
    must_block(wait);

    given_instance(PIPE("another"));

    must_end_well(wait);
}

TEST(wait_named_pipe, is_woken_together_with_all_others)
{
    FACT("D12");
    struct call *waits[3];
    given_pair(PIPE("all"));
    for (unsigned i = 0; i < 3; i++)
        waits[i] = start_wait_pipe(PIPE("all"), NMPWAIT_WAIT_FOREVER);
    for (unsigned i = 0; i < 3; i++)
        must_block(waits[i]);

    given_instance(PIPE("all"));

    for (unsigned i = 0; i < 3; i++)
        must_end_well(waits[i]);
}

TEST(wait_named_pipe, fails_when_the_last_server_handle_is_closed)
{
    WINE_DEVIATES("goes on waiting until its time-out");
    FACT("D13");
    struct pair pair = given_pair(PIPE("vanishing"));
    struct call *wait = start_wait_pipe(PIPE("vanishing"), PATIENTLY_MS);
    must_block(wait);

    must_close(pair.server);

    must_end_with(wait, ERROR_FILE_NOT_FOUND);
}

TEST(wait_named_pipe, does_not_count_an_instance_whose_client_has_gone)
{
    FACT("D14");
    struct pair pair = given_pair(PIPE("gone"));
    must_close(pair.client);

    must_fail(WaitNamedPipeW(PIPE("gone"), BRIEFLY_MS), ERROR_SEM_TIMEOUT);
}

TEST(wait_named_pipe, refuses_a_name_that_is_no_pipe_name)
{
    WINE_DEVIATES("fails with ERROR_PATH_NOT_FOUND");
    FACT("D15");

    must_fail(WaitNamedPipeW(u"foo", BRIEFLY_MS), ERROR_BAD_PATHNAME);
}
