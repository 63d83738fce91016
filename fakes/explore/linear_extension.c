/* A thread that can go on does so: to take one of its steps earlier, right behind its last one, never
 * makes a switch more. So only where a thread must wait for another one is there anything to decide,
 * and a beginning of the new order is known by how far each thread has come. All beginnings of n
 * turns are made from those of n - 1, until one of them is the whole. */
#include "linear_extension.h"

#include "kernel/grow.h"
#include "kernel/invariant.h"

#include <stdlib.h>
#include <string.h>

/* Beginnings of one length that are kept; of long runs fewer, so that all together are no more than
 * there is time and memory for. */
enum { LEVEL_MIN = 4, LEVEL_MAX = 256, CUTS_MAX = 1 << 17 };

enum { NONE = UINT32_MAX };

struct unit {
    uint32_t first, last;    // steps
    uint16_t thread;
    uint32_t nth;       // of its thread
    uint32_t behind;    // so many units must be done before it
};

/* A beginning: its last turn, and the beginning that it made longer. */
struct cut {
    uint32_t before;    // index, or NONE
    struct turn turn;
    uint32_t preemptions;
    uint32_t done;    // units
    uint64_t hash;    // of [reached]
};

struct extension {
    const struct footprints *footprints;
    const struct order *order;
    struct unit *units;    // in the order of the run
    size_t unit_count;
    size_t unit_capacity;
    uint32_t *unit_of_step;    // its thread's last one that begins there or before: index, or NONE
    uint32_t lengths[ORDER_THREADS_MAX];       // units of each thread
    uint32_t *of_thread[ORDER_THREADS_MAX];    // their indexes
    struct cut *cuts;
    size_t cut_count;
    size_t cut_capacity;
    size_t level_max;
    uint32_t *reached;    // by cut and thread: units done
    size_t reached_capacity;
};

/* --- Units ------------------------------------------------------------------------------------ */

static void add_unit(struct extension *extension, uint32_t first, uint32_t last, uint32_t behind)
{
    uint16_t thread = footprint_step(extension->footprints, first)->thread;
    GROW(extension->units, extension->unit_count, extension->unit_capacity);
    extension->units[extension->unit_count++] =
        (struct unit){ first, last, thread, extension->lengths[thread]++, behind };
}

static void find_units(struct extension *extension, const uint8_t *notes)
{
    const struct footprints *footprints = extension->footprints;
    uint32_t latest[ORDER_THREADS_MAX], behind = 0, last;
    memset(latest, 0xFF, sizeof latest);    // NONE
    for (uint32_t first = 1; first <= footprints->step_count; first = last + 1) {
        for (last = first; last < footprints->step_count && notes[last] & STEP_WITHIN;)
            last++;
        if (notes[first - 1] & STEP_BARRIER) behind = (uint32_t)extension->unit_count;
        bool counts = (notes[first - 1] & STEP_COUNTS) != 0;
        if (counts) add_unit(extension, first, last, behind);
        for (uint32_t step = first; step <= last; step++) {
            uint32_t *unit = &latest[footprint_step(footprints, step)->thread];
            if (counts) *unit = (uint32_t)extension->unit_count - 1;
            extension->unit_of_step[step - 1] = *unit;
        }
    }
}

static void sort_units_by_thread(struct extension *extension)
{
    for (int thread = 0; thread < ORDER_THREADS_MAX; thread++) {
        extension->of_thread[thread] = malloc((extension->lengths[thread] + 1) * sizeof(uint32_t));
        INVARIANT(extension->of_thread[thread] != NULL);
    }
    for (size_t i = 0; i < extension->unit_count; i++) {
        const struct unit *unit = &extension->units[i];
        extension->of_thread[unit->thread][unit->nth] = (uint32_t)i;
    }
}

/* --- Who can go on ---------------------------------------------------------------------------- */

static uint32_t *reached_by(const struct extension *extension, size_t cut)
{
    return &extension->reached[cut * (size_t)extension->order->threads];
}

/* Whether the step is done, or, if it is no more than a place to stop at, what its thread did
 * before. */
static bool is_done(const struct extension *extension, const uint32_t *reached, uint32_t step)
{
    uint32_t index = step != 0 ? extension->unit_of_step[step - 1] : NONE;
    if (index == NONE) return true;
    const struct unit *unit = &extension->units[index];
    return reached[unit->thread] > unit->nth;
}

static bool comes_after_what_is_done(const struct extension *extension, const uint32_t *reached,
                                     const struct unit *unit)
{
    for (uint32_t step = unit->first; step <= unit->last; step++) {
        const struct clock *clock = &extension->order->clocks[step - 1];
        for (int i = 0; i < extension->order->threads; i++)
            if ((clock->last[i] < unit->first || clock->last[i] > unit->last) &&
                !is_done(extension, reached, clock->last[i]))
                return false;
    }
    return true;
}

/* The next unit of the thread, or NULL. */
static const struct unit *next_unit(const struct extension *extension, const uint32_t *reached,
                                    uint16_t thread)
{
    if (reached[thread] == extension->lengths[thread]) return NULL;
    return &extension->units[extension->of_thread[thread][reached[thread]]];
}

static bool can_go_on(const struct extension *extension, const uint32_t *reached, uint32_t done,
                      uint16_t thread)
{
    const struct unit *unit = next_unit(extension, reached, thread);
    return unit != NULL && done >= unit->behind &&
           comes_after_what_is_done(extension, reached, unit);
}

/* --- Who must wait ---------------------------------------------------------------------------- */

/* Whether another thread has the lock, who took it in the run before the mark with index [end]. All
 * who change it are in order, so the latest of them in the run is the latest here too. */
static bool is_taken(const struct extension *extension, const uint32_t *reached, footprint_id lock,
                     size_t end, uint16_t thread)
{
    const struct footprints *footprints = extension->footprints;
    for (size_t i = end; i-- > 0;) {
        const struct footprint *mark = &footprints->marks[i];
        if (mark->object != lock || mark->kind == FOOTPRINT_READ || mark->step == 0) continue;
        if (is_done(extension, reached, mark->step))
            return mark->kind == FOOTPRINT_ACQUIRE &&
                   footprint_step(footprints, mark->step)->thread != thread;
    }
    return false;
}

static bool wants_lock(const struct pending *pending, uint16_t thread)
{
    return pending->thread == thread && pending->kind == FOOTPRINT_ACQUIRE;
}

/* Whether somebody else has a lock that the thread takes next, or would have taken when the run was
 * over. */
static bool wants_a_taken_lock(const struct extension *extension, const uint32_t *reached,
                               uint16_t thread)
{
    const struct footprints *footprints = extension->footprints;
    const struct unit *unit = next_unit(extension, reached, thread);
    if (unit == NULL) {
        for (size_t i = 0; i < footprints->pending_count; i++)
            if (wants_lock(&footprints->pending[i], thread) &&
                is_taken(extension, reached, footprints->pending[i].object, footprints->count,
                         thread))
                return true;
        return false;
    }
    size_t from = footprint_step(footprints, unit->first)->first_mark;
    for (size_t i = from; i < footprint_end(footprints, unit->first); i++)
        if (footprints->marks[i].kind == FOOTPRINT_ACQUIRE &&
            is_taken(extension, reached, footprints->marks[i].object, from, thread))
            return true;
    return false;
}

/* Whether the thread waits for somebody to wake it, or has nothing more to do. */
static bool waits(const struct extension *extension, const uint32_t *reached, uint32_t done,
                  uint16_t thread)
{
    const struct footprints *footprints = extension->footprints;
    const struct unit *unit = next_unit(extension, reached, thread);
    if (unit == NULL) {
        for (size_t i = 0; i < footprints->pending_count; i++)
            if (wants_lock(&footprints->pending[i], thread)) return false;
        return true;
    }
    uint32_t enabled_by = footprint_step(footprints, unit->first)->enabled_by;
    if (enabled_by & STEP_AND_ALL_BEFORE) return done < extension->of_thread[thread][unit->nth];
    return !is_done(extension, reached, enabled_by);
}

/* --- Beginnings ------------------------------------------------------------------------------- */

static uint64_t hash_of(const uint32_t *reached, int threads)
{
    uint64_t hash = 0;
    for (int i = 0; i < threads; i++)
        hash = (hash ^ reached[i]) * 0x9E3779B97F4A7C15u;
    return hash;
}

static size_t add_cut(struct extension *extension)
{
    size_t threads = (size_t)extension->order->threads;
    GROW(extension->cuts, extension->cut_count, extension->cut_capacity);
    while (extension->reached_capacity < (extension->cut_count + 1) * threads)
        extension->reached =
            grow(extension->reached, &extension->reached_capacity, sizeof(uint32_t));
    return extension->cut_count++;
}

/* The beginning of the same level that has come as far in all threads; or, if there is no room for
 * another, the one that has come less far than any; else NONE. */
static size_t find_like(const struct extension *extension, size_t level, size_t cut)
{
    size_t size = (size_t)extension->order->threads * sizeof(uint32_t), least = level;
    for (size_t i = level; i < cut; i++) {
        if (extension->cuts[i].hash == extension->cuts[cut].hash &&
            memcmp(reached_by(extension, i), reached_by(extension, cut), size) == 0)
            return i;
        if (extension->cuts[i].done < extension->cuts[least].done) least = i;
    }
    return cut - level < extension->level_max ? NONE : least;
}

static bool is_better(const struct cut *a, const struct cut *b)
{
    return a->done != b->done ? a->done > b->done : a->preemptions < b->preemptions;
}

/* The last cut is new on the level that begins at [level]: one of two that are alike is enough. */
static void settle(struct extension *extension, size_t level)
{
    size_t threads = (size_t)extension->order->threads, cut = extension->cut_count - 1;
    size_t like = find_like(extension, level, cut);
    if (like == NONE) return;
    if (is_better(&extension->cuts[cut], &extension->cuts[like])) {
        extension->cuts[like] = extension->cuts[cut];
        memcpy(reached_by(extension, like), reached_by(extension, cut), threads * sizeof(uint32_t));
    }
    extension->cut_count--;
}

/* Make [cut] longer by a turn of [thread], on the level that begins at [level]. */
static void add_turn(struct extension *extension, size_t level, size_t cut, uint16_t thread)
{
    size_t longer = add_cut(extension), threads = (size_t)extension->order->threads;
    uint32_t *reached = reached_by(extension, longer);
    uint32_t done = cut != NONE ? extension->cuts[cut].done : 0;
    uint32_t preemptions = cut != NONE ? extension->cuts[cut].preemptions : 0, units = 0;
    if (cut != NONE)
        memcpy(reached, reached_by(extension, cut), threads * sizeof(uint32_t));
    else
        memset(reached, 0, threads * sizeof(uint32_t));

    for (; can_go_on(extension, reached, done, thread); units++, done++)
        reached[thread]++;
    bool whole = done == extension->unit_count;
    bool attempts = !whole && wants_a_taken_lock(extension, reached, thread);
    if (!whole && !attempts && !waits(extension, reached, done, thread)) preemptions++;
    extension->cuts[longer] =
        (struct cut){ .before = (uint32_t)cut,
                      .turn = { .thread = thread, .units = units, .attempts = attempts },
                      .preemptions = preemptions,
                      .done = done,
                      .hash = hash_of(reached, extension->order->threads) };
    settle(extension, level);
}

static void add_turns(struct extension *extension, size_t level, size_t cut)
{
    static const uint32_t nobody[ORDER_THREADS_MAX];
    for (int thread = 0; thread < extension->order->threads; thread++) {
        const uint32_t *reached = cut != NONE ? reached_by(extension, cut) : nobody;
        uint32_t done = cut != NONE ? extension->cuts[cut].done : 0;
        if (can_go_on(extension, reached, done, (uint16_t)thread))
            add_turn(extension, level, cut, (uint16_t)thread);
    }
}

/* The whole among the beginnings from [level] on, or NONE. All wholes are alike. */
static size_t find_whole(const struct extension *extension, size_t level)
{
    for (size_t i = level; i < extension->cut_count; i++)
        if (extension->cuts[i].done == extension->unit_count) return i;
    return NONE;
}

static size_t find_shortest(struct extension *extension)
{
    size_t whole, level = 0;
    add_turns(extension, level, NONE);
    while ((whole = find_whole(extension, level)) == NONE) {
        size_t end = extension->cut_count;
        INVARIANT(end > level && "happens-before has a linear extension");
        for (size_t cut = level; cut < end; cut++)
            add_turns(extension, end, cut);
        level = end;
    }
    return whole;
}

static void write_turns(const struct extension *extension, size_t cut, struct turns *turns)
{
    size_t count = 0;
    for (size_t i = cut; i != NONE; i = extension->cuts[i].before)
        count++;
    while (turns->capacity < count)
        turns->entries = grow(turns->entries, &turns->capacity, sizeof *turns->entries);
    turns->count = count;
    for (; cut != NONE; cut = extension->cuts[cut].before)
        turns->entries[--count] = extension->cuts[cut].turn;
}

static void forget(struct extension *extension)
{
    for (int thread = 0; thread < ORDER_THREADS_MAX; thread++)
        free(extension->of_thread[thread]);
    free(extension->units);
    free(extension->unit_of_step);
    free(extension->cuts);
    free(extension->reached);
}

static void begin(struct extension *extension, const struct footprints *footprints,
                  const struct order *order, const uint8_t *notes)
{
    *extension = (struct extension){ .footprints = footprints, .order = order };
    extension->unit_of_step = malloc((footprints->step_count + 1) * sizeof(uint32_t));
    INVARIANT(extension->unit_of_step != NULL);
    find_units(extension, notes);
    sort_units_by_thread(extension);
}

void linear_extension_find(const struct footprints *footprints, const struct order *order,
                           const uint8_t *notes, struct turns *turns)
{
    struct extension extension;
    begin(&extension, footprints, order, notes);
    extension.level_max = CUTS_MAX / (extension.unit_count + 1);
    if (extension.level_max < LEVEL_MIN) extension.level_max = LEVEL_MIN;
    if (extension.level_max > LEVEL_MAX) extension.level_max = LEVEL_MAX;
    turns->count = 0;
    if (extension.unit_count > 0) write_turns(&extension, find_shortest(&extension), turns);
    forget(&extension);
}

void linear_extension_of_run(const struct footprints *footprints, const struct order *order,
                             const uint8_t *notes, struct turns *turns)
{
    struct extension extension;
    uint32_t reached[ORDER_THREADS_MAX] = { 0 };
    begin(&extension, footprints, order, notes);
    turns->count = 0;
    for (size_t i = 0; i < extension.unit_count; i++) {
        uint16_t thread = extension.units[i].thread;
        bool last = i + 1 == extension.unit_count || extension.units[i + 1].thread != thread;
        if (i == 0 || extension.units[i - 1].thread != thread) {
            GROW(turns->entries, turns->count, turns->capacity);
            turns->entries[turns->count++] = (struct turn){ .thread = thread };
        }
        struct turn *turn = &turns->entries[turns->count - 1];
        turn->units++;
        reached[thread]++;
        if (last && i + 1 < extension.unit_count)
            turn->attempts = wants_a_taken_lock(&extension, reached, thread);
    }
    forget(&extension);
}
