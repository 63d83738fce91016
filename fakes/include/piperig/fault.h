/* Faults: what can go wrong in a run although nobody made a mistake, and plans of them.
 *
 * faults.def lists the outcomes: which calls can fail, and how. A plan says which of the calls of a
 * run do, by the thread and by how many fallible calls that thread had made: so it names the same
 * call whatever the other threads do.
 *
 *     struct fault_plan plan;
 *     fault_plan_read(&plan, "server/1:7=ReadFile-killed", &why);
 *     struct world *world = world_open(choice);
 *     world_set_plan(world, &plan);
 *     ... start, run ...
 *     bool struck = fault_struck(world, 0) > 0;
 *
 * fault_plans enumerates them: each way in which each call that is ever reached can fail, once and
 * from then on, and pairs of these.
 *
 *     struct fault_plans *plans = fault_plans_open("server*", 1, FAULT_ONCE | FAULT_ONWARDS);
 *     const struct fault_plan *plan;
 *     while ((plan = fault_plans_next(plans)) != NULL) {
 *         ... for each run of a search under this plan:
 *             world_set_plan(world, plan); ... run ...
 *             fault_plans_learn(plans, world);    // before world_close()
 *     }
 */
#ifndef PIPERIG_FAULT_H
#define PIPERIG_FAULT_H

#include <piperig/call.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct trace_event;
struct world;

/* What a call suffers. "The peer" is every process that holds the other end of the call's pipe,
 * except the caller's own. */
enum fault_effect {
    FAULT_NONE,
    FAULT_FAIL,          // the call does nothing and fails
    FAULT_FAIL_NAMED,    // the same of one that names an object, as others can be first
    FAULT_SHORT,    // TRUE with less: a byte pipe is read by one byte; a non-blocking write takes
                    // half of the bytes, or nothing of a message
    FAULT_TIME_OUT,        // what is waited for does not come before the time-out has passed
    FAULT_ABANDON,         // who had the mutex with a name before ended without giving it back
    FAULT_WAKE,            // a sleep on a condition variable is over, and nobody woke it
    FAULT_KILL_BEFORE,     // the peer's process is killed just before the call acts,
    FAULT_KILL_WAITING,    // or when the call has begun to wait for it,
    FAULT_KILL_AFTER,      // or when the call has acted and is about to return
    FAULT_DISCONNECT    // who else holds the caller's end, a server's, disconnects it just before
};

/* A line of faults.def. Outcomes are numbered from 0 in its order. */
struct fault_outcome {
    enum call call;
    const char *name;
    enum fault_effect effect;
    uint32_t error;     // Win32; 0 unless the effect is FAULT_FAIL or FAULT_FAIL_NAMED
    bool lasting;       // planned from then on only
    bool momentary;     // planned once only
    bool documented;    // else unproven
    const char *source;
};

unsigned fault_outcome_count(void);
const struct fault_outcome *fault_outcome_at(unsigned number);

/* The number of the outcome, or -1. */
int fault_outcome_find(enum call call, const char *name);

/* Whether [call] has an outcome at all: then it counts in plans. */
bool fault_is_fallible(enum call call);

/* Why [call] has none, in words; NULL if it has one. */
const char *fault_spared(enum call call);

enum { FAULT_WHO_MAX = 31, FAULTS_MAX = 4 };

/* One fault: the [nth] fallible call of thread [who] has that outcome. */
struct fault {
    char who[FAULT_WHO_MAX + 1];    // the lane's name, e.g. "server/1"
    unsigned nth;    // from 1; if it is another call than the outcome's, nothing strikes
    unsigned outcome;
    bool onwards;    // and so does every later such call of that process, whichever thread's
};

/* The faults of a run. All zeros is none. */
struct fault_plan {
    struct fault faults[FAULTS_MAX];
    unsigned count;
};

/* The plan as a word: server:3=CreateThread-memory,server/1:7+=ReadFile-killed
 *
 * `+` means from then on; a plan without faults is "none". Letters, digits, `/`, `_` and `-` of a
 * name stand for themselves, other characters are written %XX.
 *
 * Owns: the caller frees it; NULL when there is no memory. */
char *fault_plan_write(const struct fault_plan *plan);

/* Read it back.  Returns: false with the reason in [why]. */
bool fault_plan_read(struct fault_plan *plan, const char *text, const char **why);

bool fault_plan_same(const struct fault_plan *a, const struct fault_plan *b);

/* The run suffers [plan] (copied): each fault is a mock of its own (mock.h).
 *
 * Requires: the run has not begun, and has no plan yet.
 * Traces:   the call is marked as mocked; a fault with an effect of its own adds a step that says
 *           what happened. */
void world_set_plan(struct world *world, const struct fault_plan *plan);

/* The plan of the run; without faults unless set. */
const struct fault_plan *world_plan(const struct world *world);

/* How often the plan's fault of that index has struck. */
unsigned fault_struck(const struct world *world, unsigned index);

/* The event in the trace that it has struck, the first of several, or NULL. */
const struct trace_event *fault_struck_at(const struct world *world, unsigned index);

/* The event in the trace that was struck first by any fault of the plan, or NULL. */
const struct trace_event *fault_first_struck(const struct world *world);

/* Whatever was wrong is gone: no fault strikes any more in this run, be it of the plan or a mock, and
 * what is reached from now on is no place for one. */
void world_lift_plan(struct world *world);

/* --- Enumeration ------------------------------------------------------------------------------ */

struct fault_plans;

/* How far an enumeration has come. A pair is a call and an outcome of it: a line of faults.def. */
struct fault_progress {
    uint64_t done;      // plans that were handed out, and then another was asked for
    uint64_t known;     // plans that the calls reached so far ask for
    uint64_t struck;    // done, and each of their faults struck in one of their runs
    uint64_t two_done;
    uint64_t two_known;    // the same of plans of two faults alone
    unsigned pairs;        // that struck
};

/* How long the faults of enumerated plans last: a lasting outcome is never planned once, and a momentary
 * one never from then on. And of which evidence they are, if not of any. */
enum fault_kinds {
    FAULT_ONCE = 1,
    FAULT_ONWARDS = 2,
    FAULT_DOCUMENTED_ONLY = 4,
    FAULT_UNPROVEN_ONLY = 8
};

/* Plans for the threads that [who] names (a lane's name, or its beginning and `*`), of at most
 * [faults_max] faults (0 .. FAULTS_MAX) of these [kinds] (enum fault_kinds).
 *
 * Owns: fault_plans_close(). */
struct fault_plans *fault_plans_open(const char *who, unsigned faults_max, unsigned kinds);

/* The next plan: first the one without faults, then those of one fault, then of two. Each plan comes
 * once.
 *
 * Returns: NULL when no call that was reached has an outcome left to try. Valid until the next
 *          call. */
const struct fault_plan *fault_plans_next(struct fault_plans *plans);

/* The plan that fault_plans_next() returned last. Requires: there was one. */
const struct fault_plan *fault_plans_current(const struct fault_plans *plans);

/* Write the enumeration down, as lines of text, between two runs of its current plan; and go on with
 * that plan in another process of the same build.
 *
 * Returns: of reading, NULL if these are no such lines.  Owns: fault_plans_close(). */
void fault_plans_save(const struct fault_plans *plans, FILE *out);
struct fault_plans *fault_plans_resume(FILE *in);

/* A run is over: what it reached is known from now on. A call reached after some faults of the
 * run's plan struck is a place for one more; but of a server that polls only the first of the rounds
 * that are alike, with nothing between them but time.
 *
 * Requires: the run had the plan of the last fault_plans_next(), and its world is still open. */
void fault_plans_learn(struct fault_plans *plans, const struct world *world);

/* The plans of one fault that are known so far, in their order; NULL: there are no more. Valid until the
 * next call of fault_plans_learn(). */
const struct fault_plan *fault_plans_single(const struct fault_plans *plans, size_t index);

/* [outcome] does enough alone: no plan of it and other faults comes any more, nor is one counted. */
void fault_plans_leave_alone(struct fault_plans *plans, unsigned outcome);

struct fault_progress fault_plans_progress(const struct fault_plans *plans);

/* Whether outcome [number] has struck in any run that was learnt from. */
bool fault_plans_injected(const struct fault_plans *plans, unsigned number);

void fault_plans_close(struct fault_plans *plans);

#endif
