#include "race.h"

#include "call_tree.h"
#include "frames.h"
#include "race_report.h"
#include "shadow.h"

#include "kernel/computing.h"
#include "kernel/grow.h"
#include "kernel/invariant.h"
#include "kernel/world.h"

#include <stdlib.h>

struct thread *race_current;
bool race_on;

/* The stacks that threads of this run began on. */
static const void **stacks;
static size_t stack_count;
static size_t stack_capacity;

/* What fences know. */
static struct vector_clock fences;

bool race_possible(void)
{
#ifdef PIPERIG_RACES
    return true;
#else
    return false;
#endif
}

/* --- Variables that order --------------------------------------------------------------------- */

/* By address: open addressing, at most half full; an entry of another run is a free one. */
struct ordered_variable {
    uintptr_t address;
    uint32_t run;
    struct vector_clock clock;
};

static struct ordered_variable *variables;
static unsigned variable_bits;
static size_t variable_count;
static uint32_t run;

static struct ordered_variable *slot_of(uintptr_t address)
{
    size_t mask = ((size_t)1 << variable_bits) - 1;
    size_t at = (size_t)((uint64_t)address * 0x9E3779B97F4A7C15u >> (64 - variable_bits));
    while (variables[at].run == run && variables[at].address != address)
        at = (at + 1) & mask;
    return &variables[at];
}

static void grow_variables(void)
{
    struct ordered_variable *old = variables;
    size_t old_size = old != NULL ? (size_t)1 << variable_bits : 0;
    variable_bits = old != NULL ? variable_bits + 1 : 6;
    variables = calloc((size_t)1 << variable_bits, sizeof *variables);
    INVARIANT(variables != NULL);
    for (size_t i = 0; i < old_size; i++)
        if (old[i].run == run) *slot_of(old[i].address) = old[i];
    free(old);
}

static struct vector_clock *clock_of_variable(uintptr_t address)
{
    if (variables == NULL || variable_count >= (size_t)1 << (variable_bits - 1)) grow_variables();
    struct ordered_variable *variable = slot_of(address);
    if (variable->run != run) {
        *variable = (struct ordered_variable){ .address = address, .run = run };
        variable_count++;
    }
    return &variable->clock;
}

/* --- The watch -------------------------------------------------------------------------------- */

void race_start(void)
{
    race_on = true;
    run++;
    variable_count = 0;
    stack_count = 0;
    fences = (struct vector_clock){ 0 };
    shadow_reset();
}

void race_stop(void)
{
    race_on = false;
    race_current = NULL;
}

/* --- Order ------------------------------------------------------------------------------------ */

/* From here on the thread is in a part of its life that nobody knows of yet. */
static void tick(struct thread *thread)
{
    thread->race.clock.last[thread->ordinal]++;
}

/* Whether another thread of this run had the stack before. */
static bool is_used_again(const void *stack)
{
    for (size_t i = 0; i < stack_count; i++)
        if (stacks[i] == stack) return true;
    GROW(stacks, stack_count, stack_capacity);
    stacks[stack_count++] = stack;
    return false;
}

void race_begin_now(struct thread *thread)
{
    vector_clock_set(&thread->race.clock, thread->ordinal, 1);
    if (is_used_again(thread->fiber.stack)) race_forget_now(thread->fiber.stack, FIBER_STACK_BYTES);
}

void race_fork_now(struct thread *child)
{
    if (race_current == NULL) return;
    vector_clock_join(&child->race.clock, &race_current->race.clock);
    tick(race_current);
}

void race_release_now(struct thread *thread, struct vector_clock *to)
{
    vector_clock_join(to, &thread->race.clock);
    tick(thread);
}

void race_acquire_now(struct thread *thread, const struct vector_clock *from)
{
    vector_clock_join(&thread->race.clock, from);
}

void race_pass_now(struct thread *to)
{
    if (race_current == NULL || race_current == to) return;
    vector_clock_join(&to->race.clock, &race_current->race.clock);
    tick(race_current);
}

void race_fence(void)
{
    if (race_current == NULL) return;
    race_acquire_now(race_current, &fences);
    race_release_now(race_current, &fences);
}

/* --- Accesses --------------------------------------------------------------------------------- */

struct shadow_access race_access_of(const struct thread *thread, size_t size, uint8_t kind,
                                    const void *where)
{
    return (struct shadow_access){
        .where = where,
        .time = vector_clock_of(&thread->race.clock, thread->ordinal),
        .place = thread->race.place,
        .size = (uint32_t)size,
        .thread = thread->ordinal,
        .kind = kind,
    };
}

static _Noreturn void end_run(struct thread *thread, const struct shadow_access *later,
                              const struct shadow_access *earlier, uintptr_t meet)
{
    struct race_report report = race_report(thread->world, later, earlier, meet);
    world_end_noting(OUTCOME_RACED, report.why, report.note);
}

/* The access is made now: the run ends here if it races with an earlier one. */
static void touch(struct thread *thread, uintptr_t address, const struct shadow_access *access)
{
    uintptr_t meet = 0;
    const struct shadow_access *earlier = shadow_touch(address, access, &thread->race.clock, &meet);
    if (earlier != NULL) end_run(thread, access, earlier, meet);
}

static uint8_t plain(enum race_kind kind)
{
    return kind == RACE_WRITE ? SHADOW_WRITE : SHADOW_READ;
}

void race_access(uintptr_t address, size_t size, enum race_kind kind, const void *instruction)
{
    struct thread *thread = race_current;
    if (thread == NULL || size == 0) return;
    computing_check();    // it may wait for memory to change, for ever
    struct shadow_access access = race_access_of(thread, size, plain(kind), instruction);
    touch(thread, address, &access);
}

static void touch_in_order(struct thread *thread, uintptr_t address, size_t size, uint8_t kind,
                           enum race_order order, const void *instruction)
{
    computing_check();
    struct vector_clock *clock = clock_of_variable(address);
    if (order == RACE_LOAD || order == RACE_EXCHANGE) race_acquire_now(thread, clock);

    struct shadow_access access = race_access_of(thread, size, kind, instruction);
    touch(thread, address, &access);

    // Who reads what was stored learns nothing of those who had stored before.
    if (order == RACE_STORE) vector_clock_copy(clock, &thread->race.clock);
    if (order == RACE_STORE || order == RACE_EXCHANGE) race_release_now(thread, clock);
}

void race_ordered_access(uintptr_t address, size_t size, enum race_order order,
                         const void *instruction)
{
    uint8_t kind = race_order_writes(order) ? SHADOW_ATOMIC_WRITE : SHADOW_ATOMIC_READ;
    if (race_current != NULL) touch_in_order(race_current, address, size, kind, order, instruction);
}

struct shadow_access race_access_by_call(const struct thread *thread, size_t size, uint8_t kind,
                                         const char *call)
{
    struct shadow_access access = race_access_of(thread, size, kind, call);
    access.by_call = true;
    const void *site = frames_site(thread);
    if (site != NULL) access.place = call_tree_enter(access.place, site);
    return access;
}

void race_call_now(const char *call, const void *memory, size_t size, enum race_kind kind)
{
    struct thread *thread = race_current;
    if (memory == NULL || size == 0) return;
    struct shadow_access access = race_access_by_call(thread, size, plain(kind), call);
    touch(thread, (uintptr_t)memory, &access);
}

void race_free_now(const char *call, const void *memory, size_t size)
{
    struct thread *thread = race_current;
    struct shadow_access access = race_access_by_call(thread, size, SHADOW_WRITE, call);
    uintptr_t meet = 0;
    const struct shadow_access *earlier =
        shadow_retire((uintptr_t)memory, &access, &thread->race.clock, &meet);
    if (earlier != NULL) end_run(thread, &access, earlier, meet);
}

void race_interlocked_now(const char *call, volatile void *variable, size_t size)
{
    struct thread *thread = race_current;
    struct vector_clock *clock = clock_of_variable((uintptr_t)variable);
    race_acquire_now(thread, clock);
    struct shadow_access access = race_access_by_call(thread, size, SHADOW_ATOMIC_WRITE, call);
    touch(thread, (uintptr_t)variable, &access);
    race_release_now(thread, clock);
}

void race_forget_now(const void *memory, size_t size)
{
    shadow_forget((uintptr_t)memory, size);
}
