#define _GNU_SOURCE    // setitimer, the registers' names

#include "computing.h"

#include "crt/image.h"
#include "process.h"
#include "thread.h"
#include "world.h"

#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <ucontext.h>

enum { TICKS_PER_SECOND = 10, TICK_US = 1000000 / TICKS_PER_SECOND, TICKS_NEXT_TIME = 2 };

volatile bool computing_is_overdue;

static unsigned bound_ticks;    // 0: none. Who did it once is not waited for as long again
static unsigned long runs;      // begun so far

/* What the last tick saw. */
static struct {
    unsigned long run;
    uint32_t step;
    unsigned ticks;    // that saw the same
} seen;

void computing_begin_run(void)
{
    runs++;
    computing_is_overdue = false;
}

void computing_end_run(void)
{
    static const char what[] = "computes without end, and without a call that others could notice";
    const struct world *world = world_get();
    computing_is_overdue = false;
    if (seen.run != runs || seen.step != world->steps) return;
    if (bound_ticks > TICKS_NEXT_TIME) bound_ticks = TICKS_NEXT_TIME;
    const char *who = world->trace.threads[world->current->ordinal].name;
    size_t size = strlen(who) + 1 + sizeof what;
    char *why = world_take(size);
    snprintf(why, size, "%s %s", who, what);
    world_end(OUTCOME_RUNAWAY, why);
}

static bool sees_progress(const struct world *world)
{
    bool same =
        world != NULL && world->current != NULL && seen.run == runs && seen.step == world->steps;
    if (same) return false;
    seen.run = runs;
    seen.step = world != NULL ? world->steps : 0;
    seen.ticks = 0;
    return true;
}

/* Whether the program was interrupted in code of its own. In the host's a lock may be held. */
static bool was_in_program(const struct thread *thread, const ucontext_t *context)
{
#if defined(__x86_64__)
    const void *at = (const void *)context->uc_mcontext.gregs[REG_RIP];
#elif defined(__aarch64__)
    const void *at = (const void *)context->uc_mcontext.pc;
#else
    const void *at = NULL;
    (void)context;
#endif
    const struct image_copy *copy = thread->process->copy;
    return copy != NULL && image_covers(copy, at);
}

static void on_tick(int number, siginfo_t *info, void *context)
{
    const struct world *world = world_current();
    (void)number;
    (void)info;
    if (sees_progress(world) || ++seen.ticks < bound_ticks) return;
    if (was_in_program(world->current, context)) computing_end_run();
    computing_is_overdue = true;
}

/* The processor's time that this process has used, not that of the wall: others may need it. Timers
 * are not inherited. */
static void start_timer(void)
{
    struct timeval tick = { .tv_usec = bound_ticks > 0 ? TICK_US : 0 };
    setitimer(ITIMER_VIRTUAL, &(struct itimerval){ tick, tick }, NULL);
}

void world_set_computing_bound(unsigned seconds)
{
    static bool watches;
    struct sigaction action = { .sa_sigaction = on_tick,
                                .sa_flags = SA_SIGINFO | SA_NODEFER | SA_RESTART };
    bound_ticks = seconds * TICKS_PER_SECOND;
    sigaction(SIGVTALRM, &action, NULL);
    if (!watches) pthread_atfork(NULL, NULL, start_timer);
    watches = true;
    start_timer();
}
