/* Events, mutexes, semaphores and critical sections. */
#ifndef FAKES_KERNEL_SYNC_H
#define FAKES_KERNEL_SYNC_H

#include "gate.h"
#include "object.h"
#include "status.h"

struct thread;
struct named_object;

struct event {
    struct object object;
    bool manual;    // stays set until it is reset; else one wait takes the signal
    bool set;
};

/* Owned exactly while [owner] is set; then it is in the owner's list. */
struct mutex {
    struct object object;
    struct thread *owner;
    unsigned depth;       // how often the owner has taken it
    bool abandoned;       // its last owner ended without releasing it
    struct list owned;    // link in the owner's list
    struct gate gate;     // those who wait for it alone
};

struct semaphore {
    struct object object;
    int32_t count;
    int32_t limit;
};

struct event *event_new(bool manual, bool set);
struct mutex *mutex_new(bool owned);
struct semaphore *semaphore_new(int32_t count, int32_t limit);

void event_set(struct event *event);
void event_reset(struct event *event);
void event_taken(struct event *event);

/* Wait for the mutex alone, and take it.
 *
 * Returns: STATUS_SUCCESS, STATUS_ABANDONED, STATUS_TIMEOUT.  Yields: while another thread owns
 *          it. */
NTSTATUS mutex_wait(struct mutex *mutex, uint32_t timeout_ms);

/* Returns: STATUS_MUTANT_NOT_OWNED for anybody but the owner. */
NTSTATUS mutex_release(struct mutex *mutex);
bool mutex_free_for(const struct mutex *mutex, const struct thread *thread);
bool mutex_taken(struct mutex *mutex, struct thread *thread);    // true: was abandoned

/* [thread] has ended: what it owned is free, and says so to the next owner. */
void mutexes_abandon(struct thread *thread);

/* Returns: STATUS_SEMAPHORE_LIMIT_EXCEEDED, and then nothing changes. */
NTSTATUS semaphore_release(struct semaphore *semaphore, int32_t count, int32_t *previous);

/* An object of [type] with that name (compared with case), or NULL; and giving a name to one. */
struct object *named_object_find(const uint16_t *name);
void named_object_add(const uint16_t *name, struct object *object);

#endif
