#define _GNU_SOURCE

#include "crash.h"

#include "invariant.h"
#include "sanitizer.h"
#include "world.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

static void (*fatal_report)(void);

void world_set_fatal_report(void (*report)(void))
{
    fatal_report = report;
}

/* Once only: the report itself may fail. */
void crash_report(void)
{
    void (*report)(void) = fatal_report;
    fatal_report = NULL;
    if (report != NULL) report();
}

_Noreturn void invariant_failed(const char *file, int line, const char *text)
{
    fflush(stdout);
    fprintf(stderr, "%s:%d: the rig is wrong: %s\n", file, line, text);
    crash_report();
    abort();
}

#if defined(SANITIZER_ADDRESS) || defined(SANITIZER_THREAD) || defined(SANITIZER_MEMORY)

/* The sanitizer's own report says more than we could; the reader still needs to know which run
 * it was. */
#ifdef SANITIZER_ADDRESS
#define set_death_callback __asan_set_death_callback
#elif defined(SANITIZER_MEMORY)
#define set_death_callback __msan_set_death_callback
#else
#define set_death_callback(callback) ((void)(callback))
#endif

/* Once: a fuzzing engine that comes later puts its own in the place of ours, and must keep it. */
void crash_watch(void)
{
    static bool watching;
    if (!watching) set_death_callback(crash_report);
    watching = true;
}

#else

static const char *describe(int number)
{
    switch (number) {
    case SIGSEGV: return "access violation (SIGSEGV)";
    case SIGBUS: return "access violation (SIGBUS)";
    case SIGFPE: return "arithmetic exception (SIGFPE)";
    case SIGILL: return "illegal instruction (SIGILL)";
    default: return "crash";
    }
}

/* We stand on the signal stack and leave it by switching to the host's fiber; the thread never
 * goes on. A fault in the host itself is not a program's. */
static void on_signal(int number)
{
    struct world *world = world_current();
    if (world != NULL && world->current != NULL) world_end(OUTCOME_CRASHED, describe(number));
    crash_report();
    signal(number, SIG_DFL);
    raise(number);
}

void crash_watch(void)
{
    enum { SIGNAL_STACK_BYTES = 64 * 1024 };
    static char stack[SIGNAL_STACK_BYTES];
    static bool watching;
    static const int numbers[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL };
    stack_t area = { .ss_sp = stack, .ss_size = sizeof stack };
    struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_ONSTACK | SA_NODEFER };
    if (watching) return;

    watching = true;
    sigaltstack(&area, NULL);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        sigaction(numbers[i], &action, NULL);
}

#endif
