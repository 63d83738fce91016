/* The order that a run's steps must keep: happens-before, by vector clocks, and the races that are
 * left.
 *
 * Two steps of different threads are dependent when one wrote what the other touched. A race is a
 * pair of dependent steps with nothing in between that orders them, and that could have come the
 * other way round: not one that made the other possible, and not giving a lock back before another
 * takes it.
 */
#ifndef FAKES_EXPLORE_HAPPENS_BEFORE_H
#define FAKES_EXPLORE_HAPPENS_BEFORE_H

#include "kernel/footprint.h"

enum { ORDER_THREADS_MAX = 64 };

/* The last step of each thread that happens before, or is, a step. */
struct clock {
    uint32_t last[ORDER_THREADS_MAX];
};

/* The order of one run. Kept from run to run, since runs share their beginnings. */
struct order {
    struct clock *clocks;    // of step n: entry n - 1
    size_t clock_capacity;
    int threads;           // one more than the highest ordinal of the run
    struct link *links;    // by mark
    size_t link_first;     // of the first mark of a step; those before are of no step
    size_t link_count;     // marks up to the last one that is in [buckets]
    size_t link_capacity;
    struct bucket *buckets;    // by object: its last marks
    size_t bucket_count;
    size_t object_count;     // in [buckets], be it without a mark now
    uint32_t *candidates;    // steps that the step at hand may race with, latest first
    size_t candidate_count;
    size_t candidate_capacity;
};

/* What to do about a race of [earlier] with [later], a step of [thread]; [later] is one beyond
 * the last step when it is a pending operation. [clock] is what [later] is known to come after
 * without [earlier]. */
typedef void order_race(void *argument, uint32_t earlier, uint32_t later, uint16_t thread,
                        const struct clock *clock);

/* Order the steps of [footprints] and report the races of those from [first] on, of threads that
 * were cut off and, if [complete], of all pending operations; to nobody if [race] is NULL. Requires:
 * every thread has an ordinal below ORDER_THREADS_MAX; the steps before [first] are those of the last
 * run that this was called for. */
void order_find_races(struct order *order, const struct footprints *footprints, uint32_t first,
                      bool complete, order_race *race, void *argument);

/* Whether step [a] happens before step [b] or is it. */
bool order_before(const struct order *order, const struct footprints *footprints, uint32_t a,
                  uint32_t b);

/* A number that is the same for runs which differ only in the order of independent steps, and
 * for no others (but by an accident of hashing). Requires: order_find_races() on the same
 * footprints. */
uint64_t order_signature(const struct order *order, const struct footprints *footprints);

/* Whether two marks on one object are dependent. */
static inline bool order_dependent(enum footprint_kind a, enum footprint_kind b)
{
    return a != FOOTPRINT_READ || b != FOOTPRINT_READ;
}

void order_fini(struct order *order);

#endif
