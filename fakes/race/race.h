/* Data races: two threads touch the same memory, at least one writes, and nothing orders them.
 *
 * Each access that a program makes, or a call for it, is told here (access/access.h). Whether one
 * comes before another is not read off the schedule, which is chance, but off what the program did
 * to have it so. A thread's past comes before
 *
 *     a thread that it creates,
 *     whoever waits for its end, or asks for its exit code and gets it,
 *     whoever next enters a critical section, or gets a mutex, that it gave back,
 *     whoever waits for an event, a semaphore or a process that it signalled,
 *     whoever reads, in that order, a variable that it wrote as Interlocked, volatile or atomic,
 *     whoever reads, or looks at, bytes that it wrote to a pipe,
 *     whoever a call of its own let go on: a blocked write whose bytes it read, say,
 *     whoever finds a pipe listening, connected, closed or disconnected that it made so.
 *
 * This is not what footprints say. Those call two calls dependent whenever their order could be
 * noticed, and a race between two threads that both print, allocate, create threads or look up
 * names would hide behind that: none of these orders anything here, nor does sharing a handle. Nor
 * does an order go both ways here: a wait does not come before the next signal.
 *
 * Runs that differ only in the order of independent steps have the same order in this sense too, and
 * so the same races: an exhaustive search finds them all, unless volatile or atomic variables say
 * what a program does next, since these are no scheduling points.
 */
#ifndef FAKES_RACE_RACE_H
#define FAKES_RACE_RACE_H

#include "vector_clock.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct thread;
struct world;
struct shadow_access;

/* A thread's part. All zeros until it is watched. */
struct race_thread {
    struct vector_clock clock;    // its own entry is how often it has let others know of it, plus 1
    uint32_t place;               // in the call tree
};

/* The thread that runs and is watched, or NULL: then the hooks look for stray accesses alone. */
extern struct thread *race_current;

/* Whether a watch is on. */
extern bool race_on;

/* Whether the programs of this build tell of their accesses. */
bool race_possible(void);

void race_start(void);
void race_stop(void);

/* --- Order: what the kernel tells ------------------------------------------------------------- */

void race_begin_now(struct thread *thread);
void race_fork_now(struct thread *child);
void race_release_now(struct thread *thread, struct vector_clock *to);
void race_acquire_now(struct thread *thread, const struct vector_clock *from);
void race_pass_now(struct thread *to);

/* [thread] begins, on a stack that others may have used before. */
static inline void race_begin(struct thread *thread)
{
    if (race_on) race_begin_now(thread);
}

/* The current thread created [child]. */
static inline void race_fork(struct thread *child)
{
    if (race_on) race_fork_now(child);
}

/* What the current thread did so far comes before what is done by those who acquire [to] from now
 * on. The host, when no thread runs, touches no program's memory and orders nothing. */
static inline void race_release(struct vector_clock *to)
{
    if (race_current != NULL) race_release_now(race_current, to);
}

static inline void race_acquire(const struct vector_clock *from)
{
    if (race_current != NULL) race_acquire_now(race_current, from);
}

/* The same for another thread than the current one. */
static inline void race_release_of(struct thread *thread, struct vector_clock *to)
{
    if (race_on) race_release_now(thread, to);
}

static inline void race_acquire_for(struct thread *thread, const struct vector_clock *from)
{
    if (race_on) race_acquire_now(thread, from);
}

/* The current thread, if one runs, lets [to] go on. */
static inline void race_pass(struct thread *to)
{
    if (race_on) race_pass_now(to);
}

/* --- Accesses --------------------------------------------------------------------------------- */

enum race_kind { RACE_READ, RACE_WRITE };

/* While nobody watches this is nothing. */
void race_access(uintptr_t address, size_t size, enum race_kind kind, const void *instruction);

/* A variable whose accesses the machine orders. Loads acquire, stores release, and an exchange does
 * both; a relaxed one does neither. */
enum race_order { RACE_LOAD, RACE_STORE, RACE_EXCHANGE, RACE_RELAXED_LOAD, RACE_RELAXED_STORE };

static inline bool race_order_writes(enum race_order order)
{
    return order != RACE_LOAD && order != RACE_RELAXED_LOAD;
}

void race_ordered_access(uintptr_t address, size_t size, enum race_order order,
                         const void *instruction);

/* What was done before one fence comes before what is done after a later one. */
void race_fence(void);

/* How [thread] makes an access of that kind (shadow.h), at [where] or by [call]: for a report. */
struct shadow_access race_access_of(const struct thread *thread, size_t size, uint8_t kind,
                                    const void *where);
struct shadow_access race_access_by_call(const struct thread *thread, size_t size, uint8_t kind,
                                         const char *call);

void race_call_now(const char *call, const void *memory, size_t size, enum race_kind kind);
void race_free_now(const char *call, const void *memory, size_t size);
void race_interlocked_now(const char *call, volatile void *variable, size_t size);
void race_forget_now(const void *memory, size_t size);

/* [call] (static) reads, or writes, memory of the program that made it. NULL is welcome. */
static inline void race_call(const char *call, const void *memory, size_t size, enum race_kind kind)
{
    if (race_current != NULL) race_call_now(call, memory, size, kind);
}

/* [call] is about to read and write the variable in one piece. */
static inline void race_interlocked(const char *call, volatile void *variable, size_t size)
{
    if (race_current != NULL) race_interlocked_now(call, variable, size);
}

/* [call] frees the memory, which must not race with any use of it, be it a later one. Until
 * race_forget() nobody may get it. */
static inline void race_call_frees(const char *call, const void *memory, size_t size)
{
    if (race_current != NULL) race_free_now(call, memory, size);
}

/* The memory is nobody's any more. */
static inline void race_forget(const void *memory, size_t size)
{
    if (race_on) race_forget_now(memory, size);
}

#endif
