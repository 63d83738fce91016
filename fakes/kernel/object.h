/* Kernel objects: what handles refer to and threads wait for.
 *
 * An object lives as long as the run, so that nothing dangles; what ends earlier are its handles.
 * When the last one is closed, its type says what that means.
 */
#ifndef FAKES_KERNEL_OBJECT_H
#define FAKES_KERNEL_OBJECT_H

#include "footprint.h"
#include "list.h"
#include "race/vector_clock.h"

#include <stdbool.h>
#include <stdint.h>

enum object_type {
    OBJECT_ANY,    // in questions only
    OBJECT_FILE,
    OBJECT_CONSOLE,
    OBJECT_DEVICE,    // the pipe file system itself, which can be opened and not much more (A12)
    OBJECT_EVENT,
    OBJECT_MUTEX,
    OBJECT_SEMAPHORE,
    OBJECT_THREAD,
    OBJECT_PROCESS,
};

struct object {
    enum object_type type;
    footprint_id id;
    unsigned handles;            // open, in all processes
    bool named;                  // others find it while it has handles
    struct list waiters;         // struct wait_block, in order of arrival
    struct vector_clock past;    // what comes before a wait for it ends: race/race.h
};

void object_init(struct object *object, enum object_type type);

/* Its last handle was closed. */
void object_last_handle_closed(struct object *object);

#endif
