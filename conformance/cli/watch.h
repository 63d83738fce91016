/* When to stop, and how far those who try have come: shared by a process and those it forks. */
#ifndef PIPERIG_WATCH_H
#define PIPERIG_WATCH_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum { WATCH_SLOTS = 64 };

/* One check on its way. */
struct watch_slot {
    double deadline_s;       // on watch_now_s(); 0: none
    atomic_ullong runs;      // so far
    atomic_int per_mille;    // share of the space, an estimate; below 0: nobody knows
};

struct watch {
    struct watch_slot slots[WATCH_SLOTS];
    atomic_bool stopped;
};

/* From now on SIGINT and SIGTERM, to whichever of the processes, stop all of them between two runs;
 * a second one ends the process at once. Lives as long as the process. */
struct watch *watch_open(void);

double watch_now_s(void);

/* The slot is a new check's, which has until [deadline_s]. */
void watch_begin(struct watch_slot *slot, double deadline_s);

/* Of check_limits: [slot] is the check's. */
bool watch_is_over(void *slot, uint64_t runs, double estimate);

bool watch_stopped(const struct watch *watch);

#endif
