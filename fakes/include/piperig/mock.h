/* Making one call of a run go another way: one mechanism for failures, given results and steps.
 *
 *     world_mock(world, &(struct mock){ .call = CALL_CREATE_THREAD, .nth = 2, .then = MOCK_FAIL,
 *                                       .error = ERROR_NOT_ENOUGH_MEMORY });
 *     world_mock(world, &(struct mock){ .call = CALL_CONNECT_NAMED_PIPE, .who = "server",
 *                                       .then = MOCK_STEP, .step = a_client_connects });
 */
#ifndef PIPERIG_MOCK_H
#define PIPERIG_MOCK_H

#include <piperig/call.h>

#include <stdbool.h>
#include <stdint.h>

struct world;
struct process;

enum mock_then {
    MOCK_FAIL,          // the call does nothing and fails with [error]
    MOCK_RETURN,        // the call does nothing and returns [result]
    MOCK_STEP,          // [step] runs before the call acts
    MOCK_STEP_AFTER,    // [step] runs when the call has acted and is about to return
    MOCK_FAULT          // the call has the outcome [fault] of faults.def
};

/* Which call, and what becomes of it. Fields left zero mean: any thread, the first such call,
 * once. */
struct mock {
    enum call call;
    const char *who;    // a lane's name, or a prefix followed by "*"; NULL: any thread
    unsigned nth;       // from 1, counted over the threads that [who] names; 0 is 1
    bool onwards;       // the nth and every later one
    enum mock_then then;
    uint32_t error;    // Win32
    uint64_t result;
    void (*step)(struct world *world, void *argument);
    void *argument;
    const char *label;    // what the picture says of the step
    unsigned fault;
    bool nth_fallible;    // [nth] counts all fallible calls of the one thread [who], and [onwards]
                          // means all such calls of its process
};

/* Arrange for [mock] (copied). Mocks are looked at in the order in which they were made; steps all
 * run, and the first failure or result counts.
 *
 * Traces: the event of the call is marked as mocked; a step with a label is an event of its own.
 * Returns: the mock's number, for mock_struck(). */
unsigned world_mock(struct world *world, const struct mock *mock);

/* How often the mock with that number has struck: a test that relies on it must check. */
unsigned mock_struck(const struct world *world, unsigned number);

/* For steps: only threads of [process] run, until each of them waits or has ended; then the call
 * that the step interrupted goes on. This is how "a client connects just here" is said. */
void world_let_run(struct world *world, struct process *process);

#endif
