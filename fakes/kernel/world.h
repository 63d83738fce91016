/* The inside of a world: see piperig/world.h for what it is. */
#ifndef FAKES_KERNEL_WORLD_H
#define FAKES_KERNEL_WORLD_H

#include "arena.h"
#include "fiber.h"
#include "footprint.h"
#include "list.h"
#include "mock.h"
#include "process.h"
#include "thread.h"
#include "trace/beats.h"

#include <piperig/world.h>

struct world {
    struct choice *choice;
    struct arena arena;
    struct trace trace;
    struct footprints footprints;
    struct fiber host;
    struct thread *current;    // NULL while the host runs

    struct process **processes;    // by ordinal
    size_t process_count;
    size_t process_capacity;
    struct thread **threads;    // by ordinal
    size_t thread_count;
    size_t thread_capacity;
    uint32_t host_objects_made;

    struct thread **ready;      // in no particular order
    struct list ready_order;    // the same threads, longest ready first
    struct thread *calm;        // option 0 of the scheduling choice in progress
    bool time_passes;           // deadlines are being fired
    struct thread *departed;    // ended, but still on its own stack
    size_t ready_count;
    size_t ready_capacity;
    struct thread **timers;    // a heap by deadline; entry 0 is not used
    size_t timer_count;
    size_t timer_capacity;
    uint64_t now_ms;
    uint64_t quiet_since_ms;      // since when nobody who must end has taken a step,
    uint32_t quiet_since_step;    // and since which step
    size_t quiet_since_event;     // and event
    struct beats beats;           // what those who serve do meanwhile
    uint64_t untold;              // looks at the C library's clock, which leave no trace
    uint64_t patience_ms;         // how long the run may go on after that
    uint32_t steps;
    uint32_t step_bound;
    uint32_t spin_bound;
    uint32_t time_passed_at;       // the step before which time passed last
    struct process *exclusive;     // world_let_run(): only its threads run ...
    struct thread *interrupted;    // ... until none can; then this one goes on
    bool exclusive_step;           // the next step is one of these: nobody else could take it

    struct list pipes;            // the name directory: pipe.h
    struct list named_objects;    // events, mutexes, semaphores with names
    struct mocks mocks;
    struct fault_plan plan;
    unsigned plan_mock;    // of its first fault; the others follow
    size_t lifted_at;      // the event from which on no fault strikes; 0: none yet

    struct pipe_request *pipe_requests;    // what CreateNamedPipe was asked for
    size_t pipe_request_count;
    size_t pipe_request_capacity;

    enum outcome outcome;
    enum crash crash;
    const char *why;
    bool early_timeouts;
    uint32_t last_error_canary;    // 0: none
    bool handle_recycling;
    bool ended;    // by a verdict: nobody runs any more
    bool open;
};

/* The one world. Requires: it is open. */
struct world *world_get(void);

/* Whether the run may go on until [moment_ms], since nobody can run before. */
bool world_is_patient(struct world *world, uint64_t moment_ms);

/* Whoever must end has taken a step: patience begins anew. */
void world_note_progress(struct world *world);

/* Memory that lives as long as the run. */
void *world_take(size_t size);

/* The run has that verdict; the next to choose a step will find that nobody may run. */
void world_give_up(struct world *world, enum outcome outcome, const char *why);

/* End the run from a simulated thread. */
_Noreturn void world_end(enum outcome outcome, const char *why);

/* The same, with another text for the picture. */
_Noreturn void world_end_noting(enum outcome outcome, const char *why, const char *note);

/* The same: the program has used what is not there any more. */
_Noreturn void world_end_stale(const char *why, const char *note);

#endif
