/* The exhaustive search against brute force: on small random programs, the distinct runs among all interleavings are
 * exactly those that it tries, each once, with the same deadlocks.
 *
 * Operations are the kernel's own: cells, locks, events of both kinds, a semaphore, and the two ends of a pipe whose buffer
 * is small enough for writers to wait. */
#include "explore/happens_before.h"
#include "kernel/gate.h"
#include "kernel/request.h"
#include "kernel/sync.h"
#include "kernel/thread.h"
#include "kernel/wait.h"
#include "kernel/world.h"

#include "kernel/pipe_state.h"

#include "must.h"
#include "outside.h"

#include <piperig/search.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

enum { THREADS_MAX = 4, OPERATIONS_MAX = 5, CELLS = 2, EVENTS = 2, MUTEXES = 2, ENDS = 2 };

enum operation {
    READ_CELL, WRITE_CELL, LOCK, UNLOCK, SET_EVENT, RESET_EVENT, WAIT_EVENT, RELEASE_UNIT, TAKE_UNIT,
    WRITE_PIPE, READ_PIPE, FLUSH_PIPE, OPERATIONS
};

struct deed {
    enum operation operation;
    int            object;
};

struct program_text {
    int         threads;
    int         counts[THREADS_MAX];
    struct deed deeds[THREADS_MAX][OPERATIONS_MAX];
};

/* What the threads of a run share. */
static struct program_text text;
static struct event       *events[EVENTS];
static struct mutex       *mutexes[MUTEXES];
static struct semaphore   *semaphore;
static struct file        *ends[ENDS];

/* --- Playing a program -------------------------------------------------------------------------- */

static void use_pipe(enum operation operation, struct file *file)
{
    struct request request;
    char           bytes[4] = "abc";
    NTSTATUS       status;
    pipe_touch(file, operation == WRITE_PIPE  ? PIPE_WRITE
                     : operation == READ_PIPE ? PIPE_READ
                                              : PIPE_FLUSH);
    file_lock(file);
    request_init(&request, file);
    if (operation == WRITE_PIPE) status = pipe_write(file, bytes, 3, &request);
    else if (operation == READ_PIPE) status = pipe_read(file, bytes, 2, &request);
    else status = pipe_flush(file, &request);
    if (status == STATUS_PENDING) request_wait(&request);
    file_unlock(file);
}

static void wait_for_one(struct object *object)
{
    wait_for(&object, 1, false, UINT32_MAX);
}

static void perform(struct deed deed)
{
    thread_yield(false);
    switch (deed.operation) {
    case READ_CELL: footprint_read(world_get(), 0xF0000000u + (unsigned)deed.object); break;
    case WRITE_CELL: footprint_write(world_get(), 0xF0000000u + (unsigned)deed.object); break;
    case LOCK: wait_for_one(&mutexes[deed.object]->object); break;
    case UNLOCK: mutex_release(mutexes[deed.object]); break;
    case SET_EVENT: event_set(events[deed.object]); break;
    case RESET_EVENT: event_reset(events[deed.object]); break;
    case WAIT_EVENT: wait_for_one(&events[deed.object]->object); break;
    case RELEASE_UNIT: semaphore_release(semaphore, 1, &(int32_t){ 0 }); break;
    case TAKE_UNIT: wait_for_one(&semaphore->object); break;
    default: use_pipe(deed.operation, ends[deed.object]); break;
    }
}

static int play(void *argument)
{
    int thread = (int)(intptr_t)argument;
    for (int i = 0; i < text.counts[thread]; i++)
        perform(text.deeds[thread][i]);
    return 0;
}

static void set_up(void)
{
    struct pipe_parameters parameters = { .name = u"\\\\.\\pipe\\x",
                                          .access = PIPE_ACCESS_DUPLEX,
                                          .instances_max = 1,
                                          .out_bytes = 4,
                                          .in_bytes = 4 };
    events[0] = event_new(false, false);
    events[1] = event_new(true, false);
    mutexes[0] = mutex_new(false);
    mutexes[1] = mutex_new(false);
    semaphore = semaphore_new(1, 3);
    must_equal(pipe_create(&parameters, &ends[0]), 0);
    must_equal(pipe_open(parameters.name, true, true, &ends[1]), 0);
}

/* --- Exploring it ------------------------------------------------------------------------------- */

struct tally {
    uint64_t *signatures;
    size_t    count;
    size_t    capacity;
    uint64_t  runs;
    uint64_t  deadlocks;
};

static void no_race(void *argument, uint32_t earlier, uint32_t later, uint16_t thread,
                    const struct clock *clock)
{
    (void)argument, (void)earlier, (void)later, (void)thread, (void)clock;
}

static void add(struct tally *tally, uint64_t signature)
{
    if (tally->count == tally->capacity) {
        tally->capacity = tally->capacity > 0 ? tally->capacity * 2 : 64;
        tally->signatures = realloc(tally->signatures, tally->capacity * sizeof(uint64_t));
        must_hold(tally->signatures != NULL);
    }
    tally->signatures[tally->count++] = signature;
}

static int compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* Sort them and leave each once. Returns: how many there were twice. */
static size_t make_a_set(struct tally *tally)
{
    size_t kept = 0, all = tally->count;
    qsort(tally->signatures, all, sizeof(uint64_t), compare);
    for (size_t i = 0; i < all; i++)
        if (i == 0 || tally->signatures[i] != tally->signatures[i - 1])
            tally->signatures[kept++] = tally->signatures[i];
    tally->count = kept;
    return all - kept;
}

static void explore(struct search *search, struct tally *tally)
{
    static const char *const names[THREADS_MAX] = { "a", "b", "c", "d" };
    struct choice           *choice;
    struct order             order = { 0 };
    while ((choice = search_next(search)) != NULL) {
        struct world *world = world_open(choice);
        world_set_footprints(world, true);
        set_up();
        for (int i = 0; i < text.threads; i++) {
            struct program program = { .name = names[i],
                                       .function = play,
                                       .argument = (void *)(intptr_t)i };
            world_start(world, &program, PROCESS_MUST_END, NULL);
        }
        enum outcome outcome = world_run(world);
        if (outcome != OUTCOME_REDUNDANT) {
            tally->runs++;
            tally->deadlocks += outcome == OUTCOME_DEADLOCK;
            order_find_races(&order, &world->footprints, 1, false, no_race, NULL);
            add(tally, order_signature(&order, &world->footprints));
        }
        world_close(world);
    }
    order_fini(&order);
    search_close(search);
}

/* --- Programs ----------------------------------------------------------------------------------- */

static uint32_t below(struct choice *dice, uint32_t count)
{
    return choice_pick(dice, CHOICE_DATA, count);
}

/* So small that all interleavings can be tried: 2 threads of up to 4 operations, 3 of up to 2, or 4 of 1. */
static void write_program(struct choice *dice)
{
    static const uint32_t operations_max[THREADS_MAX + 1] = { 0, 0, 4, 2, 1 };
    text.threads = 2 + (int)below(dice, 3);
    for (int thread = 0; thread < text.threads; thread++) {
        text.counts[thread] = 1 + (int)below(dice, operations_max[text.threads]);
        for (int i = 0; i < text.counts[thread]; i++)
            text.deeds[thread][i] =
                (struct deed){ (enum operation)below(dice, OPERATIONS), (int)below(dice, 2) };
    }
}

static void print_program(uint64_t seed)
{
    fprintf(stderr, "program %" PRIu64 ":\n", seed);
    for (int thread = 0; thread < text.threads; thread++) {
        fprintf(stderr, "  thread %d:", thread);
        for (int i = 0; i < text.counts[thread]; i++)
            fprintf(stderr, " %d(%d)", text.deeds[thread][i].operation,
                    text.deeds[thread][i].object);
        fputc('\n', stderr);
    }
}

static bool agree(struct tally *brute, struct tally *clever)
{
    size_t twice = make_a_set(clever);
    make_a_set(brute);
    if (twice == 0 && clever->count == brute->count &&
        memcmp(clever->signatures, brute->signatures, brute->count * sizeof(uint64_t)) == 0 &&
        (brute->deadlocks > 0) == (clever->deadlocks > 0))
        return true;
    fprintf(stderr,
            "brute force: %" PRIu64 " runs, %zu distinct, %" PRIu64 " deadlocks; exhaustive: %" PRIu64
            " runs, %zu distinct, %" PRIu64 " deadlocks\n",
            brute->runs, brute->count, brute->deadlocks, clever->runs, clever->count,
            clever->deadlocks);
    return false;
}

static bool try_program(uint64_t seed)
{
    struct choice dice;
    struct tally  brute = { 0 }, clever = { 0 };
    choice_init_random(&dice, seed);
    write_program(&dice);
    choice_fini(&dice);

    explore(search_bounded(UINT32_MAX), &brute);
    explore(search_exhaustive(), &clever);
    bool well = agree(&brute, &clever);
    if (!well) print_program(seed);
    free(brute.signatures);
    free(clever.signatures);
    return well;
}

/* 3,000 and more on request: PIPERIG_PROGRAMS=3000. */
TEST_OUTSIDE(random_programs, have_just_the_runs_that_brute_force_finds)
{
    const char *wanted = getenv("PIPERIG_PROGRAMS");
    uint64_t    count = wanted != NULL ? strtoull(wanted, NULL, 10) : 150;
    unsigned    wrong = 0;
    for (uint64_t seed = 1; seed <= count && wrong < 3; seed++)
        wrong += !try_program(seed);
    must_equal(wrong, 0);
}
