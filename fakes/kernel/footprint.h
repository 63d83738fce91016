/* Footprints: which objects each step of a run read and wrote.
 *
 * Two steps of different threads are dependent when one wrote what the other touched. An
 * exploration decides by this which orders are worth a run of their own, so a missing footprint is
 * an unsound one: every kernel operation touches what it looks at before it looks.
 *
 * An object's id must not depend on the order of independent steps. It is therefore made of the
 * thread that created the object and of how many that thread had created before.
 */
#ifndef FAKES_KERNEL_FOOTPRINT_H
#define FAKES_KERNEL_FOOTPRINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct thread;
struct world;

typedef uint32_t footprint_id;    // a number with structure: see footprint_new()

/* Objects that every world has. */
enum {
    FOOTPRINT_NAMES = 1,
    FOOTPRINT_THREADS,
    FOOTPRINT_INTERLOCKED,
    FOOTPRINT_HEAP,
    FOOTPRINT_FIRST_FREE
};

/* Ids from here on are free for those who number objects in another way: win32/lazy.c. */
#define FOOTPRINT_NUMBERED 0x80000000u

/* Taking and giving back a lock are writes; but that one thread gives it back and then another
 * takes it is no race: it cannot be the other way round. */
enum footprint_kind { FOOTPRINT_READ, FOOTPRINT_WRITE, FOOTPRINT_ACQUIRE, FOOTPRINT_RELEASE };

struct footprint {
    uint32_t step;
    footprint_id object;
    enum footprint_kind kind;
};

/* What a thread was about to do when the run ended, or when it was cut off: it raced with
 * whatever kept it from it. */
struct pending {
    uint16_t thread;
    footprint_id object;
    enum footprint_kind kind;
    bool cut;
};

/* Not one step but all up to it: what a step owes its being possible to that comes when nobody
 * can run. */
#define STEP_AND_ALL_BEFORE 0x80000000u

/* A step: what one thread does from one scheduling point to its next. Steps count from 1. */
struct step {
    uint16_t thread;    // ordinal
    uint32_t
        enabled_by;    // the step without which this one could not be; 0: only the thread's own last one
    size_t first_mark;    // its footprints begin here and end where the next step's begin
};

/* All steps and footprints of a run, in order. */
struct footprints {
    struct footprint *marks;
    size_t count;
    size_t capacity;
    struct step *steps;    // step n is entry n - 1
    size_t step_count;
    size_t step_capacity;
    struct pending *pending;
    size_t pending_count;
    size_t pending_capacity;
    bool off;    // a driver that needs none saves the time
};

/* Footprints in a row. */
struct footprint_span {
    const struct footprint *marks;
    size_t count;
};

/* Step [step], where its footprints end, and those of the steps [first] to [last]. */
static inline const struct step *footprint_step(const struct footprints *footprints, uint32_t step)
{
    return &footprints->steps[step - 1];
}

static inline size_t footprint_end(const struct footprints *footprints, uint32_t step)
{
    return step < footprints->step_count ? footprints->steps[step].first_mark : footprints->count;
}

static inline struct footprint_span footprint_span(const struct footprints *footprints,
                                                   uint32_t first, uint32_t last)
{
    size_t from = footprint_step(footprints, first)->first_mark;
    return (struct footprint_span){ &footprints->marks[from],
                                    footprint_end(footprints, last) - from };
}

/* Whether the step touched nothing, but that its process lives: it is no more than a place to stop at,
 * an attempt to take a lock that is taken, for one. */
static inline bool footprint_is_empty(const struct footprints *footprints, uint32_t step)
{
    struct footprint_span span = footprint_span(footprints, step, step);
    return span.count == 1 && span.marks[0].kind == FOOTPRINT_READ;
}

/* The id of an object that the current thread (or the host) makes now. */
footprint_id footprint_new(struct world *world);

/* Step [world->steps] begins, and is [thread]'s. */
void footprint_begin_step(struct world *world, const struct thread *thread);

/* The step in progress reads, or writes, the object. */
void footprint_read(struct world *world, footprint_id object);
void footprint_write(struct world *world, footprint_id object);

/* The step takes, or gives back, the lock. */
void footprint_acquire(struct world *world, footprint_id object);
void footprint_release(struct world *world, footprint_id object);

/* The run is over: note what those who wait before gates would have taken. */
void footprint_note_blocked(struct world *world);

/* [thread] is stopped for good: it was about to go on in its process, or would have been once
 * somebody woke it. */
void footprint_cut(struct world *world, const struct thread *thread);

#endif
