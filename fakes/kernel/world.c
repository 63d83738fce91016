#include "world.h"

#include "computing.h"
#include "crash.h"
#include "divergence.h"
#include "invariant.h"
#include "ledger.h"
#include "race/race.h"
#include "trace/record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* There is one world, and its memory outlives runs. */
static struct world the_world;

struct world *world_current(void)
{
    return the_world.open ? &the_world : NULL;
}

struct world *world_get(void)
{
    INVARIANT(the_world.open);
    return &the_world;
}

void *world_take(size_t size)
{
    return arena_take(&the_world.arena, size);
}

struct world *world_open(struct choice *choice)
{
    struct world *world = &the_world;
    INVARIANT(!world->open);
    crash_watch();
    computing_begin_run();
    world->choice = choice;
    choice->witness = divergence_witness;
    world->step_bound = WORLD_STEPS_DEFAULT;
    world->spin_bound = UINT32_MAX;
    world->patience_ms = WORLD_PATIENCE_MS_DEFAULT;
    world->open = true;
    world->footprints.off = choice->step == NULL;    // a search lives on them
    world->host_objects_made = 0;
    list_init(&world->ready_order);
    list_init(&world->pipes);
    list_init(&world->named_objects);
    fiber_init_host(&world->host);
    trace_reset(&world->trace);
    return world;
}

static void kill_what_is_left(struct world *world)
{
    for (size_t i = 0; i < world->process_count; i++)
        process_kill(world->processes[i], 0);
    if (world->departed != NULL) fiber_fini(&world->departed->fiber);
    for (size_t i = 0; i < world->process_count; i++)
        process_fini(world->processes[i]);
}

void world_close(struct world *world)
{
    INVARIANT(world->open && world->current == NULL);
    footprint_note_blocked(world);
    if (world->choice->ended != NULL) world->choice->ended(world->choice, world);
    world->footprints.off = true;
    race_stop();
    kill_what_is_left(world);
    heap_space_rewind();
    arena_reset(&world->arena);

    // All else begins anew; the arrays keep their memory.
    struct world kept = *world;
    memset(world, 0, sizeof *world);
    world->arena = kept.arena;
    world->trace = kept.trace;
    world->footprints = kept.footprints;
    world->footprints.count = 0;
    world->footprints.step_count = 0;
    world->footprints.pending_count = 0;
    world->mocks = kept.mocks;
    world->mocks.count = 0;
#define KEEP(array, capacity) (world->array = kept.array, world->capacity = kept.capacity)
    KEEP(processes, process_capacity);
    KEEP(threads, thread_capacity);
    KEEP(ready, ready_capacity);
    KEEP(timers, timer_capacity);
    KEEP(pipe_requests, pipe_request_capacity);
#undef KEEP
}

static const struct process *unfinished(const struct world *world)
{
    for (size_t i = 0; i < world->process_count; i++) {
        const struct process *process = world->processes[i];
        if (process->role == PROCESS_MUST_END && !process->ended) return process;
    }
    return NULL;
}

/* Somebody who must end goes on by the clock, and not only if a server makes him. */
static bool clock_drives_whoever_must_end(const struct world *world)
{
    for (size_t i = 1; i <= world->timer_count; i++)
        if (world->timers[i]->process->role == PROCESS_MUST_END) return true;
    return false;
}

/* Those who serve have done the same again and again: they poll, and nobody will come. Whoever waits
 * for them may know better, such as one that counts how often they look. */
static bool only_polls(struct world *world)
{
    enum { TIMES = 20, QUIET_MS = 1000 };
    struct beats *beats = &world->beats;
    if (beats->next_event < world->quiet_since_event)
        *beats = (struct beats){ .next_event = world->quiet_since_event };
    uint32_t times = beats_add(beats, &world->trace, world->trace.event_count, world->untold);
    return times >= TIMES && world->now_ms - world->quiet_since_ms >= QUIET_MS;
}

bool world_is_patient(struct world *world, uint64_t moment_ms)
{
    enum { STEPS_MAX = 5000, TIMES_IN_VAIN = 10 };
    if (clock_drives_whoever_must_end(world)) return true;
    bool in_vain = unfinished(world) != NULL;
    uint64_t patience_ms = world->patience_ms * (in_vain ? TIMES_IN_VAIN : 1);
    return moment_ms - world->quiet_since_ms <= patience_ms &&
           world->steps - world->quiet_since_step <= STEPS_MAX && (in_vain || !only_polls(world));
}

void world_note_progress(struct world *world)
{
    world->quiet_since_ms = world->now_ms;
    world->quiet_since_step = world->steps;
    world->quiet_since_event = world->trace.event_count;
}

/* Nobody can run. A replay may have diverged at a question after which nobody did anything. */
static void judge(struct world *world)
{
    const struct choice *choice = world->choice;
    if (choice->divergence != NULL && !choice->lenient) {
        world->outcome = OUTCOME_DIVERGED;
        world->why = choice->divergence;
    } else if (unfinished(world) != NULL) {
        world->outcome = OUTCOME_DEADLOCK;
        world->why = ledger_describe_waits(world);
    }
}

enum outcome world_run(struct world *world)
{
    INVARIANT(world->open && world->current == NULL);
    if (world->ended) return world->outcome;
    world->outcome = OUTCOME_FINISHED;
    world->why = NULL;
    world_note_progress(world);
    threads_run(world);
    if (!world->ended) judge(world);
    return world->outcome;
}

static void give_up(struct world *world, enum outcome outcome, const char *why, const char *note)
{
    world->outcome = outcome;
    if (outcome == OUTCOME_CRASHED && world->crash == CRASH_NONE) world->crash = CRASH_OTHER;
    world->why = why;
    world->ended = true;
    trace_mark(&world->trace, TRACE_NOTE, world_thread(world), world->now_ms, note, 0);
}

void world_give_up(struct world *world, enum outcome outcome, const char *why)
{
    give_up(world, outcome, why, why);
}

_Noreturn void world_end_noting(enum outcome outcome, const char *why, const char *note)
{
    struct world *world = world_get();
    give_up(world, outcome, why, note);
    threads_stop(world);
}

_Noreturn void world_end(enum outcome outcome, const char *why)
{
    world_end_noting(outcome, why, why);
}

_Noreturn void world_end_stale(const char *why, const char *note)
{
    world_get()->crash = CRASH_STALE;
    world_end_noting(OUTCOME_CRASHED, why, note);
}

void world_stop(struct world *world, const char *why)
{
    const char *kept = trace_keep(&world->trace, why, strlen(why));
    if (world->current != NULL) world_end(OUTCOME_STOPPED, kept);
    world->outcome = OUTCOME_STOPPED;
    world->why = kept;
    world->ended = true;
}

uint16_t world_thread(const struct world *world)
{
    return world->current != NULL ? world->current->ordinal : TRACE_NOBODY;
}

uint16_t world_thread_in_vain(const struct world *world)
{
    for (size_t i = 0; i < world->thread_count; i++) {
        const struct thread *thread = world->threads[i];
        if (thread->process->role == PROCESS_MUST_END && thread->state == THREAD_PARKED)
            return thread->ordinal;
    }
    return TRACE_NOBODY;
}

const char *world_why(const struct world *world)
{
    return world->why != NULL ? world->why : "";
}

enum crash world_crash(const struct world *world)
{
    return world->crash;
}

const char *outcome_name(enum outcome outcome)
{
    static const char *const names[OUTCOMES] = {
        [OUTCOME_FINISHED] = "finished",
        [OUTCOME_DEADLOCK] = "deadlock",
        [OUTCOME_RUNAWAY] = "runaway",
        [OUTCOME_CRASHED] = "crashed",
        [OUTCOME_STOPPED] = "stopped",
        [OUTCOME_DIVERGED] = "diverged",
        [OUTCOME_UNSUPPORTED] = "unsupported",
        [OUTCOME_REDUNDANT] = "redundant",
        [OUTCOME_RACED] = "raced",
    };
    return names[outcome];
}

void world_set_step_bound(struct world *world, uint32_t steps)
{
    world->step_bound = steps;
}

void world_set_spin_bound(struct world *world, uint32_t steps)
{
    world->spin_bound = steps;
}

void world_set_early_timeouts(struct world *world, bool on)
{
    world->early_timeouts = on;
}

void world_set_last_error_canary(struct world *world, uint32_t canary)
{
    char text[64];
    const char *name = error_name(canary);
    world->last_error_canary = canary;
    if (canary == 0) return;
    snprintf(text, sizeof text, "calls that succeed leave %s as the last error",
             name != NULL ? name : "what is none");
    trace_mark(&world->trace, TRACE_STEP, TRACE_NOBODY, world->now_ms,
               trace_keep(&world->trace, text, strlen(text)), 0);
}

void world_set_handle_recycling(struct world *world, bool on)
{
    world->handle_recycling = on;
}

void world_hush(struct world *world, bool on)
{
    world->choice->hushed = on;
}

void world_set_patience(struct world *world, uint64_t milliseconds)
{
    world->patience_ms = milliseconds;
}

void world_set_footprints(struct world *world, bool on)
{
    world->footprints.off = !on;
}

bool world_set_race_watch(struct world *world, bool on)
{
    INVARIANT(world->process_count == 0);
    if (!race_possible()) return false;
    if (on)
        race_start();
    else
        race_stop();
    return true;
}

const struct trace *world_trace(const struct world *world)
{
    return &world->trace;
}

uint64_t world_clock_ms(const struct world *world)
{
    return world->now_ms;
}

struct choice *world_choice(const struct world *world)
{
    return world->choice;
}

uint32_t world_steps(const struct world *world)
{
    return world->steps;
}
