/* Handles: how a process names its objects.
 *
 * A value is made of the thread that opened the handle and of how many that thread had opened
 * before: it does not depend on what other threads do, and it is never used again in a run, so that
 * each use of a closed handle is found. In the recycling mode a closed handle's value goes to the
 * next one, as on Windows.
 */
#ifndef FAKES_KERNEL_HANDLE_H
#define FAKES_KERNEL_HANDLE_H

#include "object.h"
#include "status.h"

#include <stdio.h>

struct process;
struct thread;

struct handle {
    struct object *object;    // NULL once closed
    struct process *process;
    struct handle *next_recycled;
    void *value;        // as the program sees it
    footprint_id id;    // of whether it is open
    uint32_t access;    // rights granted
    uint32_t flags;     // HANDLE_FLAG_*
    uint32_t event;     // index in the trace of the call that opened it
    bool standard;      // the process was born with it
};

/* Open [object] for the current process with those rights. Returns: the value; cannot fail. */
void *handle_open(struct object *object, uint32_t access);

/* The same for a handle that every process is born with: it is no leak. */
void *handle_open_standard(struct object *object, uint32_t access);

/* What [value] refers to in the current process, if it is open and of [type] (OBJECT_ANY:
 * whatever).
 *
 * Returns: STATUS_INVALID_HANDLE, STATUS_OBJECT_TYPE_MISMATCH. */
NTSTATUS handle_find(void *value, enum object_type type, struct handle **handle);

/* The object itself; [access] are rights that the handle must have.
 *
 * Returns: as handle_find(), and STATUS_ACCESS_DENIED. */
NTSTATUS handle_object(void *value, enum object_type type, uint32_t access, void *object);

/* Let children inherit the handle, or not. */
void handle_set_inherit(void *value, bool inherit);

/* Close it. The last close of a synchronous file waits for I/O in progress (unproven; fact I11).
 *
 * Returns: STATUS_INVALID_HANDLE.  Yields: as said. */
NTSTATUS handle_close(void *value);

/* [thread] was killed: what it was closing is closed. */
void handle_close_abandoned(struct thread *thread);

/* [process] has ended: close all that it has, without waiting. */
void handles_close_all(struct process *process);

/* Call [visit] for each open handle of [process] that it was not born with. */
void handles_each(const struct process *process,
                  void (*visit)(const struct handle *handle, void *argument), void *argument);

#endif
