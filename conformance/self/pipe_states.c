/* The state table, walked cell by cell through real pipes.
 *
 * The tables below are the documented behaviour in Win32 errors, written down apart from the
 * kernel's own table: for each state of each end and each operation a pipe is brought into that
 * state by Win32 calls, and what the operation then does is compared. What the instance must
 * keep true is checked after each. */
#include "machine.h"

#include "kernel/handle.h"
#include "kernel/pipe.h"

enum { OK = 0, BLOCKS = -1, FAILS = -2, UNSAID = -3 };

enum operation {
    DO_READ,
    DO_WRITE,
    DO_PEEK,
    DO_TRANSACT,
    DO_FLUSH,
    DO_CONNECT,
    DO_DISCONNECT,
    DO_INFO,
    DO_GET_STATE,
    DO_SET_STATE,
    OPERATIONS
};

enum { COLUMNS = DO_INFO + 1 };    // the last column is that of the three queries

static const char *const operation_names[OPERATIONS] = {
    "ReadFile",
    "WriteFile",
    "PeekNamedPipe",
    "TransactNamedPipe",
    "FlushFileBuffers",
    "ConnectNamedPipe",
    "DisconnectNamedPipe",
    "GetNamedPipeInfo",
    "GetNamedPipeHandleState",
    "SetNamedPipeHandleState",
};

/* Whose data lies unread. */
enum unread { NONE, THEIRS, OURS };

struct row {
    const char *name;
    enum pipe_side side;
    enum pipe_state state;
    enum unread unread;
    bool nowait;
    int expected[COLUMNS];
};

// clang-format off
static const struct row server_rows[] = {
    //                                                                           read    write
    // peek transact flush connect disconnect query
    { "a listening server",            PIPE_SERVER, PIPE_LISTENING,    NONE,   0, { 536,    536,   230,  230,    OK,     BLOCKS, OK,   OK } },
    { "a connected server",            PIPE_SERVER, PIPE_CONNECTED,    NONE,   0, { BLOCKS, OK,    OK,   BLOCKS, OK,     535,    OK,   OK } },
    { "a connected server, sent to",   PIPE_SERVER, PIPE_CONNECTED,    THEIRS, 0, { OK,     OK,    OK,   231,    OK,     535,    OK,   OK } },
    { "a connected server, unheard",   PIPE_SERVER, PIPE_CONNECTED,    OURS,   0, { BLOCKS, OK,    OK,   BLOCKS, BLOCKS, 535,    OK,   OK } },
    { "a deserted server",             PIPE_SERVER, PIPE_CLOSING,      NONE,   0, { 109,    232,   109,  230,    OK,     232,    OK,   OK } },
    { "a deserted server, sent to",    PIPE_SERVER, PIPE_CLOSING,      THEIRS, 0, { OK,     232,   OK,   230,    OK,     232,    OK,   OK } },
    { "a deserted server, unheard",    PIPE_SERVER, PIPE_CLOSING,      OURS,   0, { 109,    232,   109,  230,    OK,     232,    OK,   OK } },
    { "a disconnected server",         PIPE_SERVER, PIPE_DISCONNECTED, NONE,   0, { 233,    233,   230,  230,    OK,     BLOCKS, 233,  OK } },
    { "a disconnected server, sent to", PIPE_SERVER, PIPE_DISCONNECTED, THEIRS, 0, { 233,   233,   230,  230,    OK,     BLOCKS, 233,  OK } },
    { "a disconnected server, unheard", PIPE_SERVER, PIPE_DISCONNECTED, OURS,  0, { 233,    233,   230,  230,    OK,     BLOCKS, 233,  OK } },
};

static const struct row client_rows[] = {
    //                                                                           read    write
    // peek transact flush connect disconnect query
    { "a connected client",            PIPE_CLIENT, PIPE_CONNECTED,    NONE,   0, { BLOCKS, OK,    OK,   BLOCKS, OK,     1,      1,    OK } },
    { "a connected client, sent to",   PIPE_CLIENT, PIPE_CONNECTED,    THEIRS, 0, { OK,     OK,    OK,   231,    OK,     1,      1,    OK } },
    { "a connected client, unheard",   PIPE_CLIENT, PIPE_CONNECTED,    OURS,   0, { BLOCKS, OK,    OK,   BLOCKS, BLOCKS, 1,      1,    OK } },
    { "a deserted client",             PIPE_CLIENT, PIPE_CLOSING,      NONE,   0, { 109,    232,   109,  230,    OK,     1,      1,    OK } },
    { "a deserted client, sent to",    PIPE_CLIENT, PIPE_CLOSING,      THEIRS, 0, { OK,     232,   OK,   230,    OK,     1,      1,    OK } },
    { "a deserted client, unheard",    PIPE_CLIENT, PIPE_CLOSING,      OURS,   0, { 109,    232,   109,  230,    OK,     1,      1,    OK } },
    { "a disconnected client",         PIPE_CLIENT, PIPE_DISCONNECTED, NONE,   0, { 233,    233,   233,  233,    233,    FAILS,  233,  233 } },
    { "a disconnected client, sent to", PIPE_CLIENT, PIPE_DISCONNECTED, THEIRS, 0, { 233,   233,   233,  233,    233,    FAILS,  233,  233 } },
    { "a disconnected client, unheard", PIPE_CLIENT, PIPE_DISCONNECTED, OURS,  0, { 233,    233,   233,  233,    233,    FAILS,  233,  233 } },
};

/* What the mode that never waits changes, and what it does not. */
static const struct row nowait_rows[] = {
    //                                                                           read    write
    // peek transact flush connect disconnect query
    { "an impatient listening server", PIPE_SERVER, PIPE_LISTENING,    NONE,   1, { 536,    536,   230,  230,    OK,     536,    OK,   OK } },
    { "an impatient connected server", PIPE_SERVER, PIPE_CONNECTED,    NONE,   1, { 232,    OK,    OK,   UNSAID, OK,     535,    OK,   OK } },
    { "an impatient server, sent to",  PIPE_SERVER, PIPE_CONNECTED,    THEIRS, 1, { OK,     OK,    OK,   231,    OK,     535,    OK,   OK } },
    { "an impatient deserted server",  PIPE_SERVER, PIPE_CLOSING,      NONE,   1, { 109,    232,   109,  230,    OK,     232,    OK,   OK } },
    { "an impatient disconnected server", PIPE_SERVER, PIPE_DISCONNECTED, NONE, 1, { 233,   233,   230,  230,    OK,     536,    233,  OK } },
    { "an impatient connected client", PIPE_CLIENT, PIPE_CONNECTED,    NONE,   1, { 232,    OK,    OK,   UNSAID, OK,     1,      1,    OK } },
    { "an impatient deserted client",  PIPE_CLIENT, PIPE_CLOSING,      NONE,   1, { 109,    232,   109,  230,    OK,     1,      1,    OK } },
};
// clang-format on

/* One cell: a pipe of one type in the row's state, and one operation on it. */
struct cell {
    const struct row *row;
    enum operation operation;
    bool messages;
    bool ready;    // in the state
    int seen;
    enum pipe_state state_seen;
    struct pipe_instance *instance;
};

static const WCHAR states_pipe[] = u"\\\\.\\pipe\\states";

static HANDLE create(bool messages, bool nowait, DWORD quota_bytes)
{
    DWORD modes = (messages ? PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE : PIPE_TYPE_BYTE) |
                  (nowait ? PIPE_NOWAIT : PIPE_WAIT);
    return must_succeed(CreateNamedPipeW(states_pipe, PIPE_ACCESS_DUPLEX, modes, 1, quota_bytes,
                                         quota_bytes, 0, NULL));
}

static HANDLE open_client(bool messages, bool nowait)
{
    DWORD mode = (messages ? PIPE_READMODE_MESSAGE : 0u) | (nowait ? PIPE_NOWAIT : 0u);
    HANDLE client = must_succeed(
        CreateFileW(states_pipe, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL));
    must_succeed(SetNamedPipeHandleState(client, &mode, NULL, NULL));
    return client;
}

static struct pipe_instance *instance_of(HANDLE server)
{
    struct file *file = NULL;
    must_equal(handle_object(server, OBJECT_FILE, 0, &file), STATUS_SUCCESS);
    return file->instance;
}

static void send_byte(HANDLE end)
{
    DWORD count;
    must_succeed(WriteFile(end, "x", 1, &count, NULL));
}

/* Bring the pipe into the row's state.  Returns: the row's end. */
static HANDLE arrange(struct cell *cell)
{
    const struct row *row = cell->row;
    bool is_server = row->side == PIPE_SERVER;
    HANDLE server = create(cell->messages, is_server && row->nowait, 16), client;

    cell->instance = instance_of(server);
    if (row->state == PIPE_LISTENING) return server;
    client = open_client(cell->messages, !is_server && row->nowait);
    if (row->unread == OURS) send_byte(is_server ? server : client);
    if (row->unread == THEIRS) send_byte(is_server ? client : server);
    if (row->state == PIPE_CLOSING) must_succeed(CloseHandle(is_server ? client : server));
    if (row->state == PIPE_DISCONNECTED) must_succeed(DisconnectNamedPipe(server));
    return is_server ? server : client;
}

/* Returns: OK or the error. */
static int operate(enum operation operation, HANDLE end, bool messages, DWORD size)
{
    char bytes[64] = { 0 };
    DWORD count, mode = messages ? PIPE_READMODE_MESSAGE : 0u;
    BOOL done = FALSE;

    SetLastError(MUST_SENTINEL);
    switch (operation) {
    case DO_READ: done = ReadFile(end, bytes, size, &count, NULL); break;
    case DO_WRITE: done = WriteFile(end, bytes, size, &count, NULL); break;
    case DO_PEEK: done = PeekNamedPipe(end, bytes, size, &count, NULL, NULL); break;
    case DO_TRANSACT: done = TransactNamedPipe(end, bytes, 1, bytes, size, &count, NULL); break;
    case DO_FLUSH: done = FlushFileBuffers(end); break;
    case DO_CONNECT: done = ConnectNamedPipe(end, NULL); break;
    case DO_DISCONNECT: done = DisconnectNamedPipe(end); break;
    case DO_INFO: done = GetNamedPipeInfo(end, NULL, NULL, NULL, NULL); break;
    case DO_GET_STATE:
        done = GetNamedPipeHandleStateW(end, &count, NULL, NULL, NULL, NULL, 0);
        break;
    case DO_SET_STATE: done = SetNamedPipeHandleState(end, &mode, NULL, NULL); break;
    case OPERATIONS: break;
    }
    return done ? OK : (int)GetLastError();
}

static int play(void *argument)
{
    struct cell *cell = argument;
    HANDLE end = arrange(cell);
    must_equal(cell->instance->state, cell->row->state);
    pipe_instance_check(cell->instance);

    cell->ready = true;
    cell->seen = operate(cell->operation, end, cell->messages, 8);
    cell->state_seen = cell->instance->state;
    pipe_instance_check(cell->instance);
    return 0;
}

static void walk_cell(struct cell *cell)
{
    struct machine machine;
    machine_open(&machine);
    struct process *process = machine_serve(&machine, "app", play, cell);
    machine_must_end(&machine, OUTCOME_FINISHED);
    must_hold(cell->ready);
    if (!process_ended(process)) {
        cell->seen = BLOCKS;
        cell->state_seen = cell->instance->state;
        pipe_instance_check(cell->instance);
    }
    machine_close(&machine);
}

/* A transaction needs messages (K3). */
static int expected_of(const struct cell *cell)
{
    enum operation column = cell->operation < DO_INFO ? cell->operation : DO_INFO;
    int expected = cell->row->expected[column];
    if (column != DO_TRANSACT || cell->messages || expected == 233) return expected;
    return 230;
}

static void must_answer_as_documented(const struct cell *cell)
{
    int expected = expected_of(cell);
    bool as_expected = expected == FAILS ? cell->seen > OK : cell->seen == expected;
    if (expected == UNSAID || as_expected) return;
    test_fail(__FILE__, __LINE__,
              "%s of a pipe of %s: %d, but documented is %d (0: succeeds, -1: blocks)",
              operation_names[cell->operation], cell->messages ? "messages" : "bytes", cell->seen,
              expected);
}

/* Two operations move an instance; nothing else does. */
static void must_move_as_documented(const struct cell *cell)
{
    enum pipe_state expected = cell->row->state;
    bool is_server = cell->row->side == PIPE_SERVER;
    if (is_server && cell->operation == DO_DISCONNECT) expected = PIPE_DISCONNECTED;
    if (is_server && cell->operation == DO_CONNECT && expected == PIPE_DISCONNECTED)
        expected = PIPE_LISTENING;
    if (cell->state_seen != expected)
        test_fail(__FILE__, __LINE__, "%s leads to state %d instead of %d",
                  operation_names[cell->operation], (int)cell->state_seen, (int)expected);
}

static void walk(const struct row *rows, size_t count, void (*must)(const struct cell *cell))
{
    for (size_t i = 0; i < count * OPERATIONS * 2; i++) {
        struct cell cell = { .row = &rows[i / 2 / OPERATIONS],
                             .operation = (enum operation)(i / 2 % OPERATIONS),
                             .messages = i % 2 == 0 };
        ROW(cell.row->name);
        walk_cell(&cell);
        must(&cell);
    }
    ROW(NULL);
}

TEST_OUTSIDE(pipe_states, a_server_end_answers_as_documented_in_each_state)
{
    walk(server_rows, COUNT_OF(server_rows), must_answer_as_documented);
}

TEST_OUTSIDE(pipe_states, a_client_end_answers_as_documented_in_each_state)
{
    walk(client_rows, COUNT_OF(client_rows), must_answer_as_documented);
}

TEST_OUTSIDE(pipe_states, an_end_that_never_waits_answers_as_documented_in_each_state)
{
    walk(nowait_rows, COUNT_OF(nowait_rows), must_answer_as_documented);
}

TEST_OUTSIDE(pipe_states, only_connecting_and_disconnecting_move_an_instance)
{
    walk(server_rows, COUNT_OF(server_rows), must_move_as_documented);
    walk(client_rows, COUNT_OF(client_rows), must_move_as_documented);
    walk(nowait_rows, COUNT_OF(nowait_rows), must_move_as_documented);
}

/* --- An operation in progress, and the state changes under it --------------------------------- */

enum event { CLIENT_OPENS, PEER_CLOSES, SERVER_DISCONNECTS };

static const struct interruption {
    const char *name;
    enum pipe_side side;    // whose operation is in progress
    enum operation operation;
    enum event event;
    int expected;
    enum pipe_state state_expected;
} interruptions[] = {
    { "the server listens, a client opens", PIPE_SERVER, DO_CONNECT, CLIENT_OPENS, OK,
      PIPE_CONNECTED },
    { "the server reads, the client closes", PIPE_SERVER, DO_READ, PEER_CLOSES, 109, PIPE_CLOSING },
    { "the server writes, the client closes", PIPE_SERVER, DO_WRITE, PEER_CLOSES, 109,
      PIPE_CLOSING },
    { "the server flushes, the client closes", PIPE_SERVER, DO_FLUSH, PEER_CLOSES, 109,
      PIPE_CLOSING },
    { "the server transacts, the client closes", PIPE_SERVER, DO_TRANSACT, PEER_CLOSES, 109,
      PIPE_CLOSING },
    { "the client reads, the server closes", PIPE_CLIENT, DO_READ, PEER_CLOSES, 109, PIPE_CLOSING },
    { "the client writes, the server closes", PIPE_CLIENT, DO_WRITE, PEER_CLOSES, 109,
      PIPE_CLOSING },
    { "the client flushes, the server closes", PIPE_CLIENT, DO_FLUSH, PEER_CLOSES, 109,
      PIPE_CLOSING },
    { "the client transacts, the server closes", PIPE_CLIENT, DO_TRANSACT, PEER_CLOSES, 109,
      PIPE_CLOSING },
    { "the client reads, the server disconnects", PIPE_CLIENT, DO_READ, SERVER_DISCONNECTS, 233,
      PIPE_DISCONNECTED },
    { "the client writes, the server disconnects", PIPE_CLIENT, DO_WRITE, SERVER_DISCONNECTS, 233,
      PIPE_DISCONNECTED },
    { "the client flushes, the server disconnects", PIPE_CLIENT, DO_FLUSH, SERVER_DISCONNECTS, 233,
      PIPE_DISCONNECTED },
    { "the client transacts, the server disconnects", PIPE_CLIENT, DO_TRANSACT, SERVER_DISCONNECTS,
      233, PIPE_DISCONNECTED },
};

enum { QUOTA_BYTES = 4 };

struct progress {
    const struct interruption *row;
    HANDLE end;
    bool over;
    int seen;
};

static DWORD WINAPI make_progress(void *argument)
{
    struct progress *progress = argument;
    progress->seen = operate(progress->row->operation, progress->end, true, 2 * QUOTA_BYTES);
    progress->over = true;
    return 0;
}

static int interrupt(void *argument)
{
    const struct interruption *row = argument;
    struct progress progress = { .row = row };
    HANDLE server = create(true, false, QUOTA_BYTES);
    HANDLE client = row->event == CLIENT_OPENS ? NULL : open_client(true, false);
    struct pipe_instance *instance = instance_of(server);

    progress.end = row->side == PIPE_SERVER ? server : client;
    if (row->operation == DO_FLUSH) send_byte(progress.end);
    HANDLE thread = must_succeed(CreateThread(NULL, 0, make_progress, &progress, 0, NULL));
    Sleep(1);
    must_hold(!progress.over);
    pipe_instance_check(instance);

    if (row->event == CLIENT_OPENS) open_client(true, false);
    if (row->event == PEER_CLOSES)
        must_succeed(CloseHandle(row->side == PIPE_SERVER ? client : server));
    if (row->event == SERVER_DISCONNECTS) must_succeed(DisconnectNamedPipe(server));
    must_wait(thread, INFINITE, WAIT_OBJECT_0);

    must_equal(progress.seen, row->expected);
    must_equal(instance->state, row->state_expected);
    pipe_instance_check(instance);
    return 0;
}

TEST_OUTSIDE(pipe_states, an_operation_in_progress_ends_as_documented_when_the_state_changes)
{
    for (size_t i = 0; i < COUNT_OF(interruptions); i++) {
        struct machine machine;
        ROW(interruptions[i].name);
        machine_open(&machine);
        machine_start(&machine, "app", interrupt, (void *)&interruptions[i]);
        machine_must_end(&machine, OUTCOME_FINISHED);
        machine_close(&machine);
    }
    ROW(NULL);
}
