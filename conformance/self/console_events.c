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
