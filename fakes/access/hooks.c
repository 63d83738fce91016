/* What the compiler makes an instrumented program call: one function for each kind of access.
 *
 * The names are ThreadSanitizer's (gcc and clang, -fsanitize=thread). A program that is linked
 * without its runtime takes them from here. None is called for what the fakes do themselves. Where
 * the runtime is in the process after all, in a build of the whole rig with it, there is no room
 * for these.
 *
 * The machine is x86-64 as Microsoft's compiler sees it (/volatile:ms, its default there): a volatile
 * read acquires, a volatile write releases. Only one thread runs at a time, so what is atomic can
 * be done in any way.
 */
#include "access.h"

#include "kernel/sanitizer.h"
#include "kernel/thread.h"
#include "race/call_tree.h"

#ifndef SANITIZER_THREAD

#define CALLER __builtin_return_address(0)

/* Called by the program, declared nowhere. */
#define HOOK(type, name, ...)                                                                      \
    type name(__VA_ARGS__);                                                                        \
    type name(__VA_ARGS__)

/* --- Functions -------------------------------------------------------------------------------- */

HOOK(void, __tsan_init, void)
{
}

HOOK(void, __tsan_func_entry, void *site)
{
    struct thread *thread = race_current;
    if (thread != NULL) thread->race.place = call_tree_enter(thread->race.place, site);
}

HOOK(void, __tsan_func_exit, void)
{
    struct thread *thread = race_current;
    if (thread != NULL) thread->race.place = call_tree_leave(thread->race.place);
}

/* --- Plain and volatile memory ---------------------------------------------------------------- */

#define ACCESS(name, size, kind)                                                                   \
    HOOK(void, name, void *address)                                                                \
    {                                                                                              \
        if (access_concerns((uintptr_t)address, size))                                             \
            access_plain((uintptr_t)address, size, kind, CALLER);                                  \
    }

#define ORDERED_ACCESS(name, size, order)                                                          \
    HOOK(void, name, void *address)                                                                \
    {                                                                                              \
        if (access_concerns((uintptr_t)address, size))                                             \
            access_ordered((uintptr_t)address, size, order, CALLER);                               \
    }

#define ACCESSES(size)                                                                             \
    ACCESS(__tsan_read##size, size, RACE_READ)                                                     \
    ACCESS(__tsan_write##size, size, RACE_WRITE)                                                   \
    ACCESS(__tsan_read_write##size, size, RACE_WRITE)                                              \
    ACCESS(__tsan_unaligned_read##size, size, RACE_READ)                                           \
    ACCESS(__tsan_unaligned_write##size, size, RACE_WRITE)                                         \
    ACCESS(__tsan_unaligned_read_write##size, size, RACE_WRITE)                                    \
    ORDERED_ACCESS(__tsan_volatile_read##size, size, RACE_LOAD)                                    \
    ORDERED_ACCESS(__tsan_volatile_write##size, size, RACE_STORE)                                  \
    ORDERED_ACCESS(__tsan_unaligned_volatile_read##size, size, RACE_LOAD)                          \
    ORDERED_ACCESS(__tsan_unaligned_volatile_write##size, size, RACE_STORE)

ACCESSES(1)
ACCESSES(2)
ACCESSES(4)
ACCESSES(8)
ACCESSES(16)

HOOK(void, __tsan_read_range, void *address, size_t size)
{
    access_plain((uintptr_t)address, size, RACE_READ, CALLER);
}

HOOK(void, __tsan_write_range, void *address, size_t size)
{
    access_plain((uintptr_t)address, size, RACE_WRITE, CALLER);
}

/* --- Atomic variables ------------------------------------------------------------------------- */

/* The orders of <stdatomic.h>, in that order. */
static bool is_relaxed(int order)
{
    return order == __ATOMIC_RELAXED;
}

static enum race_order load_of(int order)
{
    return is_relaxed(order) ? RACE_RELAXED_LOAD : RACE_LOAD;
}

static enum race_order store_of(int order)
{
    return is_relaxed(order) ? RACE_RELAXED_STORE : RACE_STORE;
}

static enum race_order exchange_of(int order)
{
    return is_relaxed(order) ? RACE_RELAXED_STORE : RACE_EXCHANGE;
}

__extension__ typedef unsigned __int128 uint128;

/* [body] computes what the variable becomes from what it [was] and from [value]. */
#define ATOMIC_CHANGE(bits, type, name, body)                                                      \
    HOOK(type, __tsan_atomic##bits##_##name, volatile type *target, type value, int order)         \
    {                                                                                              \
        access_ordered((uintptr_t)target, sizeof(type), exchange_of(order), CALLER);               \
        type was = *target;                                                                        \
        *target = (type)(body);                                                                    \
        return was;                                                                                \
    }

/* Whether it succeeds or not, a comparison that may exchange orders as one that does. */
#define ATOMIC_COMPARE(bits, type, name)                                                           \
    HOOK(bool, __tsan_atomic##bits##_compare_exchange_##name, volatile type *target,               \
         type *expected, type value, int order, int failed_order)                                  \
    {                                                                                              \
        (void)failed_order;                                                                        \
        access_ordered((uintptr_t)target, sizeof(type), exchange_of(order), CALLER);               \
        type was = *target;                                                                        \
        bool same = was == *expected;                                                              \
        *(same ? target : expected) = same ? value : was;                                          \
        return same;                                                                               \
    }

#define ATOMICS(bits, type)                                                                        \
    HOOK(type, __tsan_atomic##bits##_load, const volatile type *target, int order)                 \
    {                                                                                              \
        access_ordered((uintptr_t)target, sizeof(type), load_of(order), CALLER);                   \
        return *target;                                                                            \
    }                                                                                              \
    HOOK(void, __tsan_atomic##bits##_store, volatile type *target, type value, int order)          \
    {                                                                                              \
        access_ordered((uintptr_t)target, sizeof(type), store_of(order), CALLER);                  \
        *target = value;                                                                           \
    }                                                                                              \
    HOOK(type, __tsan_atomic##bits##_compare_exchange_val, volatile type *target, type expected,   \
         type value, int order, int failed_order)                                                  \
    {                                                                                              \
        (void)failed_order;                                                                        \
        access_ordered((uintptr_t)target, sizeof(type), exchange_of(order), CALLER);               \
        type was = *target;                                                                        \
        if (was == expected) *target = value;                                                      \
        return was;                                                                                \
    }                                                                                              \
    ATOMIC_COMPARE(bits, type, strong)                                                             \
    ATOMIC_COMPARE(bits, type, weak)                                                               \
    ATOMIC_CHANGE(bits, type, exchange, value)                                                     \
    ATOMIC_CHANGE(bits, type, fetch_add, was + value)                                              \
    ATOMIC_CHANGE(bits, type, fetch_sub, was - value)                                              \
    ATOMIC_CHANGE(bits, type, fetch_and, was &value)                                               \
    ATOMIC_CHANGE(bits, type, fetch_or, was | value)                                               \
    ATOMIC_CHANGE(bits, type, fetch_xor, was ^ value)                                              \
    ATOMIC_CHANGE(bits, type, fetch_nand, ~(was & value))

ATOMICS(8, uint8_t)
ATOMICS(16, uint16_t)
ATOMICS(32, uint32_t)
ATOMICS(64, uint64_t)
ATOMICS(128, uint128)

HOOK(void, __tsan_atomic_thread_fence, int order)
{
    (void)order;
    race_fence();
}

/* A fence for the compiler alone. */
HOOK(void, __tsan_atomic_signal_fence, int order)
{
    (void)order;
}

#endif
