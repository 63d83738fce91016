/* Footprints: which objects each step of a run read and wrote.
 *
 * Two steps of different threads are dependent when one wrote what the other touched. An exploration decides by
 * this which orders are worth a run of their own, so a missing footprint is an unsound one: every kernel
 * operation touches what it looks at before it looks.
 *
 * An object's id must not depend on the order of independent steps. It is therefore made of the thread that created
 * the object and of how many that thread had created before.
 */
#ifndef FAKES_KERNEL_FOOTPRINT_H
#define FAKES_KERNEL_FOOTPRINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct world;

typedef uint32_t footprint_id;    // a number with structure: see footprint_new()

/* Objects that every world has. */
enum {
    FOOTPRINT_NAMES = 1,
    FOOTPRINT_CLOCK,
    FOOTPRINT_THREADS,
    FOOTPRINT_INTERLOCKED,
    FOOTPRINT_FIRST_FREE
};

struct footprint {
    uint32_t     step;
    footprint_id object;
    bool         write;
};

/* All footprints of a run, in order. */
struct footprints {
    struct footprint *marks;
    size_t            count;
    size_t            capacity;
    bool              off;    // a driver that needs none saves the time
};

/* The id of an object that the current thread (or the host) makes now. */
footprint_id footprint_new(struct world *world);

/* The step in progress reads, or writes, the object. */
void footprint_read(struct world *world, footprint_id object);
void footprint_write(struct world *world, footprint_id object);

void footprints_fini(struct footprints *footprints);

#endif
