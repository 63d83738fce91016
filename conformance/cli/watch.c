#define _GNU_SOURCE    // MAP_ANONYMOUS

#include "watch.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

static struct watch *the_watch;

/* A terminal tells all processes at once, so each counts for itself. */
static void on_signal(int number)
{
    static volatile sig_atomic_t before;
    if (before) {
        signal(number, SIG_DFL);
        raise(number);
    }
    before = 1;
    atomic_store(&the_watch->stopped, true);
}

struct watch *watch_open(void)
{
    struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESTART };
    the_watch =
        mmap(NULL, sizeof *the_watch, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (the_watch == MAP_FAILED) abort();
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    return the_watch;
}

double watch_now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

void watch_begin(struct watch_slot *slot, double deadline_s)
{
    slot->deadline_s = deadline_s;
    atomic_store(&slot->runs, 0);
    atomic_store(&slot->per_mille, -1);
}

bool watch_is_over(void *argument, uint64_t runs, double estimate)
{
    struct watch_slot *slot = argument;
    atomic_store_explicit(&slot->runs, runs, memory_order_relaxed);
    atomic_store_explicit(&slot->per_mille, (int)(estimate * 1000), memory_order_relaxed);
    if (atomic_load_explicit(&the_watch->stopped, memory_order_relaxed)) return true;
    return slot->deadline_s > 0 && watch_now_s() >= slot->deadline_s;
}

bool watch_stopped(const struct watch *watch)
{
    return atomic_load(&watch->stopped);
}
