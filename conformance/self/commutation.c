/* Calls whose footprints say that they are independent do commute: in whichever order two threads
 * make them, results and state are the same.
 *
 * A world is brought into a random state by calls of helpers, of which many wait for ever. Then
 * two more threads come up to their calls and make one step each, in either order. What a
 * footprint misses shows as a difference.
 *
 * States are drawn until each pair of calls has had its share of those in which both calls can be
 * made: helpers' calls are often of the pair's kind, and half of the pairs are about the same
 * thing. */
#define _GNU_SOURCE    // open_memstream under -std=c17
#include "commuting_calls.h"
#include "machine.h"
#include "visible.h"

#include "explore/happens_before.h"
#include "explore/seeded.h"
#include "kernel/thread.h"
#include "kernel/world.h"

#include <stdio.h>
#include <stdlib.h>

enum { PREFIX_MAX = 14 };

/* --- A state and two calls -------------------------------------------------------------------- */

struct trial {
    struct choice choice;    // first: the driver finds the rest behind it
    struct action prefix[PREFIX_MAX];
    unsigned prefix_count;
    struct action pair[2];
    bool deserted[PROCESSES];    // the pair's threads are the only ones there
    uint16_t threads[2];
    bool swapped;
    bool together;        // the pair is at its calls
    uint32_t steps[2];    // of the pair
    unsigned made;
    bool shut_out;    // one of them stands before a lock: its call is still to come
};

static uint32_t below(struct choice *dice, uint32_t count)
{
    return choice_pick(dice, CHOICE_DATA, count);
}

static void plan_action(struct choice *dice, struct action *action, int number)
{
    const struct commuting_call *call = commuting_call_at((size_t)number);
    unsigned wishes = call->needs;
    for (unsigned wish = WISHES_LOCK_SHARED; wish <= WISHES_SECTION; wish *= 2)
        if (below(dice, 8) == 0) wishes |= wish;
    *action = (struct action){ .call = number,
                               .process = below(dice, PROCESSES),
                               .first = below(dice, 1 << 16),
                               .second = below(dice, 1 << 16),
                               .wishes = wishes & ~call->needs_none };
}

/* A call on the way to the state: half of them of the kind of either of the pair. */
static int plan_call(struct choice *dice, const int pair[2])
{
    const struct commuting_call *like = commuting_call_at((size_t)pair[below(dice, 2)]);
    bool alike = below(dice, 2) == 0;
    for (;;) {
        int number = (int)below(dice, (uint32_t)commuting_call_count());
        const struct commuting_call *call = commuting_call_at((size_t)number);
        if (!call->ends && (!alike || call->kind == like->kind || like->ends)) return number;
    }
}

/* Nobody but the pair is in a process: whichever thread is the last one there ends it. */
static void desert(struct trial *trial, unsigned process)
{
    trial->deserted[process] = true;
    for (unsigned i = 0; i < trial->prefix_count; i++)
        if (trial->prefix[i].process == process)
            trial->prefix[i].process = (process + 1) % PROCESSES;
    for (int i = 0; i < 2; i++)
        trial->pair[i].process = process;
}

/* Pipes and clients first, so that the rest finds some. */
static void plan(struct trial *trial, uint64_t seed, const int pair[2])
{
    struct choice dice;
    choice_init_random(&dice, seed);
    *trial = (struct trial){ .prefix_count = 2 + below(&dice, PREFIX_MAX - 1) };
    for (unsigned i = 0; i < trial->prefix_count; i++) {
        plan_action(&dice, &trial->prefix[i], i < 4 ? (int)(i % 2) : plan_call(&dice, pair));
        trial->prefix[i].keeps = true;
    }
    for (int i = 0; i < 2; i++)
        plan_action(&dice, &trial->pair[i], pair[i]);
    if (below(&dice, 2) == 0) {
        trial->pair[1].process = trial->pair[0].process;
        trial->pair[1].first = trial->pair[0].first;
    }
    bool on_threads = commuting_call_at((size_t)pair[0])->kind == ON_THREADS &&
                      commuting_call_at((size_t)pair[1])->kind == ON_THREADS;
    if (on_threads && below(&dice, 4) == 0) desert(trial, below(&dice, PROCESSES));
    choice_fini(&dice);
}

/* Whose turn it is: first those leave who are to leave, then both come up to their calls, then they
 * make a step each. */
static uint16_t whose_turn(const struct trial *trial, const struct world *world)
{
    for (uint16_t i = 0; i < PROCESSES; i++)
        if (trial->deserted[i] && world->threads[i]->state != THREAD_ENDED) return i;
    if (!trial->pair[0].ready) return trial->threads[0];
    if (!trial->pair[1].ready) return trial->threads[1];
    return trial->threads[trial->made ^ trial->swapped];
}

static uint32_t drive(struct choice *choice, enum choice_kind kind, uint32_t count)
{
    const struct trial *trial = (const struct trial *)choice;
    const struct world *world = world_get();
    bool schedule = kind == CHOICE_SCHEDULE || kind == CHOICE_PREEMPT;
    bool ours = schedule && trial->together && trial->made < 2;
    for (uint32_t option = 0; ours && option < count; option++)
        if (thread_option(world, world->calm, option)->ordinal == whose_turn(trial, world))
            return option;
    return 0;
}

/* After a step of each, the run is over; also when the second one cannot make its step any more. */
static bool may_step(struct choice *choice, const struct world *world, uint16_t thread)
{
    struct trial *trial = (struct trial *)choice;
    if (!trial->together || !trial->pair[0].ready || !trial->pair[1].ready) return true;
    if (trial->made == 2 || thread != whose_turn(trial, world)) return false;
    trial->steps[trial->made++ ^ trial->swapped] = world->steps + 1;
    return true;
}

static bool marks_conflict(const struct footprints *all, uint32_t left, uint32_t right)
{
    for (size_t i = 0; i < all->count; i++)
        for (size_t j = 0; all->marks[i].step == left && j < all->count; j++)
            if (all->marks[j].step == right && all->marks[j].object == all->marks[i].object &&
                order_dependent(all->marks[i].kind, all->marks[j].kind))
                return true;
    return false;
}

static void write_outcome(const struct trial *trial, FILE *out)
{
    for (int i = 0; i < 2; i++) {
        const struct action *action = &trial->pair[i];
        fprintf(out,
                "%s: done %d, result %llu, error %u, count %u, data %.8s, lock %d, section %d\n",
                commuting_call_name((size_t)action->call), action->done,
                (unsigned long long)action->result, action->error, action->count, action->data,
                action->holds, action->inside);
    }
    visible_write(out);
}

static void add_thread(struct world *world, struct action *action)
{
    thread_new(world->processes[action->process], commuting_make_call, action);
}

static struct world *open_state(struct trial *trial)
{
    static const char input[] = "xy\nz\n";
    struct world *world = world_open(&trial->choice);
    for (int i = 0; i < PROCESSES; i++) {
        struct program program = { "app", NULL, commuting_equip, &pools[i] };
        process_set_input(world_start(world, &program, PROCESS_SERVES, NULL), input,
                          sizeof input - 1);
    }
    world_run(world);
    for (unsigned i = 0; i < trial->prefix_count; i++) {
        add_thread(world, &trial->prefix[i]);
        world_run(world);
    }
    return world;
}

static void make_pair(struct trial *trial, struct world *world)
{
    trial->together = true;
    for (int i = 0; i < 2; i++) {
        trial->threads[i] = (uint16_t)world->thread_count;
        add_thread(world, &trial->pair[i]);
    }
    for (int i = 0; i < PROCESSES; i++)
        if (trial->deserted[i]) thread_unpark(world->threads[i], STATUS_SUCCESS);
    world_run(world);
    for (int i = 0; i < 2; i++)
        trial->shut_out |= world->threads[trial->threads[i]]->gate_wait != NULL;
}

/* Returns: the outcome as text, which the caller frees, and whether the two steps conflict. NULL
 *          if they were not made. */
static char *play(struct trial *trial, bool swapped, bool *conflict)
{
    char *text = NULL;
    size_t size = 0;
    trial->swapped = swapped;
    trial->choice = (struct choice){ .drive = drive, .step = may_step };
    struct world *world = open_state(trial);
    make_pair(trial, world);
    if (trial->made == 2) {
        *conflict = marks_conflict(&world->footprints, trial->steps[0], trial->steps[1]);
        FILE *out = open_memstream(&text, &size);
        write_outcome(trial, out);
        fclose(out);
    }
    world_close(world);
    choice_fini(&trial->choice);
    return text;
}

/* --- All pairs -------------------------------------------------------------------------------- */

struct score {
    unsigned states;
    unsigned independent;
};

static void complain(uint64_t seed, const int pair[2], const char *given, const char *other)
{
    fprintf(stderr,
            "%s and %s, state %llu: their steps are taken for independent, but in this order\n"
            "%s\nand in the other\n%s\n",
            commuting_call_name((size_t)pair[0]), commuting_call_name((size_t)pair[1]),
            (unsigned long long)seed, given != NULL ? given : "the second cannot be made",
            other != NULL ? other : "the second cannot be made");
}

/* Whether both could make their calls. */
static bool counts(const struct trial *trial)
{
    return !trial->shut_out && !trial->pair[0].vain && !trial->pair[1].vain;
}

/* Returns: false if the two calls are called independent, and are not. */
static bool commute(uint64_t seed, const int pair[2], struct score *score)
{
    static struct trial trial;
    bool conflict[2] = { false, false };
    plan(&trial, seed, pair);
    char *given = play(&trial, false, &conflict[0]);
    bool both = counts(&trial);
    plan(&trial, seed, pair);
    char *other = play(&trial, true, &conflict[1]);
    both = both && counts(&trial) && (given != NULL || other != NULL);
    bool independent = (given != NULL && !conflict[0]) || (other != NULL && !conflict[1]);
    bool same = given != NULL && other != NULL && strcmp(given, other) == 0;
    bool well = same || !independent || !both;
    score->states += both;
    score->independent += both && independent;
    if (!well) complain(seed, pair, given, other);
    free(given);
    free(other);
    return well;
}

/* Draw states until [wanted] count.  Returns: in how many of them the calls do not commute. */
static unsigned try_pair(const int pair[2], unsigned wanted, struct score *score)
{
    enum { TRIES_EACH = 60 };
    uint64_t first = 1000003 * (uint64_t)(pair[0] * 64 + pair[1] + 1);
    unsigned wrong = 0;
    *score = (struct score){ 0, 0 };
    for (uint64_t i = 0; score->states < wanted && wrong == 0 && i < wanted * TRIES_EACH; i++)
        wrong += !commute(first + i, pair, score);
    return wrong;
}

/* --- What the pairs got ----------------------------------------------------------------------- */

struct tally {
    struct score *pairs;    // by row and by column, of which the first is not after the second
    size_t count;
    FILE *lines;    // NULL: nobody wants to read them
};

static int by_states(const void *a, const void *b)
{
    const struct score *left = a, *right = b;
    return (left->states > right->states) - (left->states < right->states);
}

static void note(struct tally *tally, const int pair[2], struct score score)
{
    tally->pairs[tally->count++] = score;
    if (tally->lines == NULL) return;
    fprintf(tally->lines, "%-37s %-37s %5u states: independent %5u, dependent %5u\n",
            commuting_call_name((size_t)pair[0]), commuting_call_name((size_t)pair[1]),
            score.states, score.independent, score.states - score.independent);
}

/* Returns: the fewest states that a pair got. */
static unsigned sum_up(struct tally *tally)
{
    uint64_t states = 0, independent = 0;
    size_t never = 0;
    for (size_t i = 0; i < tally->count; i++) {
        states += tally->pairs[i].states;
        independent += tally->pairs[i].independent;
        never += tally->pairs[i].independent == 0;
    }
    qsort(tally->pairs, tally->count, sizeof *tally->pairs, by_states);
    if (tally->lines != NULL)
        fprintf(tally->lines,
                "%zu uses of calls, %zu pairs: %u states each at least, %u in the median; %llu in "
                "all,\nindependent in %llu, dependent in %llu; %zu pairs are dependent in all of "
                "theirs\n",
                commuting_call_count(), tally->count, tally->pairs[0].states,
                tally->pairs[tally->count / 2].states, (unsigned long long)states,
                (unsigned long long)independent, (unsigned long long)(states - independent), never);
    return tally->pairs[0].states;
}

static unsigned number_from(const char *variable, unsigned otherwise)
{
    const char *text = getenv(variable);
    return text != NULL ? (unsigned)strtoul(text, NULL, 10) : otherwise;
}

static FILE *open_named_by(const char *variable)
{
    const char *path = getenv(variable);
    return path != NULL ? fopen(path, "w") : NULL;
}

/* More states on request: PIPERIG_STATES=200. PIPERIG_STATES_TO=FILE says there what each pair
 * got. */
TEST_OUTSIDE(commutation, of_calls_that_footprints_call_independent)
{
    enum { WRONG_MAX = 3 };
    unsigned wanted = number_from("PIPERIG_STATES", 20 / CHECK_RUNS_DIVISOR + 1);
    int uses = (int)commuting_call_count();
    struct tally tally = { .pairs = calloc((size_t)(uses * uses), sizeof *tally.pairs),
                           .lines = open_named_by("PIPERIG_STATES_TO") };
    must_hold(tally.pairs != NULL);
    unsigned wrong = 0;
    for (int left = 0; left < uses; left++)
        for (int right = left; right < uses && wrong < WRONG_MAX; right++) {
            struct score score;
            const int pair[] = { left, right };
            if (left == right && commuting_call_alone((size_t)left) != NULL) continue;
            wrong += try_pair(pair, wanted, &score);
            note(&tally, pair, score);
            if (wrong == 0 && score.states < wanted)
                fprintf(stderr, "%s and %s get only %u states\n", commuting_call_name((size_t)left),
                        commuting_call_name((size_t)right), score.states);
        }
    unsigned fewest = sum_up(&tally);
    if (tally.lines != NULL) fclose(tally.lines);
    free(tally.pairs);
    must_equal(wrong, 0);
    must_equal(fewest, wanted);
}

static bool has_use(enum call call)
{
    for (size_t i = 0; i < commuting_call_count(); i++)
        if (commuting_call_at(i)->call == call) return true;
    return false;
}

/* Whatever can come before or after another thread's call has its order tried, or a reason. */
TEST_OUTSIDE(commutation, is_tried_of_each_call_that_yields_and_of_no_other)
{
    for (enum call call = CALL_NONE + 1; call < CALLS; call++) {
        ROW(call_name(call));
        bool left_out = commuting_call_left_out(call) != NULL;
        must_equal(has_use(call) || left_out, (call_flags(call) & CALL_YIELDS) != 0);
        must_hold(!has_use(call) || !left_out);
    }
}

static int use_of(enum call call)
{
    size_t number = 0;
    while (commuting_call_at(number)->call != call)
        number++;
    return (int)number;
}

/* ResetEvent leaves no footprint: states in which its order matters are found. */
TEST_OUTSIDE(commutation, is_missed_by_calls_that_leave_out_a_footprint)
{
    const int pair[] = { use_of(CALL_SET_EVENT), use_of(CALL_RESET_EVENT) };
    struct score score;
    if (!seeded_set(SEEDED_WRITE_MISSING)) SKIP("this build has no seeded faults");
    unsigned wrong = try_pair(pair, 40, &score);
    seeded_set(SEEDED_NONE);
    must_hold(wrong > 0);
}
