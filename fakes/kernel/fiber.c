#define _GNU_SOURCE

#include "fiber.h"

#include "sanitizer.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* Boost.Context's C interface; its own header is C++. */
struct transfer {
    void *context;
    void *data;
};
struct transfer jump_fcontext(void *to, void *data);
void *make_fcontext(void *stack_top, size_t size, void (*entry)(struct transfer));

/* A stack that no fiber uses, written into its own lowest bytes. What ThreadSanitizer knows of a
 * fiber stays with the stack: making that anew takes a thousand times as long as all the rest of
 * a fiber. */
struct spare {
    struct spare *next;
    void *tsan;
    unsigned uses;    // of [tsan]
};

/* A fiber leaves frames behind that it never returned from. ThreadSanitizer counts them all, and
 * not beyond 65535. */
enum { TSAN_USES_MAX = 1024 };

static struct spare *pool;

static char *stack_take(void **tsan)
{
    struct spare *spare = pool;
    if (spare != NULL) {
        pool = spare->next;
        if (spare->tsan == NULL) spare->tsan = sanitizer_create_fiber();
        *tsan = spare->tsan;
        return (char *)spare;
    }

    // A page at either end stays out of reach, so that who goes beyond crashes, and corrupts nobody
    // else's stack: below by an overflow, above by an overrun of a variable.
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *area = mmap(NULL, page + FIBER_STACK_BYTES + page, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (area == MAP_FAILED || mprotect(area, page, PROT_NONE) != 0 ||
        mprotect(area + page + FIBER_STACK_BYTES, page, PROT_NONE) != 0) {
        perror("fiber: no memory for a stack");
        abort();
    }
    *tsan = sanitizer_create_fiber();
    return area + page;
}

static void stack_give_back(char *stack, void *tsan)
{
    struct spare *spare = (struct spare *)stack;
    unsigned uses =
        spare->uses + 1;    // nobody reaches the lowest bytes but who overflows the stack
    if (uses >= TSAN_USES_MAX) {
        sanitizer_destroy_fiber(tsan);
        tsan = sanitizer_create_fiber();
        uses = 0;
    }
    *spare = (struct spare){ pool, tsan, uses };
    pool = spare;
}

#ifdef SANITIZER_THREAD
/* ThreadSanitizer has a process end a second late, in case that others of its threads have something
 * to report. Those that help in a search are many, have none, and are waited for. */
const char *__tsan_default_options(void);
__attribute__((no_sanitize_thread)) const char *__tsan_default_options(void)
{
    return "atexit_sleep_ms=0";
}
#endif

void fiber_begin_fork(void)
{
    for (struct spare *spare = pool; spare != NULL; spare = spare->next) {
        sanitizer_destroy_fiber(spare->tsan);
        spare->tsan = NULL;
    }
}

/* What is handed over at a switch. It lies on the stack that is being left. */
struct handover {
    struct fiber *from;
    struct fiber *to;
    void (*entry)(void);    // of a fiber that has not begun
};

/* Whoever is switched to continues here: note where the other one stopped. */
static struct handover arrive(struct transfer transfer)
{
    struct handover handover = { 0 };
    sanitizer_unpoison(&transfer, sizeof transfer);
    sanitizer_unpoison(transfer.data, sizeof handover);

    handover = *(struct handover *)transfer.data;
    handover.from->context = transfer.context;
    handover.to->context = NULL;
    sanitizer_arrived(handover.to->fake_stack, &handover.from->bounds, &handover.from->bounds_size);
    return handover;
}

static void begin(struct transfer transfer)
{
    arrive(transfer).entry();
    abort();    // an entry never returns
}

void fiber_init_host(struct fiber *fiber)
{
    *fiber = (struct fiber){ .tsan = sanitizer_current_fiber() };
}

/* Stacks lie at equal distances, and the tops of a thousand would share a few places in the
 * processor's caches: each begins some lines below its top, another number for its neighbours. */
static size_t indent(const char *stack)
{
    enum { LINE = 64, INDENTS = 61 };
    return (uintptr_t)stack / FIBER_STACK_BYTES % INDENTS * LINE;
}

void fiber_init(struct fiber *fiber, void (*entry)(void))
{
    void *tsan;
    char *stack = stack_take(&tsan);
    size_t size = FIBER_STACK_BYTES - indent(stack);
    *fiber = (struct fiber){
        .context = make_fcontext(stack + size, size, begin),
        .entry = entry,
        .stack = stack,
        .bounds = stack,
        .bounds_size = FIBER_STACK_BYTES,
        .tsan = tsan,
    };
}

static void jump(struct fiber *from, struct fiber *to, void **fake_stack)
{
    struct handover handover = { from, to, to->entry };
    sanitizer_leaving(fake_stack, to->bounds, to->bounds_size, to->tsan);
    arrive(jump_fcontext(to->context, &handover));
}

void fiber_switch(struct fiber *from, struct fiber *to)
{
    jump(from, to, &from->fake_stack);
}

void fiber_leave(struct fiber *from, struct fiber *to)
{
    jump(from, to, NULL);
    abort();    // nobody switches back to a fiber that left
}

void fiber_fini(struct fiber *fiber)
{
    if (fiber->stack == NULL) return;

    // Frames that were never left stay poisoned; only what the fiber had reached needs cleaning.
    char *top = fiber->stack + FIBER_STACK_BYTES;
    char *reached = fiber->context != NULL ? (char *)fiber->context - 256 : fiber->stack;
    if (reached < fiber->stack || reached > top) reached = fiber->stack;
    sanitizer_unpoison(reached, (size_t)(top - reached));
    stack_give_back(fiber->stack, fiber->tsan);
    *fiber = (struct fiber){ 0 };
}
