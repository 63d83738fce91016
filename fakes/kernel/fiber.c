#define _GNU_SOURCE

#include "fiber.h"

#include "address.h"
#include "grow.h"
#include "invariant.h"
#include "sanitizer.h"

#include <stdbool.h>
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

/* What ThreadSanitizer knows of a fiber stays with the stack: making that anew takes a thousand times as
 * long as all the rest of a fiber. */
struct stack {
    void *tsan;
    unsigned uses;    // of [tsan]
    bool taken;
};

/* A fiber leaves frames behind that it never returned from. ThreadSanitizer counts them all, and
 * not beyond 65535. */
enum { TSAN_USES_MAX = 1024 };

/* Side by side from ADDRESS_STACKS on. The first ones belong to ordinals: where a thread's
 * variables lie is not up to who has ended by then. Of the others whoever needs one takes the first
 * that is free, so that it is the same one in each run that comes to it in the same way. */
static struct stack *stacks;
static size_t stack_count;
static size_t stack_capacity;
static size_t none_free_before = ADDRESS_OWNERS;

static size_t page_size(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

/* A page at either end of a stack stays out of reach, so that who goes beyond crashes, and corrupts
 * nobody else's stack: below by an overflow, above by an overrun of a variable. */
static char *memory_of(size_t number)
{
    size_t page = page_size();
    return (char *)ADDRESS_STACKS + number * (page + FIBER_STACK_BYTES + page) + page;
}

static void add_stack(void)
{
    size_t page = page_size();
    char *memory = memory_of(stack_count), *area = memory - page;
    if (mmap(area, page + FIBER_STACK_BYTES + page, PROT_NONE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0) != area ||
        mprotect(memory, FIBER_STACK_BYTES, PROT_READ | PROT_WRITE) != 0) {
        perror("fiber: no memory for a stack");
        abort();
    }
    GROW(stacks, stack_count, stack_capacity);
    stacks[stack_count++] = (struct stack){ .tsan = sanitizer_create_fiber() };
}

static size_t find_free(void)
{
    size_t number = none_free_before;
    while (number < stack_count && stacks[number].taken)
        number++;
    none_free_before = number + 1;
    return number;
}

static size_t take_stack(size_t ordinal)
{
    size_t number = ordinal < ADDRESS_OWNERS ? ordinal : find_free();
    while (stack_count <= number)
        add_stack();
    struct stack *stack = &stacks[number];
    INVARIANT(!stack->taken);
    if (stack->tsan == NULL) stack->tsan = sanitizer_create_fiber();
    stack->taken = true;
    return number;
}

static void give_stack_back(size_t number)
{
    struct stack *stack = &stacks[number];
    stack->taken = false;
    if (number >= ADDRESS_OWNERS && number < none_free_before) none_free_before = number;
    if (++stack->uses < TSAN_USES_MAX) return;
    sanitizer_destroy_fiber(stack->tsan);
    *stack = (struct stack){ .tsan = sanitizer_create_fiber() };
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
    for (size_t i = 0; i < stack_count; i++) {
        if (stacks[i].taken) continue;
        sanitizer_destroy_fiber(stacks[i].tsan);
        stacks[i].tsan = NULL;
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
static size_t indent(size_t stack)
{
    enum { LINE = 64, INDENTS = 61 };
    return stack % INDENTS * LINE;
}

void fiber_init(struct fiber *fiber, size_t ordinal, void (*entry)(void))
{
    size_t number = take_stack(ordinal);
    char *stack = memory_of(number);
    size_t size = FIBER_STACK_BYTES - indent(number);
    *fiber = (struct fiber){
        .context = make_fcontext(stack + size, size, begin),
        .entry = entry,
        .stack = stack,
        .number = number,
        .bounds = stack,
        .bounds_size = FIBER_STACK_BYTES,
        .tsan = stacks[number].tsan,
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
    give_stack_back(fiber->number);
    *fiber = (struct fiber){ 0 };
}
