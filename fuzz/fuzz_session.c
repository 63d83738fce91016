/* Property: whatever clients do, and whoever runs when, the reference server serves those who keep
 * to the protocol and is none the worse for those who do not.
 *
 *   - The server neither crashes nor ends, and no polite client waits for ever.
 *   - Once there, the pipe's name stays.
 *   - Each request of a polite client gets its answer, once; its session lasts until it closes, or
 *     until it sends what is no request.
 *   - Nothing is taken for a request that was not sent as one: neither part of a message nor the
 *     rest of one.
 *   - Afterwards the next client is served as if it were the first, and then the server holds just
 *     what it held before its first client: no handle, thread or byte more, and none less.
 *   - The server uses no handle that is not open.
 *   - No client makes the server report a failure of its own, or print anything but printable
 *     lines.
 *
 * Input:  a choice stream; any bytes are valid. Its head is a plan (plan.h): the build of the
 *         server, the machine, the clients and what each does. Its rest is the schedule. Fewer
 *         bytes are a calmer run.
 * Replay: fuzz_session --picture FILE draws the run. */

#include "fuzz.h"
#include "part.h"
#include "plan.h"

#include <piperig/world.h>

#include <windows.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STEPS_MAX = 20000, PICTURE_ROWS = 80 };

/* A server to be tried. */
struct build {
    const char *file;    // beside this program
    struct program program;
    struct holdings idle;    // what it holds while it waits for its first client
};

static struct build builds[] = {
    { .file = "pipe-server.rig" },
    { .file = "pipe-server-w.rig" },
};

/* One run. */
struct attempt {
    struct plan plan;
    struct choice choice;
    struct build *build;
    struct world *world;
    struct process *server;
    struct process *clients[PLAN_CLIENTS_MAX];
    struct part parts[PLAN_CLIENTS_MAX + 1];    // the last one is the client that comes afterwards
    bool name_is_there;                         // some client has found the pipe
};

static void load(struct build *build);
static void draw_picture(void);
static bool leaves_replies_unread(const struct plan *plan);
static void set_up(struct attempt *attempt, const uint8_t *data, size_t size);
static void start_client(struct attempt *attempt, uint32_t index);
static void run(struct attempt *attempt, const char *when);
static void kill_the_rude(struct attempt *attempt);
static void serve_another(struct attempt *attempt);
static void must_be_idle(const struct attempt *attempt);
static void must_use_open_handles(const struct attempt *attempt);
static void must_print_well(const struct attempt *attempt);
static void must_take_requests_only(const struct attempt *attempt);

int LLVMFuzzerInitialize(int *count, char ***arguments)
{
    (void)count;
    (void)arguments;
    fuzz_picture = draw_picture;
    for (size_t i = 0; i < sizeof builds / sizeof *builds; i++)
        load(&builds[i]);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct attempt attempt;

    set_up(&attempt, data, size);
    for (uint32_t i = 0; i < attempt.plan.client_count; i++)
        start_client(&attempt, i);
    run(&attempt, "with all its clients");
    kill_the_rude(&attempt);
    serve_another(&attempt);
    must_be_idle(&attempt);
    must_use_open_handles(&attempt);
    must_print_well(&attempt);
    must_take_requests_only(&attempt);

    if (fuzz_shows) trace_draw(world_trace(attempt.world), stdout, 0);
    world_close(attempt.world);
    choice_fini(&attempt.choice);
    return 0;
}

/* --- The server ------------------------------------------------------------------------------- */

static void learn_idle_holdings(struct build *build)
{
    struct choice calm;

    choice_init_calm(&calm);
    struct world *world = world_open(&calm);
    struct process *server = world_start(world, &build->program, PROCESS_SERVES, NULL);
    world_run(world);
    build->idle = process_holdings(server);
    world_close(world);
    choice_fini(&calm);
}

static void load(struct build *build)
{
    char why[512];

    if (!program_open(&build->program, "server", program_beside(build->file), why, sizeof why)) {
        fprintf(stderr, "%s\n", why);
        exit(3);
    }
    learn_idle_holdings(build);
}

/* --- A run ------------------------------------------------------------------------------------ */

/* A time-out that comes early makes every client as slow as that, and a server has only so much
 * patience with a polite one that reads nothing before it has said all. */
static bool leaves_replies_unread(const struct plan *plan)
{
    for (uint32_t i = 0; i < plan->client_count; i++) {
        const struct plan_client *client = &plan->clients[i];
        if (!client->rude &&
            (client->way == PLAN_WRITE_ALL_FIRST || client->way == PLAN_OFFEND_AT_LAST))
            return true;
    }
    return false;
}

static void set_up(struct attempt *attempt, const uint8_t *data, size_t size)
{
    choice_init_bytes(&attempt->choice, data, size);
    plan_draw(&attempt->plan, &attempt->choice);
    attempt->name_is_there = false;
    attempt->build = &builds[attempt->plan.wide];

    struct world *world = attempt->world = world_open(&attempt->choice);
    world_set_step_bound(world, STEPS_MAX);
    world_set_early_timeouts(world, attempt->plan.early_timeouts &&
                                        !leaves_replies_unread(&attempt->plan));
    if (attempt->plan.last_error_canary) world_set_last_error_canary(world, WORLD_STRANGE_CANARY);
    world_set_handle_recycling(world, attempt->plan.handle_recycling);
    world_set_fatal_report(fuzz_explain);
    attempt->server = world_start(world, &attempt->build->program, PROCESS_SERVES, NULL);
}

/* A rude client may be left waiting; a polite one must be served. */
static void start_client(struct attempt *attempt, uint32_t index)
{
    static const char *const names[PLAN_CLIENTS_MAX] = { "polite 1", "polite 2", "polite 3",
                                                         "polite 4" };
    static const char *const rude_names[PLAN_CLIENTS_MAX] = { "rude 1", "rude 2", "rude 3",
                                                              "rude 4" };
    const struct plan_client *client = &attempt->plan.clients[index];
    struct part *part = &attempt->parts[index];
    struct program program = {
        .name = client->rude ? rude_names[index] : names[index],
        .function = client->rude ? part_play_rude : part_play_polite,
        .argument = part,
    };
    struct program killer = { .name = "killer", .function = part_kill, .argument = part };

    *part = (struct part){ .client = client,
                           .wide = attempt->plan.wide,
                           .name_is_there = &attempt->name_is_there };
    part->victim = world_start(attempt->world, &program,
                               client->rude ? PROCESS_SERVES : PROCESS_MUST_END, NULL);
    attempt->clients[index] = part->victim;
    if (client->rude && client->killed_after > 0)
        world_start(attempt->world, &killer, PROCESS_MUST_END, NULL);
}

static void run(struct attempt *attempt, const char *when)
{
    enum outcome outcome = world_run(attempt->world);

    FUZZ_MUST(outcome == OUTCOME_FINISHED, "the run %s: %s: %s", when, outcome_name(outcome),
              world_why(attempt->world));
    FUZZ_MUST(!process_ended(attempt->server), "the server has ended, with exit code %u",
              process_exit_code(attempt->server));
}

static void kill_the_rude(struct attempt *attempt)
{
    for (uint32_t i = 0; i < attempt->plan.client_count; i++)
        if (attempt->plan.clients[i].rude) process_kill(attempt->clients[i], 1);
}

static void serve_another(struct attempt *attempt)
{
    static const struct plan_client asks_once = { .request_count = 1 };
    struct part *part = &attempt->parts[PLAN_CLIENTS_MAX];
    struct program program = { .name = "next", .function = part_play_polite, .argument = part };

    *part = (struct part){ .client = &asks_once,
                           .wide = attempt->plan.wide,
                           .name_is_there = &attempt->name_is_there };
    attempt->name_is_there = true;
    world_start(attempt->world, &program, PROCESS_MUST_END, NULL);
    run(attempt, "with the client that comes next");
}

/* --- What must be true afterwards ------------------------------------------------------------- */

static void must_be_idle(const struct attempt *attempt)
{
    struct holdings idle = attempt->build->idle;
    struct holdings now = process_holdings(attempt->server);

    // Threads that have ended are joined when the next client comes.
    const bool joins = now.ended <= process_threads_peak(attempt->server) - idle.threads + 1;
    idle.ended = now.ended;
    if (joins && memcmp(&idle, &now, sizeof idle) == 0) return;
    process_list_holdings(attempt->server, idle, stderr);
    fuzz_fail(__FILE__, __LINE__,
              "the server holds %zu handles, %zu threads, %zu blocks, %zu bytes; "
              "before its first client it held %zu, %zu, %zu, %zu",
              now.handles, now.threads, now.blocks, now.bytes, idle.handles, idle.threads,
              idle.blocks, idle.bytes);
}

/* The server is the run's first process. */
static void must_use_open_handles(const struct attempt *attempt)
{
    const struct trace *trace = world_trace(attempt->world);

    for (size_t i = 0; i < trace->event_count; i++) {
        const struct trace_event *event = &trace->events[i];
        const bool misuse =
            event->kind == TRACE_CALL && event->failed && event->error == ERROR_INVALID_HANDLE;
        FUZZ_MUST(!misuse || trace->threads[event->thread].process != 0,
                  "the server calls %s with a handle that is not open", call_name(event->call));
    }
}

static void must_print_well(const struct attempt *attempt)
{
    const char *output = process_output(attempt->server);

    for (const char *at = output; *at != '\0'; at++)
        FUZZ_MUST((*at >= ' ' && *at <= '~') || *at == '\n',
                  "the server has printed the byte 0x%02x to the console", (unsigned char)*at);
    const char *failure = strstr(output, "failed with error");
    FUZZ_MUST(failure == NULL, "the server has reported a failure: %.60s", failure);
}

/* The server prints each request that it takes, and escapes the quotation marks in it. */
static uint32_t count_taken(const struct attempt *attempt)
{
    static const char announced[] = ": request \"";
    const char *at = process_output(attempt->server);
    uint32_t taken = 0;

    while ((at = strstr(at, announced)) != NULL) {
        at += sizeof announced - 1;
        taken++;
    }
    return taken;
}

static void must_take_requests_only(const struct attempt *attempt)
{
    const uint32_t taken = count_taken(attempt);
    uint32_t polite = attempt->parts[PLAN_CLIENTS_MAX].requests;
    uint32_t rude = 0;

    for (uint32_t i = 0; i < attempt->plan.client_count; i++)
        *(attempt->plan.clients[i].rude ? &rude : &polite) += attempt->parts[i].requests;
    FUZZ_MUST(taken >= polite, "%u requests came from polite clients, %u were taken", polite,
              taken);
    FUZZ_MUST(taken <= polite + rude, "%u requests were sent, %u were taken", polite + rude, taken);
}

/* --- Telling ---------------------------------------------------------------------------------- */

static void draw_picture(void)
{
    if (world_current() != NULL)
        trace_draw_short(world_trace(world_current()), stderr, 0, PICTURE_ROWS);
}
