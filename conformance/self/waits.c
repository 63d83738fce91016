/* Which deadlocks a process has made by itself, and how long servers are let run. */
#include "machine.h"

#include <limits.h>
#include <stdlib.h>

enum { IMPATIENT_MS = 10, NAP_MS = 7 };

/* Play [main], which deadlocks.  Returns: whether its process waits for itself. */
static bool waits_for_itself(machine_main *main)
{
    struct machine machine;
    machine_open(&machine);
    struct process *process = machine_start(&machine, "app", main, NULL);
    machine_must_end(&machine, OUTCOME_DEADLOCK);
    bool waits = process_waits_for_itself(process);
    machine_close(&machine);
    return waits;
}

static DWORD WINAPI wait_for(void *thread)
{
    WaitForSingleObject(thread, INFINITE);
    return 0;
}

static HANDLE handle_of_this_thread(void)
{
    HANDLE copy = NULL;
    DuplicateHandle(GetCurrentProcess(), GetCurrentThread(), GetCurrentProcess(), &copy, 0, FALSE,
                    DUPLICATE_SAME_ACCESS);
    return copy;
}

static int wait_for_the_waiter(void *argument)
{
    (void)argument;
    WaitForSingleObject(CreateThread(NULL, 0, wait_for, handle_of_this_thread(), 0, NULL),
                        INFINITE);
    return 0;
}

static int wait_for_this_thread(void *argument)
{
    (void)argument;
    WaitForSingleObject(handle_of_this_thread(), INFINITE);
    return 0;
}

static DWORD WINAPI enter(void *section)
{
    EnterCriticalSection(section);
    return 0;
}

static int wait_in_a_section(void *argument)
{
    CRITICAL_SECTION section;
    (void)argument;
    InitializeCriticalSection(&section);
    EnterCriticalSection(&section);
    WaitForSingleObject(CreateThread(NULL, 0, enter, &section, 0, NULL), INFINITE);
    return 0;
}

static DWORD WINAPI read_from(void *pipe)
{
    machine_read_byte(pipe);
    return 0;
}

static DWORD WINAPI connect(void *pipe)
{
    ConnectNamedPipe(pipe, NULL);
    return 0;
}

static int take_turns_at_a_handle(void *argument)
{
    (void)argument;
    HANDLE pipe = machine_create_pipe(u"\\\\.\\pipe\\turns", 64);
    machine_open_pipe(u"\\\\.\\pipe\\turns");
    CreateThread(NULL, 0, read_from, pipe, 0, NULL);
    Sleep(1);
    machine_write_byte(pipe);
    return 0;
}

static int close_behind_a_read(void *argument)
{
    (void)argument;
    HANDLE pipe = machine_create_pipe(u"\\\\.\\pipe\\behind", 64);
    machine_open_pipe(u"\\\\.\\pipe\\behind");
    CreateThread(NULL, 0, read_from, pipe, 0, NULL);
    Sleep(1);
    CloseHandle(pipe);
    return 0;
}

static int wait_for_a_client(void *argument)
{
    (void)argument;
    HANDLE pipe = machine_create_pipe(u"\\\\.\\pipe\\lonely", 64);
    HANDLE threads[] = { CreateThread(NULL, 0, connect, pipe, 0, NULL),
                         CreateEventW(NULL, TRUE, FALSE, NULL) };
    WaitForMultipleObjects(2, threads, FALSE, INFINITE);
    return 0;
}

static int join_who_waits_for_a_client(void *argument)
{
    (void)argument;
    HANDLE pipe = machine_create_pipe(u"\\\\.\\pipe\\lonely", 64);
    WaitForSingleObject(CreateThread(NULL, 0, connect, pipe, 0, NULL), INFINITE);
    return 0;
}

TEST_OUTSIDE(waits, for_oneself_are_those_for_a_lock_or_a_turn_or_the_end_of_such_a_thread)
{
    must_hold(waits_for_itself(wait_for_this_thread));
    must_hold(waits_for_itself(wait_for_the_waiter));
    must_hold(waits_for_itself(wait_in_a_section));
    must_hold(waits_for_itself(take_turns_at_a_handle));
    must_hold(waits_for_itself(close_behind_a_read));
}

TEST_OUTSIDE(waits, for_others_are_no_waits_for_oneself)
{
    must_hold(!waits_for_itself(wait_for_a_client));
    must_hold(!waits_for_itself(join_who_waits_for_a_client));
}

static HANDLE called_off;

static DWORD WINAPI wait_or_give_up(void *timeout_ms)
{
    DWORD ms = *(const DWORD *)timeout_ms, began_ms = GetTickCount();
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL);
    if (ms == 11000) called_off = event;
    DWORD result = WaitForSingleObject(event, ms);
    must_equal(result, ms == 11000 ? WAIT_OBJECT_0 : WAIT_TIMEOUT);
    must_equal(GetTickCount() - began_ms, ms == 11000 ? 0 : ms);
    return 0;
}

static DWORD WINAPI call_off(void *unused)
{
    (void)unused;
    SetEvent(called_off);
    return 0;
}

/* Whoever is called off leaves a place among the timers for one that is due before those around. */
static int wait_with_many_timeouts(void *argument)
{
    static DWORD timeouts_ms[] = { 1000, 10000, 2000, 11000, 12000, 3000 };
    (void)argument;
    for (size_t i = 0; i < COUNT_OF(timeouts_ms); i++)
        CreateThread(NULL, 0, wait_or_give_up, &timeouts_ms[i], 0, NULL);
    WaitForSingleObject(CreateThread(NULL, 0, call_off, NULL, 0, NULL), INFINITE);
    Sleep(20000);
    return 0;
}

TEST_OUTSIDE(waits, time_out_on_time_when_others_are_called_off)
{
    struct machine machine;
    machine_open(&machine);
    machine_start(&machine, "app", wait_with_many_timeouts, NULL);
    machine_must_end(&machine, OUTCOME_FINISHED);
    machine_close(&machine);
}

/* No two naps are alike. */
static int nap_for_ever(void *argument)
{
    (void)argument;
    for (unsigned naps = 0; naps < UINT_MAX; naps++)
        Sleep(NAP_MS + naps);
    return 0;
}

TEST_OUTSIDE(waits, of_servers_that_only_nap_end_with_the_patience)
{
    struct machine machine;
    machine_open(&machine);
    world_set_patience(machine.world, IMPATIENT_MS);
    machine_serve(&machine, "app", nap_for_ever, NULL);
    machine_must_end(&machine, OUTCOME_FINISHED);
    must_hold(world_clock_ms(machine.world) <= IMPATIENT_MS);
    machine_close(&machine);
}

/* As fast as can be. */
static int doze_for_ever(void *argument)
{
    (void)argument;
    for (volatile LONG naps = 0; InterlockedIncrement(&naps) > 0;)
        Sleep(1);
    return 0;
}

TEST_OUTSIDE(waits, of_servers_that_wake_up_all_the_time_end_too)
{
    struct machine machine;
    machine_open(&machine);
    machine_serve(&machine, "app", doze_for_ever, NULL);
    machine_must_end(&machine, OUTCOME_FINISHED);
    machine_close(&machine);
}

static int wait_for_ever(void *argument)
{
    (void)argument;
    WaitForSingleObject(CreateEventW(NULL, TRUE, FALSE, NULL), INFINITE);
    return 0;
}

/* --- Polls ------------------------------------------------------------------------------------ */

static int poll_an_event(void *argument)
{
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL);
    while (WaitForSingleObject(event, 0) == WAIT_TIMEOUT) {
        free(malloc(10));
        Sleep(*(DWORD *)argument);
    }
    return 0;
}

static int poll_a_closed_pipe(void *argument)
{
    char byte;
    DWORD count;
    HANDLE server = machine_create_pipe(u"\\\\.\\pipe\\x", 16);
    CloseHandle(machine_open_pipe(u"\\\\.\\pipe\\x"));
    while (!ReadFile(server, &byte, 1, &count, NULL))
        Sleep(*(DWORD *)argument);
    return 0;
}

static int look_at_the_clock(void *argument)
{
    while (GetTickCount() != 0)
        Sleep(*(DWORD *)argument);
    return 0;
}

static int count_polls(void *argument)
{
    for (volatile LONG polls = 0; InterlockedIncrement(&polls) > 0;)
        Sleep(*(DWORD *)argument);
    return 0;
}

/* It is full some day. */
static int fill_a_pipe(void *argument)
{
    HANDLE server = machine_create_pipe(u"\\\\.\\pipe\\x", 3000);
    HANDLE client = machine_open_pipe(u"\\\\.\\pipe\\x");
    while (client != INVALID_HANDLE_VALUE) {
        machine_write_byte(server);
        Sleep(*(DWORD *)argument);
    }
    return 0;
}

/* How long a run goes on in which two such servers are left, in virtual time. */
static uint64_t last(machine_main *main, DWORD one_ms, DWORD other_ms)
{
    struct machine machine;
    machine_open(&machine);
    machine_serve(&machine, "one", main, &one_ms);
    machine_serve(&machine, "other", main, &other_ms);
    machine_must_end(&machine, OUTCOME_FINISHED);
    uint64_t end_ms = world_clock_ms(machine.world);
    machine_close(&machine);
    return end_ms;
}

TEST_OUTSIDE(waits, of_servers_that_repeat_what_they_do_end_when_that_is_clear)
{
    static const struct {
        const char *row;
        machine_main *main;
        DWORD one_ms, other_ms;
        uint64_t least_ms, most_ms;
    } rows[] = {
        { "a second must pass", poll_an_event, 10, 10, 1000, 1000 },
        { "so must twenty times", poll_an_event, 100, 100, 2000, 2300 },
        { "of both", poll_an_event, 10, 100, 2000, 2300 },
        { "a call that fails", poll_a_closed_pipe, 10, 10, 1000, 1000 },
        { "no two are alike", look_at_the_clock, 10, 10, 5000, 60000 },
        { "it changes what nobody sees", count_polls, 10, 10, 5000, 60000 },
        { "it changes what others see", fill_a_pipe, 10, 10, 5000, 60000 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        ROW(rows[i].row);
        uint64_t end_ms = last(rows[i].main, rows[i].one_ms, rows[i].other_ms);
        must_hold(end_ms >= rows[i].least_ms);
        must_hold(end_ms <= rows[i].most_ms);
    }
    ROW(NULL);
}

TEST_OUTSIDE(waits, for_servers_that_repeat_what_they_do_are_longer_while_somebody_waits)
{
    struct machine machine;
    DWORD nap_ms = 10;
    machine_open(&machine);
    machine_serve(&machine, "app", poll_an_event, &nap_ms);
    machine_start(&machine, "client", wait_for_ever, NULL);
    machine_must_end(&machine, OUTCOME_DEADLOCK);

    must_hold(world_clock_ms(machine.world) > 5000);
    machine_close(&machine);
}

/* --- In vain ---------------------------------------------------------------------------------- */

TEST_OUTSIDE(waits, for_a_server_that_only_naps_are_in_vain)
{
    struct machine machine;
    machine_open(&machine);
    world_set_patience(machine.world, IMPATIENT_MS);
    machine_serve(&machine, "app", nap_for_ever, NULL);
    machine_start(&machine, "client", wait_for_ever, NULL);
    machine_must_end(&machine, OUTCOME_DEADLOCK);

    must_hold(world_clock_ms(machine.world) > IMPATIENT_MS);
    must_say(world_why(machine.world), "client waits in WaitForSingleObject");
    machine_close(&machine);
}

enum { LONG_MS = 1000 * IMPATIENT_MS };

static int sleep_long(void *argument)
{
    (void)argument;
    Sleep(LONG_MS);
    return 0;
}

TEST_OUTSIDE(waits, of_clients_by_the_clock_are_waited_for)
{
    struct machine machine;
    machine_open(&machine);
    world_set_patience(machine.world, IMPATIENT_MS);
    machine_serve(&machine, "app", nap_for_ever, NULL);
    machine_start(&machine, "client", sleep_long, NULL);
    machine_must_end(&machine, OUTCOME_FINISHED);

    must_hold(world_clock_ms(machine.world) >= LONG_MS);
    machine_close(&machine);
}
