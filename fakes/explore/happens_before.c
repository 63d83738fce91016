#include "happens_before.h"

#include "seeded.h"

#include "kernel/grow.h"
#include "kernel/invariant.h"

#include <stdlib.h>
#include <string.h>

/* The marks on one object, as index + 1; 0: none. */
struct bucket {
    footprint_id object;    // 0: the bucket is empty
    uint32_t last;
    uint32_t last_write;    // that is not a read, whatever its kind
};

/* What a mark's bucket was before the mark came to it. */
struct link {
    uint32_t bucket;
    uint32_t previous;    // on the same object, as index + 1
    uint32_t previous_write;
};

bool order_before(const struct order *order, const struct footprints *footprints, uint32_t a,
                  uint32_t b)
{
    return order->clocks[b - 1].last[footprint_step(footprints, a)->thread] >= a;
}

static void join(const struct order *order, struct clock *clock, const struct clock *other)
{
    for (int i = 0; i < order->threads; i++)
        if (clock->last[i] < other->last[i]) clock->last[i] = other->last[i];
}

/* --- Marks by object -------------------------------------------------------------------------- */

static struct bucket *bucket_of(const struct order *order, footprint_id object)
{
    size_t at = object * 2654435761u & (order->bucket_count - 1);
    while (order->buckets[at].object != 0 && order->buckets[at].object != object)
        at = (at + 1) & (order->bucket_count - 1);
    return &order->buckets[at];
}

/* Room for [marks] marks, be they all of different objects, and nothing in it. */
static void clear_marks(struct order *order, size_t marks)
{
    size_t wanted = 64;
    while (wanted < marks * 4)
        wanted *= 2;
    if (wanted > order->bucket_count) {
        free(order->buckets);
        order->buckets = malloc(wanted * sizeof *order->buckets);
        INVARIANT(order->buckets != NULL);
        order->bucket_count = wanted;
    }
    memset(order->buckets, 0, order->bucket_count * sizeof *order->buckets);
    order->object_count = 0;
    order->link_count = order->link_first;
}

/* Take the marks back that came last, but for the first [kept]. */
static void take_marks_back(struct order *order, size_t kept)
{
    while (order->link_count > kept) {
        const struct link *link = &order->links[--order->link_count];
        order->buckets[link->bucket].last = link->previous;
        order->buckets[link->bucket].last_write = link->previous_write;
    }
}

static void add_mark(struct order *order, const struct footprint *mark)
{
    struct bucket *bucket = bucket_of(order, mark->object);
    order->object_count += bucket->object == 0;
    bucket->object = mark->object;
    order->links[order->link_count++] =
        (struct link){ (uint32_t)(bucket - order->buckets), bucket->last, bucket->last_write };
    bucket->last = (uint32_t)order->link_count;
    if (mark->kind != FOOTPRINT_READ) bucket->last_write = bucket->last;
}

static void add_marks(struct order *order, const struct footprints *footprints, uint32_t step)
{
    for (size_t i = order->link_count; i < footprint_end(footprints, step); i++)
        add_mark(order, &footprints->marks[i]);
}

/* Have the marks of the steps before [first] and no others. Those of the last run are kept, unless
 * the objects that came up since then leave too little room. */
static void begin_marks(struct order *order, const struct footprints *footprints, uint32_t first)
{
    size_t base = footprints->step_count > 0 ? footprints->steps[0].first_mark : 0;
    size_t kept = first > 1 ? footprint_end(footprints, first - 1) : base;
    bool roomy = order->bucket_count > 0 && order->link_first == base &&
                 (order->object_count + footprints->count) * 2 <= order->bucket_count;
    while (order->link_capacity < footprints->count)
        order->links = grow(order->links, &order->link_capacity, sizeof *order->links);
    order->link_first = base;
    if (!roomy || kept > order->link_count)
        clear_marks(order, footprints->count);
    else
        take_marks_back(order, kept);
}

/* --- Candidates for races --------------------------------------------------------------------- */

static void add_candidate(struct order *order, uint32_t step)
{
    size_t at = order->candidate_count;
    GROW(order->candidates, order->candidate_count, order->candidate_capacity);
    while (at > 0 && order->candidates[at - 1] < step)
        at--;
    if (at > 0 && order->candidates[at - 1] == step) return;
    memmove(&order->candidates[at + 1], &order->candidates[at],
            (order->candidate_count - at) * sizeof *order->candidates);
    order->candidates[at] = step;
    order->candidate_count++;
}

/* The step that gave back the lock that [thread] takes, or 0. */
static uint32_t find_release(const struct order *order, const struct footprints *footprints,
                             uint16_t thread, footprint_id lock)
{
    uint32_t at = bucket_of(order, lock)->last_write;
    if (at == 0 || SEEDED(SEEDED_RELEASE_RACES)) return 0;
    const struct footprint *mark = &footprints->marks[at - 1];
    bool own = footprint_step(footprints, mark->step)->thread == thread;
    return mark->kind == FOOTPRINT_RELEASE && !own ? mark->step : 0;
}

/* Whether who takes a lock comes after [step] anyway, since he comes after one of [released], by
 * thread. Of one who is blocked before a lock nobody knows yet: NULL. */
static bool comes_before(const struct order *order, const struct footprints *footprints,
                         uint32_t step, const uint32_t *released)
{
    for (int i = 0; released != NULL && i < order->threads; i++)
        if (released[i] != 0 && order_before(order, footprints, step, released[i])) return true;
    return released == NULL;
}

/* Collect the steps with which an access to [object] is dependent, back to the last write: what was
 * before that is ordered by it. Taking a lock that was given back races with who had taken it, and
 * so does being blocked before it. Who merely looked at it meanwhile is no candidate, since his
 * clock would hide that race. */
static void collect(struct order *order, const struct footprints *footprints, uint16_t thread,
                    footprint_id object, enum footprint_kind kind, const uint32_t *released)
{
    const struct bucket *bucket = bucket_of(order, object);
    bool writes_only = kind == FOOTPRINT_READ || SEEDED(SEEDED_PAIR_INDEPENDENT);
    uint32_t at = writes_only ? bucket->last_write : bucket->last;
    for (; at != 0; at = order->links[at - 1].previous) {
        const struct footprint *mark = &footprints->marks[at - 1];
        bool own = footprint_step(footprints, mark->step)->thread == thread;
        bool gave_back = mark->kind == FOOTPRINT_RELEASE && kind == FOOTPRINT_ACQUIRE && !own;
        if (SEEDED(SEEDED_RELEASE_RACES)) gave_back = false;
        if (mark->kind == FOOTPRINT_READ && kind == FOOTPRINT_ACQUIRE && !own &&
            comes_before(order, footprints, mark->step, released))
            continue;
        if (!own && !gave_back) add_candidate(order, mark->step);
        if (mark->kind != FOOTPRINT_READ && !gave_back) break;
    }
}

/* [clock] is what the access is known to come after. A candidate that is not among it is a race,
 * and then is. */
static void settle(struct order *order, const struct footprints *footprints, struct clock *clock,
                   uint32_t later, uint16_t thread, order_race *race, void *argument)
{
    for (size_t i = 0; i < order->candidate_count; i++) {
        uint32_t earlier = order->candidates[i];
        if (clock->last[footprint_step(footprints, earlier)->thread] >= earlier) continue;
        if (race != NULL) race(argument, earlier, later, thread, clock);
        if (!SEEDED(SEEDED_CLOCK_NOT_MERGED)) join(order, clock, &order->clocks[earlier - 1]);
    }
    order->candidate_count = 0;
}

/* --- The order of a run ----------------------------------------------------------------------- */

static void join_step(struct clock *clock, uint16_t thread, uint32_t step)
{
    if (clock->last[thread] < step) clock->last[thread] = step;
}

/* What a step comes after whatever it does: its thread's last step, and what made it possible. */
static void begin_clock(const struct order *order, const struct footprints *footprints,
                        uint32_t step, const struct clock *latest, struct clock *clock)
{
    uint32_t enabled_by = footprint_step(footprints, step)->enabled_by;
    uint32_t last_own = latest->last[footprint_step(footprints, step)->thread];
    *clock = last_own != 0 ? order->clocks[last_own - 1] : (struct clock){ 0 };
    if (SEEDED(SEEDED_CLOCK_OF_OWN_ONLY)) *clock = (struct clock){ 0 };
    if (SEEDED(SEEDED_ENABLER_IGNORED)) enabled_by = 0;
    if (enabled_by & STEP_AND_ALL_BEFORE) {
        uint32_t last = enabled_by & ~STEP_AND_ALL_BEFORE;
        if (SEEDED(SEEDED_ENABLER_TOO_WIDE)) last = step - 1;
        for (uint32_t before = 1; before <= last; before++)
            join_step(clock, footprint_step(footprints, before)->thread, before);
    } else if (enabled_by != 0) {
        join(order, clock, &order->clocks[enabled_by - 1]);
    }
}

static void order_step(struct order *order, const struct footprints *footprints, uint32_t step,
                       const struct clock *latest, order_race *race, void *argument)
{
    uint16_t thread = footprint_step(footprints, step)->thread;
    struct clock *clock = &order->clocks[step - 1];
    uint32_t released[ORDER_THREADS_MAX] = { 0 };    // the last steps of each that gave locks back

    begin_clock(order, footprints, step, latest, clock);
    size_t from = footprint_step(footprints, step)->first_mark,
           end = footprint_end(footprints, step);
    for (size_t i = from; i < end; i++) {
        const struct footprint *mark = &footprints->marks[i];
        if (mark->kind != FOOTPRINT_ACQUIRE) continue;
        uint32_t by = find_release(order, footprints, thread, mark->object);
        if (by != 0 && by > released[footprint_step(footprints, by)->thread])
            released[footprint_step(footprints, by)->thread] = by;
    }
    for (size_t i = from; i < end; i++) {
        const struct footprint *mark = &footprints->marks[i];
        collect(order, footprints, thread, mark->object, mark->kind, released);
    }
    settle(order, footprints, clock, step, thread, race, argument);
    for (int i = 0; i < ORDER_THREADS_MAX; i++)
        if (released[i] != 0) join(order, clock, &order->clocks[released[i] - 1]);
    clock->last[thread] = step;
}

static void order_pending(struct order *order, const struct footprints *footprints,
                          const struct pending *pending, const struct clock *latest,
                          order_race *race, void *argument)
{
    uint32_t last_own = latest->last[pending->thread];
    struct clock clock = { 0 };
    if (last_own != 0) clock = order->clocks[last_own - 1];
    collect(order, footprints, pending->thread, pending->object, pending->kind, NULL);
    settle(order, footprints, &clock, (uint32_t)footprints->step_count + 1, pending->thread, race,
           argument);
}

static void count_threads(struct order *order, const struct footprints *footprints)
{
    order->threads = 0;
    for (size_t i = 0; i < footprints->step_count; i++)
        if (footprints->steps[i].thread >= order->threads)
            order->threads = footprints->steps[i].thread + 1;
}

void order_find_races(struct order *order, const struct footprints *footprints, uint32_t first,
                      bool complete, order_race *race, void *argument)
{
    struct clock latest = { 0 };
    begin_marks(order, footprints, first);
    count_threads(order, footprints);
    while (order->clock_capacity < footprints->step_count)
        order->clocks = grow(order->clocks, &order->clock_capacity, sizeof *order->clocks);

    for (uint32_t step = 1; step <= footprints->step_count; step++) {
        if (step >= first) order_step(order, footprints, step, &latest, race, argument);
        add_marks(order, footprints, step);
        latest.last[footprint_step(footprints, step)->thread] = step;
    }
    if (SEEDED(SEEDED_PENDING_IGNORED)) complete = false;
    for (size_t i = 0; i < footprints->pending_count; i++)
        if (complete || footprints->pending[i].cut)
            order_pending(order, footprints, &footprints->pending[i], &latest, race, argument);
}

static uint64_t mix(uint64_t hash, uint64_t word)
{
    hash ^= word + 0x9E3779B97F4A7C15u + (hash << 6) + (hash >> 2);
    hash *= 0xBF58476D1CE4E5B9u;
    return hash ^ hash >> 31;
}

static uint64_t hash_step(const struct order *order, const struct footprints *footprints,
                          uint32_t step, const uint32_t *numbers)
{
    const struct clock *clock = &order->clocks[step - 1];
    uint64_t hash = footprint_step(footprints, step)->thread;
    for (int i = 0; i < order->threads; i++)
        if (numbers[clock->last[i]] != 0)
            hash = mix(mix(hash, (uint64_t)i), numbers[clock->last[i]]);
    for (size_t i = footprint_step(footprints, step)->first_mark;
         i < footprint_end(footprints, step); i++)
        hash = mix(hash, (uint64_t)footprints->marks[i].object << 8 | footprints->marks[i].kind);
    return mix(hash, 1);
}

/* A step is known by its thread, by how many steps of each thread come before it and by what it
 * touched; a run is the sum of its steps. */
uint64_t order_signature(const struct order *order, const struct footprints *footprints)
{
    uint32_t counts[ORDER_THREADS_MAX] = { 0 };
    uint32_t *numbers = calloc(footprints->step_count + 1, sizeof *numbers);    // within the thread
    uint64_t sum = 0;
    INVARIANT(numbers != NULL);
    for (uint32_t step = 1; step <= footprints->step_count; step++) {
        uint32_t *count = &counts[footprint_step(footprints, step)->thread];
        bool empty = footprint_is_empty(footprints, step);
        numbers[step] = empty ? *count : ++*count;
        if (!empty) sum += hash_step(order, footprints, step, numbers);
    }
    free(numbers);
    return sum;
}

void order_fini(struct order *order)
{
    free(order->clocks);
    free(order->links);
    free(order->buckets);
    free(order->candidates);
    *order = (struct order){ 0 };
}
