/* Ctrl-C and its kin: handlers, newest first, and the end of a process that deals with none of
 * it. */
#include "machine.h"

enum { CONTROL_C_EXIT = (int)0xC000013A };    // STATUS_CONTROL_C_EXIT

static char called[8];

static void call(char letter)
{
    called[strlen(called)] = letter;
}

static BOOL WINAPI older(DWORD event)
{
    call(event == CTRL_C_EVENT ? 'o' : 'O');
    return FALSE;
}

static BOOL WINAPI newer(DWORD event)
{
    call(event == CTRL_C_EVENT ? 'n' : 'N');
    return FALSE;
}

static BOOL WINAPI deals_with_it(DWORD event)
{
    call(event == CTRL_C_EVENT ? 'd' : 'D');
    return TRUE;
}

/* A process with these handlers, which waits for the event. */
struct listener {
    PHANDLER_ROUTINE handlers[3];
    PHANDLER_ROUTINE removed;
    bool ignores;
};

static int listen(void *argument)
{
    const struct listener *listener = argument;
    for (size_t i = 0; i < COUNT_OF(listener->handlers) && listener->handlers[i] != NULL; i++)
        must_succeed(SetConsoleCtrlHandler(listener->handlers[i], TRUE));
    if (listener->removed != NULL) must_succeed(SetConsoleCtrlHandler(listener->removed, FALSE));
    if (listener->ignores) must_succeed(SetConsoleCtrlHandler(NULL, TRUE));
    Sleep(INFINITE);
    return 0;
}

TEST_OUTSIDE(console_events, run_handlers_newest_first_until_one_deals_with_it)
{
    static const struct {
        const char *name;
        struct listener listener;
        DWORD event;
        const char *called;
        bool ends;
    } rows[] = {
        { "no handler", { { NULL }, NULL, false }, CTRL_C_EVENT, "", true },
        { "none deals with it", { { older, newer }, NULL, false }, CTRL_C_EVENT, "no", true },
        { "the newest does", { { older, deals_with_it }, NULL, false }, CTRL_C_EVENT, "d", false },
        { "the oldest does", { { deals_with_it, newer }, NULL, false }, CTRL_C_EVENT, "nd", false },
        { "the newest was removed", { { older, newer }, newer, false }, CTRL_C_EVENT, "o", true },
        { "Ctrl-Break", { { older, deals_with_it }, NULL, false }, CTRL_BREAK_EVENT, "D", false },
        { "Ctrl-C is ignored", { { older }, NULL, true }, CTRL_C_EVENT, "", false },
        { "only Ctrl-C is ignored", { { older }, NULL, true }, CTRL_BREAK_EVENT, "O", true },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct machine machine;
        ROW(rows[i].name);
        memset(called, 0, sizeof called);
        machine_open(&machine);
        struct process *process = machine_serve(&machine, "app", listen, (void *)&rows[i].listener);
        machine_must_end(&machine, OUTCOME_FINISHED);
        process_ctrl_event(process, rows[i].event);
        machine_must_end(&machine, OUTCOME_FINISHED);

        must_read(called, rows[i].called);
        must_equal(process_ended(process), rows[i].ends);
        if (rows[i].ends) must_equal(process_exit_code(process), (unsigned)CONTROL_C_EXIT);
        machine_close(&machine);
    }
    ROW(NULL);
}

/* --- What is read of a console that does not end ------------------------------------------------ */

int __wrap_getchar(void);

static int keys[2];

static int read_keys(void *argument)
{
    (void)argument;
    must_succeed(SetConsoleCtrlHandler(deals_with_it, TRUE));
    keys[0] = __wrap_getchar();
    keys[1] = __wrap_getchar();
    return 0;
}

static int read_a_line(void *argument)
{
    DWORD count = 1;
    char bytes[8];
    (void)argument;
    must_succeed(SetConsoleCtrlHandler(deals_with_it, TRUE));
    must_succeed(ReadFile(GetStdHandle(STD_INPUT_HANDLE), bytes, sizeof bytes, &count, NULL));
    keys[1] = count == 0 ? -1 : 0;
    return 0;
}

TEST_OUTSIDE(console_events, end_what_waits_for_a_key)
{
    static machine_main *const readers[] = { read_keys, read_a_line };
    for (size_t i = 0; i < COUNT_OF(readers); i++) {
        struct machine machine;
        machine_open(&machine);
        struct process *process = machine_serve(&machine, "app", readers[i], NULL);
        if (i == 0) process_set_input(process, "x", 1);
        process_keep_console(process);
        machine_must_end(&machine, OUTCOME_FINISHED);
        must_hold(!process_ended(process));
        if (i == 0) must_equal(keys[0], 'x');

        process_ctrl_event(process, CTRL_C_EVENT);
        machine_must_end(&machine, OUTCOME_FINISHED);
        must_hold(process_ended(process));
        must_equal(keys[1], -1);
        machine_close(&machine);
    }
}

/* Whoever reads is gone with its process. */
TEST_OUTSIDE(console_events, end_a_process_that_waits_for_a_key)
{
    struct machine machine;
    machine_open(&machine);
    struct process *process = machine_serve(&machine, "app", read_a_line, NULL);
    process_keep_console(process);
    machine_must_end(&machine, OUTCOME_FINISHED);
    process_kill(process, 7);
    machine_must_end(&machine, OUTCOME_FINISHED);
    must_equal(process_exit_code(process), 7);
    machine_close(&machine);
}

static int press_ctrl_c(void *argument)
{
    (void)argument;
    must_succeed(SetConsoleCtrlHandler(deals_with_it, TRUE));
    must_succeed(GenerateConsoleCtrlEvent(CTRL_C_EVENT, 0));
    Sleep(1);
    return 0;
}

TEST_OUTSIDE(console_events, that_a_program_generates_reach_all_processes)
{
    struct machine machine;
    struct listener listener = { { NULL }, NULL, false };
    memset(called, 0, sizeof called);
    machine_open(&machine);
    struct process *other = machine_serve(&machine, "other", listen, &listener);
    machine_must_end(&machine, OUTCOME_FINISHED);
    struct process *self = machine_start(&machine, "app", press_ctrl_c, NULL);
    machine_must_end(&machine, OUTCOME_FINISHED);

    must_read(called, "d");
    must_equal(process_exit_code(self), 0);
    must_equal(process_exit_code(other), (unsigned)CONTROL_C_EXIT);
    machine_close(&machine);
}
