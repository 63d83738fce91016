/* What is done once. To the explorer, asking whether it is done is taking a lock for as long as the
 * answer takes, or for as long as the doing does. */
#include "api.h"
#include "lock.h"

#include "access/access.h"
#include "kernel/gate.h"
#include "kernel/world.h"

struct once {
    struct lazy lazy;
    struct gate gate;
    bool in_progress;
    bool done;
    PVOID context;
};

static void once_init(void *object)
{
    struct once *once = object;
    gate_init(&once->gate, once->lazy.ids);
}

static const struct lazy_kind once_kind = {
    .size = sizeof(struct once),
    .init = once_init,
    .copied = "an INIT_ONCE is used that was copied",
    .uninitialised = "an INIT_ONCE that is not static, without InitOnceInitialize",
};

VOID WINAPI InitOnceInitialize(PINIT_ONCE variable)
{
    lazy_make("InitOnceInitialize", &variable->Ptr, &once_kind);
}

/* Wait until nobody is at it.  Returns: whether it is done; if not, the caller is at it. */
static bool begin(struct once *once)
{
    while (once->in_progress)
        gate_wait(&once->gate, DEADLINE_NEVER);
    footprint_acquire(world_get(), once->gate.id);
    race_acquire(&once->gate.past);
    if (once->done) return true;
    once->in_progress = true;
    gate_shut(&once->gate);
    return false;
}

/* A step of its own: what gives a lock back must not touch what the function's last call did. */
static void end(struct once *once, bool done, PVOID context)
{
    thread_yield(false);
    footprint_release(world_get(), once->gate.id);
    race_release(&once->gate.past);
    once->in_progress = false;
    once->done = done;
    once->context = context;
    gate_open(&once->gate);
}

static void set_context(LPVOID *context, PVOID value)
{
    access_call_writes_number("InitOnceExecuteOnce", context, sizeof *context);
    if (context != NULL) *context = value;
}

/* The function is the program's: the call that it is part of is left before, as its own calls must
 * not lie within. It gets a place for a context only where the caller has one, as Wine has it. */
BOOL WINAPI InitOnceExecuteOnce(PINIT_ONCE variable, PINIT_ONCE_FN function, PVOID parameter,
                                LPVOID *context)
{
    NTSTATUS status = api_enter(CALL_INIT_ONCE_EXECUTE_ONCE);
    struct once *once = lazy_get(&variable->Ptr, &once_kind);
    bool done = NT_SUCCESS(status) && begin(once);
    BOOL result = api_leave(status);
    if (result && !done) {
        set_context(context, NULL);
        result = function(variable, parameter, context);
        end(once, result, context != NULL ? *context : NULL);
    }
    if (result) set_context(context, once->context);
    return result;
}
