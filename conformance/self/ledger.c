/* The ledger: what a process holds and where it came from, and what happens to whoever hands
 * back what is not his. */
#include "machine.h"

#include <stdlib.h>

static const struct holdings nothing;

/* The main thread stays, so that the process does not end and give everything back. */
static const struct holdings one_thread = { .threads = 1 };

static int stay(void)
{
    Sleep(INFINITE);
    return 0;
}

static int hold_nothing(void *argument)
{
    (void)argument;
    HANDLE event = CreateEventW(NULL, FALSE, FALSE, NULL);
    void *block = HeapAlloc(GetProcessHeap(), 0, 10);
    GetStdHandle(STD_OUTPUT_HANDLE);
    HeapFree(GetProcessHeap(), 0, block);
    CloseHandle(event);
    return stay();
}

static int hold_handles(void *argument)
{
    (void)argument;
    CloseHandle(CreateSemaphoreW(NULL, 0, 1, NULL));
    CreateEventW(NULL, FALSE, FALSE, NULL);
    CreateNamedPipeW(u"\\\\.\\pipe\\held", PIPE_ACCESS_DUPLEX, 0, 1, 0, 0, 0, NULL);
    return stay();
}

static int hold_blocks(void *argument)
{
    (void)argument;
    HeapFree(GetProcessHeap(), 0, HeapAlloc(GetProcessHeap(), 0, 7));
    HeapAlloc(GetProcessHeap(), 0, 10);
    LocalAlloc(LMEM_FIXED, 20);
    return stay();
}

static DWORD WINAPI run_for_ever(void *argument)
{
    (void)argument;
    return (DWORD)stay();
}

static int hold_thread(void *argument)
{
    (void)argument;
    CloseHandle(CreateThread(NULL, 0, run_for_ever, NULL, 0, NULL));
    return stay();
}

static DWORD WINAPI end_at_once(void *argument)
{
    (void)argument;
    return 0;
}

static int hold_ended_thread(void *argument)
{
    (void)argument;
    CreateThread(NULL, 0, end_at_once, NULL, 0, NULL);
    CreateThread(NULL, 0, run_for_ever, NULL, 0, NULL);
    return stay();
}

/* What the ledger lists of a process that plays [main] and waits. The caller frees it. */
static char *list_of(machine_main *main, struct holdings allowed)
{
    struct machine machine;
    machine_open(&machine);
    struct process *process = machine_serve(&machine, "app", main, NULL);
    machine_must_end(&machine, OUTCOME_FINISHED);
    char *list = machine_list_holdings(process, allowed);
    machine_close(&machine);
    return list;
}

TEST_OUTSIDE(ledger, lists_nothing_where_nothing_is_held)
{
    char *list = list_of(hold_nothing, one_thread);
    must_read(list, "");
    free(list);
}

TEST_OUTSIDE(ledger, lists_open_handles_with_the_call_that_opened_each)
{
    char *list = list_of(hold_handles, one_thread);
    must_read(list, "app: a handle is still open, from CreateEvent in app at moment 5\n"
                    "app: a handle is still open, from CreateNamedPipe in app at moment 7\n");
    free(list);
}

TEST_OUTSIDE(ledger, lists_blocks_with_the_call_that_made_each)
{
    char *list = list_of(hold_blocks, one_thread);
    must_read(list, "app: 10 bytes are not freed, from HeapAlloc in app at moment 5\n"
                    "app: 20 bytes are not freed, from LocalAlloc in app at moment 7\n");
    free(list);
}

TEST_OUTSIDE(ledger, lists_threads_that_have_not_ended)
{
    char *list = list_of(hold_thread, one_thread);
    must_read(list, "app: the thread app/1 has not ended\n");
    free(list);
}

TEST_OUTSIDE(ledger, lists_only_what_is_beyond_what_is_allowed)
{
    struct holdings allowed = { .handles = 1, .threads = 1 };
    char *list = list_of(hold_handles, allowed);
    must_read(list, "app: a handle is still open, from CreateNamedPipe in app at moment 7\n");
    free(list);
}

TEST_OUTSIDE(ledger, lists_only_the_blocks_beyond_what_is_allowed)
{
    struct holdings allowed = { .blocks = 1, .threads = 1 };
    char *list = list_of(hold_blocks, allowed);
    must_read(list, "app: 20 bytes are not freed, from LocalAlloc in app at moment 7\n");
    free(list);
}

TEST_OUTSIDE(ledger, counts_what_a_process_holds)
{
    struct machine machine;
    machine_open(&machine);
    struct process *process = machine_serve(&machine, "app", hold_blocks, NULL);
    machine_must_end(&machine, OUTCOME_FINISHED);

    struct holdings held = process_holdings(process);
    must_equal(held.handles, 0);
    must_equal(held.threads, 1);
    must_equal(held.blocks, 2);
    must_equal(held.bytes, 30);
    machine_close(&machine);
}

TEST_OUTSIDE(ledger, counts_handles_to_threads_that_have_ended_apart)
{
    struct machine machine;
    struct holdings allowed = { .handles = 1, .threads = 2 };
    machine_open(&machine);
    struct process *process = machine_serve(&machine, "app", hold_ended_thread, NULL);
    machine_must_end(&machine, OUTCOME_FINISHED);

    must_equal(process_holdings(process).handles, 1);
    must_equal(process_holdings(process).ended, 1);
    must_equal(process_threads_peak(process), 3);
    char *list = machine_list_holdings(process, allowed);
    must_read(list, "app: a handle is still open, from CreateThread in app at moment 1\n");
    free(list);
    machine_close(&machine);
}

TEST_OUTSIDE(ledger, counts_instances_and_what_is_neither_that_nor_a_thread_apart)
{
    struct machine machine;
    machine_open(&machine);
    struct process *process = machine_serve(&machine, "app", hold_handles, NULL);
    machine_must_end(&machine, OUTCOME_FINISHED);

    must_equal(process_holdings(process).handles, 2);
    must_equal(process_holdings(process).pipes, 1);
    must_equal(process_holdings(process).others, 1);
    machine_close(&machine);
}

/* --- What the end of a process cuts off ------------------------------------------------------- */

static int leave_a_thread_alone(void *argument)
{
    (void)argument;
    CloseHandle(CreateThread(NULL, 0, end_at_once, NULL, 0, NULL));
    CloseHandle(CreateThread(NULL, 0, run_for_ever, NULL, 0, NULL));
    Sleep(1);
    return 0;
}

TEST_OUTSIDE(ledger, counts_threads_that_the_end_of_their_process_cuts_off)
{
    struct machine machine;
    machine_open(&machine);
    struct process *process = machine_start(&machine, "app", leave_a_thread_alone, NULL);
    machine_must_end(&machine, OUTCOME_FINISHED);

    must_equal(process_left(process).threads, 2);
    must_equal(process_left(process).alone, 1);
    machine_close(&machine);
}

static DWORD WINAPI signal_and_end(void *event)
{
    SetEvent(event);
    return 0;
}

static int await_a_signal(void *argument)
{
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL);
    (void)argument;
    CloseHandle(CreateThread(NULL, 0, signal_and_end, event, 0, NULL));
    WaitForSingleObject(event, INFINITE);
    return 0;
}

TEST_OUTSIDE(ledger, counts_no_thread_that_has_only_to_end_as_cut_off)
{
    unsigned not_ended = 0;
    for (uint64_t seed = 0; seed < 50; seed++) {
        struct machine machine;
        machine_open_seeded(&machine, seed);
        struct process *process = machine_start(&machine, "app", await_a_signal, NULL);
        machine_must_end(&machine, OUTCOME_FINISHED);
        not_ended += process_left(process).threads == 2;
        must_equal(process_left(process).alone, 0);
        machine_close(&machine);
    }
    must_hold(not_ended > 0);
}

static HANDLE told;

static BOOL WINAPI tell_and_stay(DWORD event)
{
    (void)event;
    CreateEventW(NULL, FALSE, FALSE, NULL);
    SetEvent(told);
    return stay() == 0;
}

static int await_ctrl_c(void *argument)
{
    (void)argument;
    told = CreateEventW(NULL, FALSE, FALSE, NULL);
    SetConsoleCtrlHandler(tell_and_stay, TRUE);
    WaitForSingleObject(told, INFINITE);
    CloseHandle(told);
    return 0;
}

TEST_OUTSIDE(ledger, counts_nothing_of_a_handler_of_console_events_as_cut_off)
{
    struct machine machine;
    machine_open(&machine);
    struct process *process = machine_serve(&machine, "app", await_ctrl_c, NULL);
    machine_must_end(&machine, OUTCOME_FINISHED);
    process_ctrl_event(process, CTRL_C_EVENT);
    machine_must_end(&machine, OUTCOME_FINISHED);

    must_equal(process_left(process).threads, 2);
    must_equal(process_left(process).alone, 0);
    must_equal(process_left(process).handles, 1);
    must_equal(process_left(process).others, 0);
    machine_close(&machine);
}

static VOID CALLBACK tell_of_timer(PVOID unused, BOOLEAN fired)
{
    (void)unused;
    (void)fired;
    SetEvent(told);
    stay();
}

static int await_timer(void *argument)
{
    HANDLE timer = NULL;
    (void)argument;
    told = CreateEventW(NULL, FALSE, FALSE, NULL);
    CreateTimerQueueTimer(&timer, NULL, tell_of_timer, NULL, 10, 0, WT_EXECUTEDEFAULT);
    WaitForSingleObject(told, INFINITE);
    return 0;
}

TEST_OUTSIDE(ledger, counts_no_thread_of_a_timer_as_cut_off)
{
    struct machine machine;
    machine_open(&machine);
    struct process *process = machine_start(&machine, "app", await_timer, NULL);
    machine_must_end(&machine, OUTCOME_FINISHED);

    must_equal(process_left(process).threads, 2);
    must_equal(process_left(process).alone, 0);
    machine_close(&machine);
}

/* --- A killed process ------------------------------------------------------------------------- */

TEST_OUTSIDE(ledger, a_killed_process_holds_no_handles_and_no_threads)
{
    struct machine machine;
    machine_open(&machine);
    struct process *process = machine_serve(&machine, "app", hold_handles, NULL);
    machine_must_end(&machine, OUTCOME_FINISHED);
    process_kill(process, 1);

    must_equal(process_holdings(process).handles, 0);
    must_equal(process_holdings(process).threads, 0);
    machine_close(&machine);
}

TEST_OUTSIDE(ledger, lists_the_blocks_of_malloc)
{
    struct machine machine;
    struct program program = machine_load("self-faults");
    machine_open(&machine);
    struct process *process =
        world_start(machine.world, &program, PROCESS_MUST_END, (const char *[]){ "leak", NULL });
    machine_must_end(&machine, OUTCOME_FINISHED);

    char *list = machine_list_holdings(process, nothing);
    must_say(list, "self-faults: 100 bytes are not freed, from malloc in self-faults");
    free(list);
    machine_close(&machine);
    program_close(&program);
}

/* --- Closed handles --------------------------------------------------------------------------- */

struct stale {
    HANDLE closed;
    HANDLE next;
    BOOL result;
    DWORD error;
    DWORD next_set;
};

static int use_closed_handle(void *argument)
{
    struct stale *stale = argument;
    stale->closed = CreateEventW(NULL, FALSE, FALSE, NULL);
    CloseHandle(stale->closed);
    stale->next = CreateEventW(NULL, FALSE, FALSE, NULL);
    stale->result = SetEvent(stale->closed);
    stale->error = GetLastError();
    stale->next_set = WaitForSingleObject(stale->next, 0);
    return 0;
}

TEST_OUTSIDE(ledger, the_value_of_a_closed_handle_never_means_a_newer_one)
{
    struct stale stale;
    struct machine machine;
    machine_open(&machine);
    machine_start(&machine, "app", use_closed_handle, &stale);
    machine_must_end(&machine, OUTCOME_FINISHED);

    must_hold(stale.closed != stale.next);
    must_equal(stale.result, FALSE);
    must_equal(stale.error, ERROR_INVALID_HANDLE);
    must_equal(stale.next_set, WAIT_TIMEOUT);
    machine_close(&machine);
}

TEST_OUTSIDE(ledger, the_value_of_a_closed_handle_means_the_next_one_when_handles_are_recycled)
{
    struct stale stale;
    struct machine machine;
    machine_open(&machine);
    world_set_handle_recycling(machine.world, true);
    machine_start(&machine, "app", use_closed_handle, &stale);
    machine_must_end(&machine, OUTCOME_FINISHED);

    must_hold(stale.closed == stale.next);
    must_equal(stale.result, TRUE);
    must_equal(stale.next_set, WAIT_OBJECT_0);
    machine_close(&machine);
}

static int recycle_a_lot(void *argument)
{
    HANDLE first = CreateEventW(NULL, FALSE, FALSE, NULL);
    (void)argument;
    for (int i = 0; i < 20000; i++) {
        HANDLE event = must_succeed(CreateEventW(NULL, FALSE, FALSE, NULL));
        must_hold(event != first);
        must_succeed(CloseHandle(event));
    }
    return 0;
}

TEST_OUTSIDE(ledger, recycled_handles_never_run_out)
{
    struct machine machine;
    machine_open(&machine);
    world_set_handle_recycling(machine.world, true);
    machine_start(&machine, "app", recycle_a_lot, NULL);
    machine_must_end(&machine, OUTCOME_FINISHED);
    machine_close(&machine);
}

static _Noreturn int open_without_end(void *argument)
{
    (void)argument;
    for (;;)
        CreateEventW(NULL, FALSE, FALSE, NULL);
}

static _Noreturn int open_and_close_without_end(void *argument)
{
    (void)argument;
    for (;;)
        CloseHandle(CreateEventW(NULL, FALSE, FALSE, NULL));
}

static void must_run_away(machine_main *main, const char *words)
{
    struct machine machine;
    machine_open(&machine);
    machine_start(&machine, "app", main, NULL);
    machine_must_end(&machine, OUTCOME_RUNAWAY);
    must_say(world_why(machine.world), words);
    machine_close(&machine);
}

TEST_OUTSIDE(ledger, a_program_that_opens_handles_without_end_is_no_more_than_a_runaway)
{
    must_run_away(open_without_end,
                  "opens handles without end: a thread opened 16384, and 16384 are open");
    must_run_away(open_and_close_without_end, "a thread opened 16384, and 0 are open");
}

static HANDLE shown;

static int show_handle(void *argument)
{
    (void)argument;
    shown = CreateEventW(NULL, FALSE, FALSE, NULL);
    return stay();
}

static int use_handle_of_another(void *argument)
{
    (void)argument;
    must_fail(SetEvent(shown), ERROR_INVALID_HANDLE);
    must_fail(CloseHandle(shown), ERROR_INVALID_HANDLE);
    return 0;
}

TEST_OUTSIDE(ledger, the_handle_of_another_process_means_nothing)
{
    struct machine machine;
    machine_open(&machine);
    struct process *owner = machine_serve(&machine, "owner", show_handle, NULL);
    machine_must_end(&machine, OUTCOME_FINISHED);
    machine_start(&machine, "app", use_handle_of_another, NULL);
    machine_must_end(&machine, OUTCOME_FINISHED);

    must_equal(process_holdings(owner).handles, 1);
    machine_close(&machine);
}
