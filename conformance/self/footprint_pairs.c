/* Pairs of calls whose order matters conflict, others do not.
 *
 * A missing footprint is an unsound one: it makes two calls look independent that are not, and
 * an exploration then skips orders that differ. So each pair is made in both orders here, and
 * must conflict in both. */
#include "machine.h"
#include "marks.h"

#include "kernel/thread.h"
#include "kernel/world.h"

static const WCHAR pipe_a[] = u"\\\\.\\pipe\\a", pipe_b[] = u"\\\\.\\pipe\\b";

static bool conflict(uint32_t left, uint32_t right)
{
    const struct footprints *all = marks_all();
    for (size_t i = 0; i < all->count; i++) {
        const struct footprint *mark = &all->marks[i];
        if (mark->step != left) continue;
        const struct footprint *other = marks_find(right, mark->object);
        if (other == NULL) continue;
        if (mark->kind != FOOTPRINT_READ || other->kind != FOOTPRINT_READ) return true;
    }
    return false;
}

static HANDLE reader, server, client, second, event, other_event;

static void given_events(void)
{
    event = CreateEventW(NULL, TRUE, FALSE, NULL);
    other_event = CreateEventW(NULL, TRUE, FALSE, NULL);
}

static void given_named_event(void)
{
    event = CreateEventW(NULL, TRUE, FALSE, u"named");
}

static void given_listening_instance(void)
{
    server = machine_create_pipe(pipe_a, 64);
}

static void given_connection(void)
{
    DWORD mode = PIPE_READMODE_MESSAGE;
    server = machine_create_pipe(pipe_a, 64);
    client = machine_open_pipe(pipe_a);
    SetNamedPipeHandleState(client, &mode, NULL, NULL);
}

static void given_two_connections(void)
{
    given_connection();
    second = machine_create_pipe(pipe_b, 64);
    machine_open_pipe(pipe_b);
}

/* A third thread waits for both events at once, of which one is set. */
static DWORD WINAPI wait_for_both(void *argument)
{
    HANDLE both[] = { event, other_event };
    (void)argument;
    return WaitForMultipleObjects(2, both, TRUE, 1000);
}

static void given_who_waits_for_both(void)
{
    given_events();
    SetEvent(event);
    CreateThread(NULL, 0, wait_for_both, NULL, 0, NULL);
}

static void set_event(void)
{
    SetEvent(event);
}
static void set_other_event(void)
{
    SetEvent(other_event);
}
static DWORD WINAPI read_server_in_thread(void *argument)
{
    (void)argument;
    machine_read_byte(server);
    return 0;
}

/* Three threads: one waits for what another writes, and may be cancelled. */
static void given_who_reads(void)
{
    given_two_connections();
    reader = CreateThread(NULL, 0, read_server_in_thread, NULL, 0, NULL);
}
static void cancel_reader(void)
{
    CancelSynchronousIo(reader);
}

static DWORD reader_id;

static DWORD WINAPI end_at_once(void *argument)
{
    (void)argument;
    return 0;
}

static void given_who_has_ended(void)
{
    reader = CreateThread(NULL, 0, end_at_once, NULL, 0, &reader_id);
    WaitForSingleObject(reader, INFINITE);
}
static void close_reader(void)
{
    CloseHandle(reader);
}
static void open_reader(void)
{
    OpenThread(THREAD_TERMINATE, FALSE, reader_id);
}
static void reset_event(void)
{
    ResetEvent(event);
}
static void close_event(void)
{
    CloseHandle(event);
}
static void open_event(void)
{
    OpenEventW(EVENT_MODIFY_STATE, FALSE, u"named");
}
static void poll_event(void)
{
    WaitForSingleObject(event, 0);
}
static void disconnect(void)
{
    DisconnectNamedPipe(server);
}
/* All may be busy. */
static void open_a(void)
{
    CreateFileW(pipe_a, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
}

static void create_a(void)
{
    machine_create_pipe(pipe_a, 64);
}
static void write_client(void)
{
    machine_write_byte(client);
}
static void write_server(void)
{
    machine_write_byte(server);
}
static void write_second(void)
{
    machine_write_byte(second);
}
static void close_client(void)
{
    CloseHandle(client);
}
static void peek_server(void)
{
    PeekNamedPipe(server, NULL, 0, NULL, NULL, NULL);
}
static void transact_server(void)
{
    char reply[4];
    DWORD count;
    TransactNamedPipe(server, "q", 1, reply, sizeof reply, &count, NULL);
}

static void count_instances(void)
{
    DWORD instances;
    GetNamedPipeHandleStateW(server, NULL, &instances, NULL, NULL, NULL, 0);
}

static BOOL WINAPI deal_with_it(DWORD control)
{
    (void)control;
    return TRUE;
}

static void given_handler(void)
{
    SetConsoleCtrlHandler(deal_with_it, TRUE);
}

static void add_handler(void)
{
    SetConsoleCtrlHandler(deal_with_it, TRUE);
}

static void press_ctrl_c(void)
{
    GenerateConsoleCtrlEvent(CTRL_C_EVENT, 0);
}

static void create_thread(void)
{
    CreateThread(NULL, 0, end_at_once, NULL, 0, NULL);
}

static int come_to_an_end(void *unused)
{
    (void)unused;
    return 0;
}

/* As a test does in a step of its own. */
static void start_process(void)
{
    static const struct program guest = { .name = "guest", .function = come_to_an_end };
    world_start(world_get(), &guest, PROCESS_MUST_END, NULL);
}

static DWORD slot;

static void given_slot(void)
{
    given_events();
    slot = TlsAlloc();
}
static void allocate_slot(void)
{
    TlsAlloc();
}
static void free_slot(void)
{
    TlsFree(slot);
}
static void set_value(void)
{
    TlsSetValue(slot, &slot);
}
static void get_value(void)
{
    TlsGetValue(slot);
}

/* Two calls of two threads of one process. */
struct pair {
    const char *name;
    void (*given)(void);
    void (*left)(void);
    void (*right)(void);
};

static const struct pair dependent[] = {
    { "an event is set and polled", given_events, set_event, poll_event },
    { "an event is set and reset", given_events, set_event, reset_event },
    { "a handle is closed and used", given_events, close_event, set_event },
    { "a handle is closed twice", given_events, close_event, close_event },
    { "the last handle of a name is closed, the name is opened", given_named_event, close_event,
      open_event },
    { "the last handle of a thread that has ended is closed, the thread is opened",
      given_who_has_ended, close_reader, open_reader },
    { "one event is reset, the other set, and somebody waits for both", given_who_waits_for_both,
      reset_event, set_other_event },
    { "two clients open one instance", given_listening_instance, open_a, open_a },
    { "a listening instance is disconnected, a client opens", given_listening_instance, disconnect,
      open_a },
    { "instances are counted, one is made", given_listening_instance, count_instances, create_a },
    { "one end writes, the other looks", given_connection, write_client, peek_server },
    { "one end writes, the other disconnects", given_connection, write_client, disconnect },
    { "one end closes, the other writes", given_connection, close_client, write_server },
    { "one end writes, the other transacts", given_connection, write_client, transact_server },
    { "a console handler is added, Ctrl-C is pressed", given_handler, add_handler, press_ctrl_c },
    { "two slots are given", given_slot, allocate_slot, allocate_slot },
    { "a slot is freed, another given", given_slot, free_slot, allocate_slot },
    { "a slot is given, a value is set", given_slot, allocate_slot, set_value },
    { "a slot is freed, a value is asked for", given_slot, free_slot, get_value },
    { "two threads are created", given_events, create_thread, create_thread },
    { "a process is started, a thread is created", given_events, start_process, create_thread },
    { "a read is cancelled, the other end writes", given_who_reads, cancel_reader, write_client },
};

static const struct pair independent[] = {
    { "two events are set", given_events, set_event, set_other_event },
    { "an event is polled twice", given_events, poll_event, poll_event },
    { "two pipes are written to", given_two_connections, write_client, write_second },
    { "a slot is given, an event is set", given_slot, allocate_slot, set_event },
    { "a slot is freed, an event is set", given_slot, free_slot, set_event },
    { "a value is set, another thread's is asked for", given_slot, set_value, get_value },
    { "both ends of a pipe write", given_connection, write_client, write_server },
    { "a pipe is written to, a client finds it busy", given_connection, write_client, open_a },
    { "a read is cancelled, another pipe is written to", given_who_reads, cancel_reader,
      write_second },
};

struct player {
    void (*call)(void);
    DWORD delay_ms;
    uint16_t thread;
    bool played;
};

static DWORD WINAPI play(void *argument)
{
    struct player *player = argument;
    Sleep(player->delay_ms);
    player->thread = thread_current()->ordinal;
    player->call();
    player->played = true;
    Sleep(INFINITE);
    return 0;
}

struct performance {
    const struct pair *pair;
    struct player left;
    struct player right;
};

static int perform(void *argument)
{
    struct performance *performance = argument;
    performance->pair->given();
    CreateThread(NULL, 0, play, &performance->left, 0, NULL);
    CreateThread(NULL, 0, play, &performance->right, 0, NULL);
    Sleep(INFINITE);
    return 0;
}

/* A call that waits has more than one step; besides their calls the two threads only sleep. */
static bool threads_conflict(uint16_t left, uint16_t right)
{
    const struct footprints *all = marks_all();
    for (uint32_t i = 0; i < all->step_count; i++)
        for (uint32_t j = 0; j < all->step_count; j++) {
            if (all->steps[i].thread != left || all->steps[j].thread != right) continue;
            if (conflict(i + 1, j + 1)) return true;
        }
    return false;
}

/* Whether the two calls conflict when the right one comes second, or first. */
static bool conflict_of(const struct pair *pair, bool swapped)
{
    struct machine machine;
    struct performance performance = { .pair = pair,
                                       .left = { pair->left, swapped ? 20 : 10, 0, false },
                                       .right = { pair->right, swapped ? 10 : 20, 0, false } };
    marks_open(&machine);
    machine_serve(&machine, "app", perform, &performance);
    machine_must_end(&machine, OUTCOME_FINISHED);
    must_hold(performance.left.played && performance.right.played);
    bool seen = threads_conflict(performance.left.thread, performance.right.thread);
    machine_close(&machine);
    return seen;
}

static void must_conflict(const struct pair *pairs, size_t count, bool expected)
{
    for (size_t i = 0; i < count * 2; i++) {
        const struct pair *pair = &pairs[i / 2];
        ROW(pair->name);
        if (conflict_of(pair, i % 2 == 1) != expected)
            test_fail(__FILE__, __LINE__, "in the %s order the calls are taken for %s",
                      i % 2 == 1 ? "other" : "given", expected ? "independent" : "dependent");
    }
    ROW(NULL);
}

TEST_OUTSIDE(footprints, of_calls_whose_order_matters_conflict_in_both_orders)
{
    must_conflict(dependent, COUNT_OF(dependent), true);
}

TEST_OUTSIDE(footprints, of_calls_whose_order_does_not_matter_do_not_conflict)
{
    must_conflict(independent, COUNT_OF(independent), false);
}

/* --- Whole clients ---------------------------------------------------------------------------- */

struct session {
    const WCHAR *name;
    uint32_t first;    // step with both ends open
    uint32_t last;
};

static int exchange(void *argument)
{
    struct session *session = argument;
    HANDLE own_server = machine_create_pipe(session->name, 64),
           own_client = machine_open_pipe(session->name);
    session->first = marks_step() + 1;
    for (int i = 0; i < 3; i++) {
        machine_write_byte(own_client);
        machine_read_byte(own_server);
        SwitchToThread();
    }
    session->last = marks_step();
    GetTickCount();    // what follows is another step
    return 0;
}

static bool is_of(uint32_t step, const struct session *session, unsigned thread)
{
    return step >= session->first && step <= session->last &&
           marks_all()->steps[step - 1].thread == thread;
}

TEST_OUTSIDE(footprints, of_clients_of_different_pipes_never_conflict)
{
    struct machine machine;
    struct session sessions[2] = { { .name = pipe_a }, { .name = pipe_b } };
    marks_open(&machine);
    machine_start(&machine, "a", exchange, &sessions[0]);
    machine_start(&machine, "b", exchange, &sessions[1]);
    machine_must_end(&machine, OUTCOME_FINISHED);

    unsigned pairs = 0;
    for (uint32_t left = 1; left <= world_steps(machine.world); left++)
        for (uint32_t right = 1; right <= world_steps(machine.world); right++) {
            if (!is_of(left, &sessions[0], 0) || !is_of(right, &sessions[1], 1)) continue;
            must_hold(!conflict(left, right));
            pairs++;
        }
    must_hold(pairs >= 81);
    machine_close(&machine);
}
