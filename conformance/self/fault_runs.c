/* Searches under a plan: one exploration a plan, and mocks too. What the exhaustive one claims to
 * have tried, brute force finds too, faults with effects of their own included; and each run
 * replays from its token. */
#define _GNU_SOURCE    // open_memstream
#include "machine.h"
#include "signature.h"

#include <piperig/fault.h>
#include <piperig/search.h>
#include <piperig/token.h>

#include "kernel/world.h"

#include <stdlib.h>

enum { RUNS_MAX = 200000 };

/* --- Programs --------------------------------------------------------------------------------- */

static const WCHAR runs_pipe[] = u"\\\\.\\pipe\\runs";

/* What came of the server's calls, a digit each. */
static uint64_t results;

static void note(BOOL well)
{
    results = results * 2 + (well != 0);
}

static int serve_one(void *argument)
{
    char byte;
    DWORD count;
    (void)argument;
    HANDLE pipe =
        CreateNamedPipeW(runs_pipe, PIPE_ACCESS_DUPLEX, PIPE_TYPE_MESSAGE, 1, 4, 4, 0, NULL);
    note(ConnectNamedPipe(pipe, NULL));
    note(ReadFile(pipe, &byte, 1, &count, NULL));
    note(WriteFile(pipe, "reply", 5, &count, NULL));
    note(FlushFileBuffers(pipe));
    CloseHandle(pipe);
    return 0;
}

static int ask(void *argument)
{
    (void)argument;
    HANDLE pipe =
        CreateFileW(runs_pipe, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    if (pipe == INVALID_HANDLE_VALUE) return 1;
    machine_write_byte(pipe);
    machine_read_byte(pipe);
    return 0;
}

/* Reads nothing. */
static int ask_and_linger(void *argument)
{
    (void)argument;
    HANDLE pipe = machine_open_pipe(runs_pipe);
    machine_write_byte(pipe);
    Sleep(1000);
    return pipe == NULL;
}

static DWORD WINAPI make_events(void *unused)
{
    (void)unused;
    for (int i = 0; i < 2; i++)
        note(CreateEventW(NULL, TRUE, FALSE, NULL) != NULL);
    return 0;
}

/* Two threads that make the same calls. */
static int make_events_in_both(void *argument)
{
    HANDLE thread = CreateThread(NULL, 0, make_events, NULL, 0, NULL);
    make_events(argument);
    return thread == NULL || WaitForSingleObject(thread, INFINITE) != WAIT_OBJECT_0;
}

static HANDLE go;

static DWORD WINAPI open_the_gate(void *unused)
{
    (void)unused;
    note(SetEvent(go));
    return 0;
}

static int wait_a_while(void *argument)
{
    (void)argument;
    go = CreateEventW(NULL, TRUE, FALSE, NULL);
    CreateThread(NULL, 0, open_the_gate, NULL, 0, NULL);
    note(WaitForSingleObject(go, 10) == WAIT_OBJECT_0);
    return 0;
}

static HANDLE mutex;

static DWORD WINAPI take_mutex(void *unused)
{
    (void)unused;
    note(WaitForSingleObject(mutex, 0) == WAIT_OBJECT_0);
    note(ReleaseMutex(mutex));
    return 0;
}

static int take_mutex_in_both(void *argument)
{
    mutex = CreateMutexW(NULL, FALSE, u"runs");
    HANDLE thread = CreateThread(NULL, 0, take_mutex, NULL, 0, NULL);
    take_mutex(argument);
    return WaitForSingleObject(thread, INFINITE) != WAIT_OBJECT_0;
}

static int take_mutex_in_time(void *argument)
{
    (void)argument;
    mutex = CreateMutexW(NULL, FALSE, NULL);
    HANDLE thread = CreateThread(NULL, 0, take_mutex, NULL, 0, NULL);
    note(WaitForSingleObject(mutex, 10) == WAIT_OBJECT_0);
    return WaitForSingleObject(thread, INFINITE) != WAIT_OBJECT_0;
}

static int take_mutex_or_event(void *argument)
{
    (void)argument;
    mutex = CreateMutexW(NULL, FALSE, u"runs");
    HANDLE thread = CreateThread(NULL, 0, take_mutex, NULL, 0, NULL);
    HANDLE either[] = { CreateEventW(NULL, TRUE, FALSE, NULL), mutex };
    note(WaitForMultipleObjects(2, either, FALSE, INFINITE) == WAIT_OBJECT_0 + 1);
    note(ReleaseMutex(mutex));
    return WaitForSingleObject(thread, INFINITE) != WAIT_OBJECT_0;
}

static SRWLOCK lock;
static CONDITION_VARIABLE condition;
static bool is_open;

static DWORD WINAPI open_and_wake(void *unused)
{
    (void)unused;
    AcquireSRWLockExclusive(&lock);
    is_open = true;
    WakeConditionVariable(&condition);
    ReleaseSRWLockExclusive(&lock);
    return 0;
}

/* As one must: whoever wakes looks again. */
static int sleep_until_open(void *argument)
{
    (void)argument;
    InitializeSRWLock(&lock);
    InitializeConditionVariable(&condition);
    is_open = false;
    CreateThread(NULL, 0, open_and_wake, NULL, 0, NULL);
    AcquireSRWLockExclusive(&lock);
    while (!is_open)
        note(SleepConditionVariableSRW(&condition, &lock, 10, 0));
    ReleaseSRWLockExclusive(&lock);
    return 0;
}

struct row {
    const char *plan;
    machine_main *server;
    machine_main *client;    // NULL: there is none
    struct mock mock;        // of no call: none
};

static const struct row rows[] = {
    { "none", serve_one, ask, { 0 } },
    { "server:2=ConnectNamedPipe-killed", serve_one, ask, { 0 } },
    { "server:2=ConnectNamedPipe-killed_after", serve_one, ask, { 0 } },
    { "server:3=ReadFile-killed", serve_one, ask, { 0 } },
    { "server:3=ReadFile-killed_waiting", serve_one, ask, { 0 } },
    { "server:3=ReadFile-killed_after", serve_one, ask, { 0 } },
    { "server:3=ReadFile-disconnected", serve_one, ask, { 0 } },
    { "server:4=WriteFile-disconnected", serve_one, ask, { 0 } },
    { "server:5=FlushFileBuffers-disconnected", serve_one, ask, { 0 } },
    { "server:4=WriteFile-killed", serve_one, ask, { 0 } },
    { "server:4=WriteFile-killed_waiting", serve_one, ask, { 0 } },
    { "server:5=FlushFileBuffers-killed_waiting", serve_one, ask, { 0 } },
    { "server:2=ConnectNamedPipe-resources,server:3=ReadFile-killed", serve_one, ask, { 0 } },
    { "server:2+=CreateEvent-memory", make_events_in_both, NULL, { 0 } },
    { "server/1:1+=CreateEvent-memory", make_events_in_both, NULL, { 0 } },
    { "server:3=WaitForSingleObject-timeout", wait_a_while, NULL, { 0 } },
    { "server:3=WaitForSingleObject-abandoned", take_mutex_in_both, NULL, { 0 } },
    { "server:3=WaitForSingleObject-timeout", take_mutex_in_time, NULL, { 0 } },
    { "server:4=WaitForMultipleObjects-abandoned", take_mutex_or_event, NULL, { 0 } },
    { "server:2=SleepConditionVariable-woken", sleep_until_open, NULL, { 0 } },
    { "server:2=SleepConditionVariable-timeout", sleep_until_open, NULL, { 0 } },
    { "none",
      make_events_in_both,
      NULL,
      { .call = CALL_CREATE_EVENT, .who = "server*", .nth = 2 } },
    { "none", make_events_in_both, NULL, { .call = CALL_CREATE_EVENT, .nth = 3, .onwards = true } },
};

/* --- Runs ------------------------------------------------------------------------------------- */

static struct fault_plan read_plan(const char *text)
{
    struct fault_plan plan;
    const char *why;
    if (!fault_plan_read(&plan, text, &why)) test_fail(__FILE__, __LINE__, "%s: %s", text, why);
    return plan;
}

static struct world *open_row(const struct row *row, struct choice *choice)
{
    struct fault_plan plan = read_plan(row->plan);
    struct program server = { .name = "server", .function = row->server };
    struct program client = { .name = "client", .function = row->client };
    struct world *world = world_open(choice);
    results = 1;
    world_set_plan(world, &plan);
    if (row->mock.call != CALL_NONE) world_mock(world, &row->mock);
    world_start(world, &server, PROCESS_SERVES, NULL);
    if (row->client != NULL) world_start(world, &client, PROCESS_SERVES, NULL);
    return world;
}

struct runs {
    uint64_t *entries;    // which run it was, and what came of it
    size_t count;
    uint64_t struck;
};

static void add(struct runs *runs, uint64_t signature)
{
    must_hold(runs->count < RUNS_MAX);
    runs->entries[runs->count++] = signature * 0x9E3779B97F4A7C15u ^ results;
}

static void make_a_set(struct runs *runs)
{
    size_t kept = 0;
    qsort(runs->entries, runs->count, sizeof *runs->entries, signature_compare);
    for (size_t i = 0; i < runs->count; i++)
        if (i == 0 || runs->entries[i] != runs->entries[i - 1])
            runs->entries[kept++] = runs->entries[i];
    runs->count = kept;
}

static struct runs explore(const struct row *row, struct search *search)
{
    struct runs runs = { .entries = malloc(RUNS_MAX * sizeof *runs.entries) };
    struct choice *choice;
    must_hold(runs.entries != NULL);
    while ((choice = search_next(search)) != NULL) {
        struct world *world = open_row(row, choice);
        world_set_footprints(world, true);
        enum outcome outcome = world_run(world);
        must_hold(outcome == OUTCOME_FINISHED || outcome == OUTCOME_REDUNDANT);
        if (world->plan.count > 0) runs.struck += fault_struck(world, world->plan.count - 1) > 0;
        if (outcome == OUTCOME_FINISHED) add(&runs, signature_of(world));
        world_close(world);
    }
    must_hold(search_progress(search).exhausted || search_progress(search).waiting == 0);
    search_close(search);
    make_a_set(&runs);
    return runs;
}

TEST_OUTSIDE(fault_runs, are_all_found_by_the_exhaustive_search_under_each_plan)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        ROW(rows[i].plan);
        struct runs brute = explore(&rows[i], search_bounded(UINT32_MAX));
        struct runs clever = explore(&rows[i], search_exhaustive());

        must_equal(clever.count, brute.count);
        must_hold(memcmp(clever.entries, brute.entries, brute.count * sizeof *brute.entries) == 0);
        must_equal(brute.struck > 0, strcmp(rows[i].plan, "none") != 0);
        free(brute.entries);
        free(clever.entries);
    }
    ROW(NULL);
}

/* --- The picture ------------------------------------------------------------------------------ */

/* A calm run's picture.  Owns: the caller frees it. */
static char *draw_calm(const struct row *row)
{
    char *text = NULL;
    size_t size;
    struct choice calm;
    choice_init_calm(&calm);
    struct world *world = open_row(row, &calm);
    must_equal(world_run(world), OUTCOME_FINISHED);
    FILE *out = open_memstream(&text, &size);
    must_hold(out != NULL);
    trace_draw(world_trace(world), out, 0);
    fclose(out);
    world_close(world);
    choice_fini(&calm);
    return text;
}

TEST_OUTSIDE(fault_runs, are_drawn_with_what_was_done_to_them)
{
    static const struct {
        const char *plan;
        machine_main *server;
        machine_main *client;
        const char *words;
    } pictures[] = {
        { "server:4=WriteFile-killed_waiting", serve_one, ask_and_linger,
          "| *WriteFile h1 5 bytes \"reply\" = FALSE :\n"
          "|   109                                 :\n"
          "! ERROR_BROKEN_PIPE                     :\n"
          "--- client is killed meanwhile -------------------------------------------------\n"
          "|                                       x ends inside Sleep, exit code 1\n" },
        { "server:4=WriteFile-killed", serve_one, ask,
          "| *WriteFile h1 5 bytes \"reply\" = FALSE :\n"
          "|   232                                 :\n"
          "! ERROR_NO_DATA                         :\n"
          "--- client was killed just before that -----------------------------------------\n"
          "|                                       x ends inside ReadFile, exit code 1\n" },
        { "server:4=WriteFile-killed_after", serve_one, ask,
          "| *WriteFile h1 5 bytes \"reply\" = TRUE  :\n"
          "--- client is killed right after that ------------------------------------------\n" },
        { "server:3=ReadFile-disconnected", serve_one, ask,
          "! ERROR_PIPE_NOT_CONNECTED              :\n"
          "--- who else holds this end disconnected it just before that -------------------\n" },
        { "server:2=ConnectNamedPipe-resources", serve_one, ask,
          "| *ConnectNamedPipe h1 = FALSE 1450\n"
          "! ERROR_NO_SYSTEM_RESOURCES\n" },
        { "server:3=WaitForSingleObject-timeout", wait_a_while, NULL,
          "--- the time-out passes first --------------------------------------------------\n" },
    };
    for (size_t i = 0; i < COUNT_OF(pictures); i++) {
        struct row row = { pictures[i].plan, pictures[i].server, pictures[i].client, { 0 } };
        ROW(row.plan);
        char *text = draw_calm(&row);
        must_say(text, pictures[i].words);
        free(text);
    }
    ROW(NULL);
}

/* --- Replay ----------------------------------------------------------------------------------- */

static char *list_run(const struct row *row, struct choice *choice, char **token)
{
    struct machine machine = { .world = open_row(row, choice) };
    must_equal(world_run(machine.world), OUTCOME_FINISHED);
    char *listing = machine_list(&machine);
    *token = token_write("self/fault_runs", 0, world_plan(machine.world), choice);
    world_close(machine.world);
    choice_fini(choice);
    return listing;
}

static void must_replay(const struct row *row, uint64_t seed)
{
    struct choice choice;
    struct token token;
    const char *why;
    char *text, *text_again;
    choice_init_random(&choice, seed);
    char *listing = list_run(row, &choice, &text);

    must_hold(token_read(&token, text, &why));
    char *plan = fault_plan_write(&token.plan);
    struct row again = *row;
    again.plan = plan;
    choice_init_replay(&choice, token.deviations, token.deviation_count, false);
    char *listing_again = list_run(&again, &choice, &text_again);

    must_read(listing_again, listing);
    must_read(text_again, text);
    free(plan);
    free(listing);
    free(listing_again);
    free(text);
    free(text_again);
    token_fini(&token);
}

TEST_OUTSIDE(fault_runs, replay_from_their_tokens)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        ROW(rows[i].plan);
        for (uint64_t seed = 1; seed <= 50; seed++)
            must_replay(&rows[i], seed);
    }
    ROW(NULL);
}
