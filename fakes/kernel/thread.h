/* Threads and the scheduler: who runs, who waits, who is next.
 *
 * One thread runs at a time. It gives way at scheduling points and when it waits; in between
 * nothing else moves. The only way to wait is thread_park(), the only way to go on is
 * thread_unpark().
 */
#ifndef FAKES_KERNEL_THREAD_H
#define FAKES_KERNEL_THREAD_H

#include "crt/state.h"
#include "fiber.h"
#include "object.h"
#include "race/race.h"
#include "status.h"

#include <piperig/call.h>

struct process;
struct world;
struct wait;
struct handle;
struct file;
struct request;

enum { DEADLINE_NEVER = 0 };

enum thread_state { THREAD_PREPARED, THREAD_READY, THREAD_PARKED, THREAD_ENDED };

/* The call that a thread is in. */
struct thread_call {
    enum call call;
    uint32_t event;    // index in the trace
    bool mocked;       // a test gave [result]; the call must not act
    uint8_t effect;    // what it suffers where that makes a difference: enum fault_effect
    size_t mock;       // of which mock
    uint64_t result;
};

struct thread {
    struct object object;    // signalled once it has ended
    struct world *world;
    struct process *process;
    struct list in_process;
    uint16_t ordinal;    // in the run; its lane in the trace
    uint32_t tid;
    struct fiber fiber;
    enum thread_state state;
    size_t place;    // in the world's ready list
    uint32_t exit_code;
    uint32_t last_error;
    uint32_t (*entry)(void *);
    void *argument;
    bool lent;        // the system's: it calls a handler of console events, or a timer's callback
    bool returned;    // from [entry]: all that is left to it is to end

    // While parked:
    NTSTATUS woken;                             // why it goes on
    uint64_t deadline_ms;                       // DEADLINE_NEVER: none
    size_t timer_place;                         // in the world's timers, from 1
    void (*withdraw)(struct thread *thread);    // leaves whatever queue it waits in
    struct wait *wait;                          // dispatcher objects: wait.h
    struct gate_wait *gate_wait;                // a lock: gate.h
    footprint_id gate;                          // which one: the first of its locks ...
    unsigned gate_span;                         // ... and how many they are
    struct file *wanted_file;                   // waits for its turn there: file.h
    struct request *request;                    // an I/O request: request.h
    struct pipe *wanted_pipe;                   // an instance of it: pipe.h
    struct list queued;                         // link in a queue of waiting threads

    struct file *locked_file;    // whose call is in progress
    struct object *closing;      // it has closed the last handle, and waits for its turn to end it
    struct list owned_mutexes;
    void **slots;    // of TlsAlloc: win32/tls.c; NULL until one is set
    struct thread_call call;
    uint32_t fallible_calls;    // so far, the present one included: fault.h
    struct handle **handles;    // those that it opened: handle.h
    size_t handle_count;
    size_t handle_capacity;
    uint32_t objects_made;    // footprint.h
    footprint_id io;          // whether it waits for I/O, which others can cancel
    footprint_id known;       // whether it has handles, by which it is found once it has ended
    uint32_t enabled_by;      // the step that made it ready, for its next one
    struct race_thread race;
    void *target;    // of a call whose buffer has too little room: win32/api.h
    size_t target_size;
    struct crt_thread_state crt;
};

/* The thread that runs now, or NULL while the host does. */
struct thread *thread_current(void);

/* A new thread of [process], ready to run [entry]. A [name] of NULL means "process/nth". */
struct thread *thread_new(struct process *process, uint32_t (*entry)(void *), void *argument);

/* The same in two parts. A thread that is prepared is not there for anybody: it may wait for a
 * deadline that launches it, or be forgotten. Its objects are its maker's, whoever launches it. */
struct thread *thread_prepare(struct process *process, uint32_t (*entry)(void *), void *argument);
void thread_launch(struct thread *thread);

/* The ready thread that a scheduling choice of [option] means, where option 0 is [calm]. */
struct thread *thread_option(const struct world *world, const struct thread *calm, uint32_t option);

/* Which of the [count] options of the scheduling choice in progress means the thread with that
 * ordinal. Returns: [count] if none does. */
uint32_t thread_find_option(const struct world *world, uint16_t ordinal, uint32_t count);

/* A scheduling point: others may run before the current thread goes on. With [polite], the
 * calmest choice is somebody else: the thread said that it has nothing urgent to do. */
void thread_yield(bool polite);

/* Wait until somebody unparks the current thread or [deadline_ms] passes; then [withdraw] has
 * been called and the result is STATUS_TIMEOUT. Returns what thread_unpark() was given. */
NTSTATUS thread_park(uint64_t deadline_ms, void (*withdraw)(struct thread *thread));

/* The same, at the end of [queue]; [withdraw] must take it out. */
NTSTATUS thread_park_in(struct list *queue, uint64_t deadline_ms,
                        void (*withdraw)(struct thread *thread));

/* [thread], which is parked, will go on with [status]. Its place in queues is the caller's
 * business. */
void thread_unpark(struct thread *thread, NTSTATUS status);

/* [thread], which was unparked and has not run since, waits again, until the same deadline. */
void thread_repark(struct thread *thread, void (*withdraw)(struct thread *thread));

/* End the current thread. */
_Noreturn void thread_exit(uint32_t exit_code);

/* Let threads run until none can or the run was ended; then the host goes on. */
void threads_run(struct world *world);
_Noreturn void threads_stop(struct world *world);

/* End a thread of another stack than ours: what it waits for is withdrawn, what it had pending
 * is cancelled. */
void thread_kill(struct thread *thread, uint32_t exit_code);

#endif
