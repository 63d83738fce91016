/* Handing over control.
 *
 * A thread that yields or waits picks its successor itself and switches to it directly; the host's
 * stack is only switched to when nobody can run. Threads that may run are kept twice: in a list,
 * whose head has been ready longest and is the calm choice, and in an array, from which any other
 * is picked in constant time.
 */
#include "thread.h"

#include "file.h"
#include "grow.h"
#include "handle.h"
#include "invariant.h"
#include "ledger.h"
#include "request.h"
#include "sync.h"
#include "timer.h"
#include "trace/record.h"
#include "wait.h"
#include "world.h"

#include <stdio.h>

struct thread *thread_current(void)
{
    struct world *world = world_current();
    return world != NULL ? world->current : NULL;
}

static void ready_add(struct thread *thread)
{
    struct world *world = thread->world;
    GROW(world->ready, world->ready_count, world->ready_capacity);
    thread->state = THREAD_READY;
    thread->place = world->ready_count;
    world->ready[world->ready_count++] = thread;
    list_append(&world->ready_order, &thread->queued);
    thread->process->threads_ready++;
}

static void ready_remove(struct thread *thread)
{
    struct world *world = thread->world;
    struct thread *last = world->ready[--world->ready_count];
    world->ready[thread->place] = last;
    last->place = thread->place;
    list_remove(&thread->queued);
    thread->process->threads_ready--;
}

/* What a thread that becomes ready now owes it to. Between steps, only what nobody could have
 * prevented happens. */
static uint32_t step_in_progress(const struct world *world)
{
    if (world->steps == 0) return 0;
    return world->current != NULL && !world->time_passes ? world->steps
                                                         : world->steps | STEP_AND_ALL_BEFORE;
}

static void fire_deadline(struct world *world, struct thread *thread)
{
    if (thread->deadline_ms > world->now_ms) world->now_ms = thread->deadline_ms;
    if (thread->state == THREAD_PREPARED) {
        timer_remove(world, thread);
        thread_launch(thread);
        return;
    }
    if (thread->withdraw != NULL) thread->withdraw(thread);
    thread_unpark(thread, STATUS_TIMEOUT);
}

/* Time stands still while somebody can run, unless the choices say otherwise. */
static void pass_time(struct world *world)
{
    struct thread *first = timer_first(world);
    if (first == NULL) return;
    if (world->ready_count == 0 && !world_is_patient(world, first->deadline_ms)) return;
    if (world->ready_count > 0) {
        if (!world->early_timeouts || choice_pick(world->choice, CHOICE_TIMEOUT, 2) == 0) return;
    }

    uint64_t moment = first->deadline_ms;
    if (moment > world->now_ms) world->time_passed_at = world->steps;
    world->time_passes = true;
    while (first != NULL && first->deadline_ms <= moment) {
        fire_deadline(world, first);
        first = timer_first(world);
    }
    world->time_passes = false;
}

/* While a step lets one process run, its threads take turns and no question is asked. */
static struct thread *choose_exclusive(struct world *world)
{
    if (world->exclusive->threads_ready > 0) {
        list_each(link, &world->ready_order)
        {
            struct thread *thread = list_entry(link, struct thread, queued);
            if (thread->process == world->exclusive) return thread;
        }
    }
    world->exclusive = NULL;
    thread_unpark(world->interrupted, STATUS_SUCCESS);
    return world->interrupted;
}

/* Option 0 is [calm]; the others are the rest of the array. */
struct thread *thread_option(const struct world *world, const struct thread *calm, uint32_t option)
{
    if (option == 0) return world->ready[calm->place];
    return world->ready[option - 1 < calm->place ? option - 1 : option];
}

uint32_t thread_find_option(const struct world *world, uint16_t ordinal, uint32_t count)
{
    uint32_t option = 0;
    while (option < count && thread_option(world, world->calm, option)->ordinal != ordinal)
        option++;
    return option;
}

/* Who takes the next step; NULL when nobody can run, now or later. */
static struct thread *choose(struct world *world, bool polite)
{
    world->exclusive_step = world->exclusive != NULL;
    if (world->exclusive_step) return choose_exclusive(world);

    // A thread that waits until now does not stay: others may have come to the same moment before
    // it.
    struct thread *current = world->current;
    bool stays = current != NULL && current->state == THREAD_READY && !polite;
    pass_time(world);
    if (world->ready_count == 0) return NULL;

    world->calm = stays ? current : list_entry(world->ready_order.next, struct thread, queued);
    uint32_t picked = choice_pick(world->choice, stays ? CHOICE_PREEMPT : CHOICE_SCHEDULE,
                                  (uint32_t)world->ready_count);
    if (stays && picked != 0) trace_note_preemption(&world->trace);
    return thread_option(world, world->calm, picked);
}

/* The stack of a thread that ended can be used again once we stand on another one. */
static void reap(struct world *world)
{
    if (world->departed == NULL) return;
    fiber_fini(&world->departed->fiber);
    world->departed = NULL;
}

/* The next step is [next]'s. Returns: false if there is none, since the run has been ended. */
static bool begin_step(struct world *world, struct thread *next)
{
    struct choice *choice = world->choice;
    if (choice->divergence != NULL && !choice->lenient)
        world_give_up(world, OUTCOME_DIVERGED, choice->divergence);
    else if (world->steps == world->step_bound ||
             world->steps - world->time_passed_at >= world->spin_bound)
        world_give_up(world, OUTCOME_RUNAWAY, ledger_describe_runaway(world));
    else if (choice->step != NULL && !choice->step(choice, world, next->ordinal))
        world_give_up(world, OUTCOME_REDUNDANT, "the run could only repeat another");
    if (world->ended) return false;

    world->steps++;
    if (next->process->role == PROCESS_MUST_END) world_note_progress(world);
    choice->switches += next != world->current && !world->exclusive_step && !choice->hushed;
    footprint_begin_step(world, next);
    next->enabled_by = 0;
    return true;
}

/* Stand on the stack of [next]; NULL is the host. */
static void switch_to(struct world *world, struct thread *next)
{
    struct thread *self = world->current;
    if (next == self) return;

    struct fiber *from = self != NULL ? &self->fiber : &world->host;
    struct fiber *to = next != NULL ? &next->fiber : &world->host;
    world->current = next;
    if (race_on) race_current = next;
    if (self != NULL && self->state == THREAD_ENDED) {
        world->departed = self;
        fiber_leave(from, to);
    }
    fiber_switch(from, to);
    reap(world);
}

/* Let somebody take the next step. */
static void hand_over(struct world *world, bool polite)
{
    struct thread *next = choose(world, polite);
    if (next != NULL && !begin_step(world, next)) next = NULL;
    switch_to(world, next);
}

void threads_run(struct world *world)
{
    hand_over(world, false);
}

_Noreturn void threads_stop(struct world *world)
{
    switch_to(world, NULL);
    INVARIANT(!"a run that was ended goes on");
}

void thread_yield(bool polite)
{
    struct world *world = world_get();
    INVARIANT(world->current != NULL);
    if (polite) {
        list_remove(&world->current->queued);
        list_append(&world->ready_order, &world->current->queued);
    }
    hand_over(world, polite);
}

NTSTATUS thread_park(uint64_t deadline_ms, void (*withdraw)(struct thread *thread))
{
    return thread_park_in(NULL, deadline_ms, withdraw);
}

NTSTATUS thread_park_in(struct list *queue, uint64_t deadline_ms,
                        void (*withdraw)(struct thread *thread))
{
    struct world *world = world_get();
    struct thread *self = world->current;
    INVARIANT(self != NULL && self->state == THREAD_READY);

    ready_remove(self);
    if (queue != NULL) list_append(queue, &self->queued);
    self->state = THREAD_PARKED;
    self->withdraw = withdraw;
    self->deadline_ms = deadline_ms;
    if (deadline_ms != DEADLINE_NEVER) timer_add(world, self);

    hand_over(world, false);
    return self->woken;
}

void thread_unpark(struct thread *thread, NTSTATUS status)
{
    INVARIANT(thread->state == THREAD_PARKED);
    timer_remove(thread->world, thread);
    if (thread->gate_wait == NULL)
        thread->withdraw = NULL;    // before a gate one still stands in line
    thread->woken = status;
    if (thread->gate_wait == NULL) thread->enabled_by = step_in_progress(thread->world);
    ready_add(thread);
}

void thread_repark(struct thread *thread, void (*withdraw)(struct thread *thread))
{
    INVARIANT(thread->state == THREAD_READY && thread != thread->world->current);
    ready_remove(thread);
    thread->state = THREAD_PARKED;
    thread->withdraw = withdraw;
    if (thread->deadline_ms != DEADLINE_NEVER) timer_add(thread->world, thread);
}

/* Where each new fiber begins. */
static void begin(void)
{
    struct world *world = world_get();
    reap(world);
    struct thread *self = world->current;
    trace_mark(&world->trace, TRACE_START, self->ordinal, world->now_ms, NULL, 0);
    uint32_t code = self->entry(self->argument);
    self->returned = true;
    thread_yield(false);    // the end is a step of its own: see run_main()
    thread_exit(code);
}

static const char *name_thread(const struct process *process, char *buffer, size_t size)
{
    if (process->threads_made == 0) return process->name;
    snprintf(buffer, size, "%s/%u", process->name, process->threads_made);
    return buffer;
}

struct thread *thread_new(struct process *process, uint32_t (*entry)(void *), void *argument)
{
    struct thread *thread = thread_prepare(process, entry, argument);
    thread_launch(thread);
    return thread;
}

struct thread *thread_prepare(struct process *process, uint32_t (*entry)(void *), void *argument)
{
    struct world *world = process->world;
    struct thread *thread = world_take(sizeof *thread);

    object_init(&thread->object, OBJECT_THREAD);
    thread->io = footprint_new(world);
    thread->known = footprint_new(world);
    thread->world = world;
    thread->process = process;
    thread->entry = entry;
    thread->argument = argument;
    crt_thread_state_init(&thread->crt);
    list_init(&thread->queued);
    list_init(&thread->owned_mutexes);
    return thread;
}

void thread_launch(struct thread *thread)
{
    struct world *world = thread->world;
    struct process *process = thread->process;
    char name[64];

    thread->ordinal =
        trace_add_thread(&world->trace, name_thread(process, name, sizeof name), process->ordinal);
    thread->tid = 4u * (thread->ordinal + 1u);
    thread->enabled_by = step_in_progress(world);
    list_append(&process->threads, &thread->in_process);
    process->threads_made++;
    process->threads_alive++;
    if (process->threads_alive > process->threads_peak)
        process->threads_peak = process->threads_alive;
    fiber_init(&thread->fiber, thread->ordinal, begin);

    GROW(world->threads, world->thread_count, world->thread_capacity);
    INVARIANT(thread->ordinal == world->thread_count);
    world->threads[world->thread_count++] = thread;
    race_begin(thread);
    ready_add(thread);
}

/* What ending means to everybody else. */
static void conclude(struct thread *thread, uint32_t exit_code)
{
    struct world *world = thread->world;
    thread->state = THREAD_ENDED;
    thread->exit_code = exit_code;
    thread->process->threads_alive--;
    trace_mark(&world->trace, TRACE_END, thread->ordinal, world->now_ms, NULL, exit_code);
    mutexes_abandon(thread);
    footprint_write(world, thread->object.id);
    race_release_of(thread, &thread->object.past);
    wait_wake(&thread->object);
}

_Noreturn void thread_exit(uint32_t exit_code)
{
    struct world *world = world_get();
    struct thread *self = world->current;
    INVARIANT(self != NULL);
    footprint_write(world, self->process->exits);
    if (self->process->threads_alive == 1 && !self->process->ended) process_exit(exit_code);

    ready_remove(self);
    conclude(self, exit_code);
    hand_over(world, false);
    INVARIANT(!"a thread that ended runs again");
}

void thread_kill(struct thread *thread, uint32_t exit_code)
{
    if (thread->state == THREAD_ENDED) return;
    INVARIANT(thread != thread->world->current);

    footprint_cut(thread->world, thread);
    if (thread->state == THREAD_READY)
        ready_remove(thread);
    else
        timer_remove(thread->world, thread);
    if (thread->withdraw != NULL) thread->withdraw(thread);
    file_lock_abandon(thread);
    handle_close_abandoned(thread);
    conclude(thread, exit_code);
    fiber_fini(&thread->fiber);
}
