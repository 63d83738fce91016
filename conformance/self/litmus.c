#include "litmus.h"

#include "kernel/gate.h"
#include "kernel/thread.h"
#include "kernel/world.h"

#include <string.h>

struct lock {
    struct gate gate;
    bool taken;
};

struct part {
    const struct litmus *litmus;
    int thread;
};

static int cells[LITMUS_CELLS_MAX];
static struct lock locks[LITMUS_LOCKS_MAX];

/* Ids far from those of kernel objects. */
static footprint_id cell_id(int cell)
{
    return 0xF0000000u + (footprint_id)cell;
}

static footprint_id lock_id(int lock)
{
    return 0xF1000000u + (footprint_id)lock;
}

int litmus_read(int cell)
{
    thread_yield(false);
    footprint_read(world_get(), cell_id(cell));
    return cells[cell];
}

void litmus_write(int cell, int value)
{
    thread_yield(false);
    footprint_write(world_get(), cell_id(cell));
    cells[cell] = value;
}

void litmus_acquire(int lock)
{
    thread_yield(false);
    while (locks[lock].taken)
        gate_wait(&locks[lock].gate, DEADLINE_NEVER);
    footprint_acquire(world_get(), lock_id(lock));
    locks[lock].taken = true;
    gate_shut(&locks[lock].gate);
}

void litmus_release(int lock)
{
    thread_yield(false);
    footprint_release(world_get(), lock_id(lock));
    locks[lock].taken = false;
    gate_open(&locks[lock].gate);
}

int litmus_peek(int cell)
{
    return cells[cell];
}

static int play(void *argument)
{
    const struct part *part = argument;
    part->litmus->play(part->litmus, part->thread);
    return 0;
}

static enum outcome run_once(const struct litmus *litmus, struct choice *choice,
                             struct litmus_result *result)
{
    static const char *const names[LITMUS_THREADS_MAX] = { "a", "b", "c", "d", "e", "f", "g",
                                                           "h", "i", "j", "k", "l", "m", "n",
                                                           "o", "p", "q", "r", "s", "t" };
    struct part parts[LITMUS_THREADS_MAX];
    struct world *world = world_open(choice);
    memset(cells, 0, sizeof cells);
    for (int i = 0; i < LITMUS_LOCKS_MAX; i++) {
        locks[i].taken = false;
        gate_init(&locks[i].gate, lock_id(i));
    }
    for (int i = 0; i < litmus->threads; i++) {
        parts[i] = (struct part){ litmus, i };
        struct program program = { .name = names[i], .function = play, .argument = &parts[i] };
        world_start(world, &program, PROCESS_MUST_END, NULL);
    }
    enum outcome outcome = world_run(world);
    result->steps += world_steps(world);
    world_close(world);
    return outcome;
}

static void clear(void *data)
{
    *(struct litmus_result *)data = (struct litmus_result){ 0 };
}

static void add(void *data, const void *other)
{
    struct litmus_result *result = data;
    const struct litmus_result *helper = other;
    result->complete += helper->complete;
    result->redundant += helper->redundant;
    result->steps += helper->steps;
    result->deadlocks += helper->deadlocks;
}

static struct litmus_result explore(const struct litmus *litmus, struct search *search,
                                    struct crew *crew, uint64_t runs_between, uint64_t runs_max,
                                    void (*after)(void *argument), void *argument)
{
    struct litmus_result result = { 0 };
    struct choice *choice;
    search_share(search, crew, runs_between,
                 &(struct search_tally){ &result, sizeof result, clear, add });
    while ((runs_max == 0 || result.complete + result.redundant < runs_max) &&
           (choice = search_next(search)) != NULL) {
        enum outcome outcome = run_once(litmus, choice, &result);
        if (outcome == OUTCOME_REDUNDANT) {
            result.redundant++;
            continue;
        }
        result.complete++;
        result.deadlocks += outcome == OUTCOME_DEADLOCK;
        if (after != NULL) after(argument);
    }
    result.exhausted = search_progress(search).exhausted;
    return result;
}

struct litmus_result litmus_explore(const struct litmus *litmus, struct search *search,
                                    uint64_t runs_max, void (*after)(void *argument),
                                    void *argument)
{
    return explore(litmus, search, NULL, 0, runs_max, after, argument);
}

struct litmus_result litmus_explore_together(const struct litmus *litmus, struct search *search,
                                             struct crew *crew, uint64_t runs_between)
{
    return explore(litmus, search, crew, runs_between, 0, NULL, NULL);
}

/* --- Programs --------------------------------------------------------------------------------- */

void litmus_lastzero(const struct litmus *litmus, int thread)
{
    if (thread > 0) {
        int before = litmus_read(thread - 1);
        litmus_write(thread, before + 1);
        return;
    }
    for (int cell = litmus->size; litmus_read(cell) != 0;)
        cell--;
}

void litmus_locks(const struct litmus *litmus, int thread)
{
    (void)thread;
    for (int round = 0; round < litmus->size; round++) {
        litmus_acquire(round % 2);
        litmus_write(round % 2, litmus_read(round % 2) + 1);
        litmus_release(round % 2);
    }
}

void litmus_rw(const struct litmus *litmus, int thread)
{
    for (int operation = 0; operation < litmus->size; operation++) {
        int cell = (operation / 2 + thread) % 2;
        if (operation % 2 == 1)
            litmus_write(cell, operation);
        else
            litmus_read(cell);
    }
}

void litmus_crosswise(const struct litmus *litmus, int thread)
{
    (void)litmus;
    litmus_acquire(thread);
    litmus_acquire(1 - thread);
    litmus_release(1 - thread);
    litmus_release(thread);
}
