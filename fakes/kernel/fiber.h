/* Fibers: the stacks that simulated threads run on.
 *
 * The switch itself is Boost.Context's. What this file adds is what the stacks and the
 * sanitizers need: each must be told where a stack begins, and that a stack which is used again is
 * clean.
 */
#ifndef FAKES_KERNEL_FIBER_H
#define FAKES_KERNEL_FIBER_H

#include <stddef.h>

/* Windows reserves 1 MiB for a thread unless told otherwise. Pages are committed when they are
 * touched. */
enum { FIBER_STACK_BYTES = 1 << 20 };

struct fiber {
    void *context;          // where it stopped; NULL while it runs
    void (*entry)(void);    // where it begins
    char *stack;            // lowest address; NULL for the fiber that the host came with
    size_t number;          // of the stack
    void *bounds;           // for AddressSanitizer: lowest address and size of the stack
    size_t bounds_size;
    void *fake_stack;    // AddressSanitizer's own
    void *tsan;          // ThreadSanitizer's own
};

/* The host's own stack, which needs no memory of ours. */
void fiber_init_host(struct fiber *fiber);

/* A stack of its own, on which [entry] will begin at the first switch: that of its [ordinal] in the
 * run, or, where there are more than ADDRESS_OWNERS, the first of the others that nobody has.
 * [entry] never returns.
 * Requires: no two fibers have the same ordinal. Aborts when the system has no memory left for a
 * stack. */
void fiber_init(struct fiber *fiber, size_t ordinal, void (*entry)(void));

/* Stop [from], which runs now, and let [to] go on. Returns when somebody switches back. */
void fiber_switch(struct fiber *from, struct fiber *to);

/* As fiber_switch, for a fiber that will not run again. */
_Noreturn void fiber_leave(struct fiber *from, struct fiber *to);

/* The process is about to be forked, while none but the host's fiber is in use. ThreadSanitizer takes
 * fibers for threads, and looks away for good in the child of a process that has several. */
void fiber_begin_fork(void);

/* Give the stack back. Must not be called on the stack itself. */
void fiber_fini(struct fiber *fiber);

#endif
