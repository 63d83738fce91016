/* What the C library seam asks of the kernel: see crt/crt.h and crt/state.h. */
#include "crt/crt.h"
#include "invariant.h"
#include "process.h"
#include "thread.h"
#include "world.h"

struct heap *crt_heap(void)
{
    return &process_current()->heap;
}

uint32_t crt_event(void)
{
    return thread_current()->call.event;
}

struct crt_state *crt_state(void)
{
    return &process_current()->crt;
}

struct crt_thread_state *crt_thread_state(void)
{
    struct thread *thread = thread_current();
    INVARIANT(thread != NULL);
    return &thread->crt;
}

_Noreturn void crt_exit(uint32_t code)
{
    process_exit(code);
}

_Noreturn void crt_crash(const char *what)
{
    world_end(OUTCOME_CRASHED, what);
}

uint64_t crt_clock_ms(void)
{
    world_get()->untold++;
    return world_get()->now_ms;
}
