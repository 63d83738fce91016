#include "reordering.h"

#include "linear_extension.h"

#include "kernel/grow.h"
#include "kernel/invariant.h"
#include "kernel/world.h"

#include <stdlib.h>
#include <string.h>

enum { HOST = ORDER_THREADS_MAX, ASKERS };

/* To a question that is not who runs next. A thread's own questions come in the same order whatever
 * the others do. */
struct answer {
    uint32_t asker;    // thread or HOST
    uint32_t nth;      // of its questions
    uint32_t picked;
};

struct reordering {
    struct choice choice;     // of the run in progress
    choice_driver *replay;    // answers in the first run
    bool found;               // [turns] are those of the second run
    struct order order;

    // What the first run leaves for the second.
    uint8_t *notes;    // enum step_note, by step
    size_t note_count;
    size_t note_capacity;
    struct answer *answers;
    size_t answer_count;
    size_t answer_capacity;
    uint32_t *early;    // after how many units a deadline passed while somebody could run
    size_t early_count;
    size_t early_capacity;
    struct turns turns;
    struct turns as_they_were;

    // Of the run in progress.
    const struct turns *followed;
    uint32_t asked[ASKERS];
    uint32_t unit_first;    // step; 0: no unit has begun
    uint32_t units;         // that are over
    bool barrier;           // before the next step
    size_t turn;            // index
    uint32_t turn_units;    // that it still has
    size_t early_passed;
    bool lost;    // somebody else came, or could not: on calmly
};

static struct reordering *of_choice(struct choice *choice)
{
    return (struct reordering *)((char *)choice - offsetof(struct reordering, choice));
}

static bool is_schedule(enum choice_kind kind)
{
    return kind == CHOICE_SCHEDULE || kind == CHOICE_PREEMPT;
}

/* A test may ask before it opens a world. */
static uint32_t asker_now(const struct world *world)
{
    return world != NULL && world->current != NULL ? world->current->ordinal : HOST;
}

static bool is_too_wide(const struct world *world)
{
    return world != NULL && world->thread_count > ORDER_THREADS_MAX;
}

/* --- Both runs: units ------------------------------------------------------------------------- */

static bool turn_is_over(const struct reordering *reordering)
{
    return reordering->turn < reordering->followed->count && reordering->turn_units == 0;
}

static void begin_turn(struct reordering *reordering, size_t turn)
{
    reordering->turn = turn;
    if (turn < reordering->followed->count)
        reordering->turn_units = reordering->followed->entries[turn].units;
}

static void count_for_turn(struct reordering *reordering, uint16_t thread)
{
    if (reordering->lost) return;
    if (turn_is_over(reordering)) begin_turn(reordering, reordering->turn + 1);
    if (reordering->turn < reordering->followed->count &&
        reordering->followed->entries[reordering->turn].thread == thread)
        reordering->turn_units--;
    else
        reordering->lost = true;
}

/* Whether the unit that the step [first] began touched anything. */
static bool has_touched(const struct footprints *footprints, uint32_t first)
{
    return footprints->step_count > first || !footprint_is_empty(footprints, first);
}

/* Whether the last thing that the thread did was to wait, be it woken by now: not before a lock,
 * though, which in another order might not be taken. */
static bool has_waited(const struct thread *thread)
{
    bool woken = thread->state == THREAD_READY && thread->enabled_by != 0;
    return thread->gate_wait == NULL && (woken || thread->state == THREAD_PARKED);
}

/* Whether the unit that the step [first] began counts. Who waits, or was woken, may have done no more
 * than that; but time passes only when all wait, and who does not wait any more can be cut off. */
static bool counts(const struct world *world, uint32_t first)
{
    const struct step *step = footprint_step(&world->footprints, first);
    return has_touched(&world->footprints, first) || step->enabled_by != 0 ||
           has_waited(world->threads[step->thread]);
}

/* The last step is over, and with it the unit that [unit_first] began. */
static void end_unit(struct reordering *reordering, const struct world *world)
{
    uint32_t first = reordering->unit_first;
    if (first == 0) return;
    reordering->unit_first = 0;
    if (!counts(world, first)) return;
    reordering->units++;
    if (reordering->found)
        count_for_turn(reordering, footprint_step(&world->footprints, first)->thread);
    else
        reordering->notes[first - 1] |= STEP_COUNTS;
}

static bool note_step(struct choice *choice, const struct world *world, uint16_t thread)
{
    struct reordering *reordering = of_choice(choice);
    (void)thread;
    if (!world->exclusive_step) {
        end_unit(reordering, world);
        reordering->unit_first = world->steps + 1;
    }
    if (reordering->found) return true;
    GROW(reordering->notes, reordering->note_count, reordering->note_capacity);
    bool barrier = reordering->barrier || choice->hushed;
    reordering->notes[reordering->note_count++] =
        (uint8_t)((world->exclusive_step ? STEP_WITHIN : 0) | (barrier ? STEP_BARRIER : 0));
    reordering->barrier = choice->hushed;
    return true;
}

static void begin_run(struct reordering *reordering, const struct turns *followed)
{
    reordering->followed = followed;
    memset(reordering->asked, 0, sizeof reordering->asked);
    reordering->unit_first = reordering->units = 0;
    reordering->barrier = reordering->lost = false;
    reordering->early_passed = 0;
    begin_turn(reordering, 0);
}

/* --- The first run ---------------------------------------------------------------------------- */

static void note_early(struct reordering *reordering)
{
    GROW(reordering->early, reordering->early_count, reordering->early_capacity);
    reordering->early[reordering->early_count++] = reordering->units;
    reordering->barrier = true;
}

static void note_answer(struct reordering *reordering, uint32_t asker, uint32_t picked)
{
    uint32_t nth = reordering->asked[asker]++;
    if (picked == 0) return;
    GROW(reordering->answers, reordering->answer_count, reordering->answer_capacity);
    reordering->answers[reordering->answer_count++] = (struct answer){ asker, nth, picked };
}

static uint32_t record(struct choice *choice, enum choice_kind kind, uint32_t count)
{
    struct reordering *reordering = of_choice(choice);
    const struct world *world = world_current();
    uint32_t picked = reordering->replay(choice, kind, count);
    if (is_schedule(kind) || is_too_wide(world)) return picked;
    if (kind != CHOICE_TIMEOUT) {
        note_answer(reordering, asker_now(world), picked);
        return picked;
    }
    end_unit(reordering, world);
    if (picked != 0) note_early(reordering);
    return picked;
}

static void find_turns(struct choice *choice, const struct world *world)
{
    struct reordering *reordering = of_choice(choice);
    if (is_too_wide(world)) return;
    end_unit(reordering, world);
    order_find_races(&reordering->order, &world->footprints, 1, false, NULL, NULL);
    linear_extension_find(&world->footprints, &reordering->order, reordering->notes,
                          &reordering->turns);
    linear_extension_of_run(&world->footprints, &reordering->order, reordering->notes,
                            &reordering->as_they_were);
    reordering->found = true;
}

struct choice *reordering_record(struct reordering *reordering,
                                 const struct choice_deviation *deviations, size_t count)
{
    struct choice *choice = &reordering->choice;
    choice_fini(choice);
    choice_init_replay(choice, deviations, count, true);
    reordering->replay = choice->drive;
    choice->drive = record;
    choice->step = note_step;
    choice->ended = find_turns;
    reordering->found = false;
    reordering->note_count = reordering->answer_count = reordering->early_count = 0;
    reordering->turns.count = 0;
    begin_run(reordering, &reordering->turns);
    return choice;
}

/* --- The second run --------------------------------------------------------------------------- */

/* Whose turn it is. An attempt to take a lock is what ends a turn: whoever cannot make it waits
 * already. */
static uint32_t pick_thread(struct reordering *reordering, const struct world *world,
                            uint32_t count)
{
    end_unit(reordering, world);
    if (turn_is_over(reordering)) {
        const struct turn *turn = &reordering->followed->entries[reordering->turn];
        begin_turn(reordering, reordering->turn + 1);
        uint32_t picked = turn->attempts ? thread_find_option(world, turn->thread, count) : count;
        if (picked < count) return picked;
    }
    if (reordering->lost || reordering->turn == reordering->followed->count) return 0;
    uint32_t picked =
        thread_find_option(world, reordering->followed->entries[reordering->turn].thread, count);
    if (picked < count) return picked;
    reordering->lost = true;
    return 0;
}

static uint32_t find_answer(struct reordering *reordering, uint32_t asker, uint32_t count)
{
    uint32_t nth = reordering->asked[asker]++;
    for (size_t i = 0; i < reordering->answer_count; i++) {
        const struct answer *answer = &reordering->answers[i];
        if (answer->asker == asker && answer->nth == nth && answer->picked < count)
            return answer->picked;
    }
    return 0;
}

/* Whether the next deadline passes early now. */
static uint32_t pass_early(struct reordering *reordering, const struct world *world)
{
    end_unit(reordering, world);
    size_t next = reordering->early_passed;
    if (next == reordering->early_count || reordering->early[next] != reordering->units) return 0;
    reordering->early_passed++;
    return 1;
}

static uint32_t follow(struct choice *choice, enum choice_kind kind, uint32_t count)
{
    struct reordering *reordering = of_choice(choice);
    const struct world *world = world_current();
    if (is_too_wide(world)) return 0;
    if (is_schedule(kind)) return pick_thread(reordering, world, count);
    if (kind == CHOICE_TIMEOUT) return pass_early(reordering, world);
    return find_answer(reordering, asker_now(world), count);
}

static struct choice *follow_turns(struct reordering *reordering, const struct turns *turns)
{
    struct choice *choice = &reordering->choice;
    choice_fini(choice);
    *choice = (struct choice){ .drive = follow, .step = note_step };
    begin_run(reordering, turns);
    return choice;
}

struct choice *reordering_follow(struct reordering *reordering)
{
    return reordering->found ? follow_turns(reordering, &reordering->turns) : NULL;
}

/* --- Neighbours ------------------------------------------------------------------------------- */

size_t reordering_neighbours(const struct reordering *reordering)
{
    return reordering->found ? 2 * reordering->as_they_were.count : 0;
}

/* The next turn of the thread that has the one at [index], or NULL. */
static const struct turn *next_turn(const struct turns *turns, size_t index)
{
    for (size_t i = index + 1; i < turns->count; i++)
        if (turns->entries[i].thread == turns->entries[index].thread) return &turns->entries[i];
    return NULL;
}

struct choice *reordering_follow_neighbour(struct reordering *reordering, size_t nth)
{
    const struct turns *turns = &reordering->as_they_were;
    struct turns *moved = &reordering->turns;
    const struct turn *former = &turns->entries[nth / 2], *latter = next_turn(turns, nth / 2);
    if (latter == NULL) return NULL;
    struct turn both = *latter;
    both.units += former->units;

    while (moved->capacity < turns->count)
        moved->entries = grow(moved->entries, &moved->capacity, sizeof *moved->entries);
    moved->count = 0;
    for (const struct turn *turn = turns->entries; turn < turns->entries + turns->count; turn++) {
        const struct turn *place = nth % 2 == 0 ? former : latter;
        if (turn == place) moved->entries[moved->count++] = both;
        if (turn != former && turn != latter) moved->entries[moved->count++] = *turn;
    }
    return follow_turns(reordering, moved);
}

/* --- ------------------------------------------------------------------------------------------ */

struct reordering *reordering_open(void)
{
    struct reordering *reordering = calloc(1, sizeof *reordering);
    INVARIANT(reordering != NULL);
    return reordering;
}

void reordering_close(struct reordering *reordering)
{
    choice_fini(&reordering->choice);
    order_fini(&reordering->order);
    free(reordering->notes);
    free(reordering->answers);
    free(reordering->early);
    free(reordering->turns.entries);
    free(reordering->as_they_were.entries);
    free(reordering);
}
