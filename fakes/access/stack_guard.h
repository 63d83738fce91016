/* Who leaves the variables on a stack, by little and in single bytes: each function of a program
 * that has arrays keeps a guard above them (-fstack-protector-strong), and checks it before it
 * returns. What is read or written close to a guard is looked at more closely.
 */
#ifndef FAKES_ACCESS_STACK_GUARD_H
#define FAKES_ACCESS_STACK_GUARD_H

#include "kernel/address.h"

#include <stdbool.h>
#include <stddef.h>

#define STACK_GUARD ((uintptr_t)0x9DB1E3C5F7A9BDD3)

/* Arrays that are aligned to 16 end up to so many bytes before a guard. */
enum { STACK_GUARD_GAP = 8 };

/* Whether the [size] bytes at [address], or what follows close behind them, touch a guard, be it
 * one that a function left behind when it returned: what comes of it must not depend on such a
 * one. */
static inline bool stack_guard_is_near(uintptr_t address, size_t size)
{
    if (address - ADDRESS_STACKS >= ADDRESS_STACKS_BYTES) return false;
    uintptr_t end = address + size + STACK_GUARD_GAP;
    for (uintptr_t word = address & ~(uintptr_t)7; word < end; word += 8)
        if (*(const uintptr_t *)word == STACK_GUARD) return true;
    return false;
}

/* The guard of the function whose frame pointer is [frame], on the current stack: the first thing
 * beneath the registers that it saved. 0: it has none. */
static inline uintptr_t stack_guard_of(uintptr_t frame)
{
    enum { WORD = 8, ALIGNMENT = 16, SAVED_MAX = 5 };
    for (uintptr_t at = WORD; at <= (SAVED_MAX + 1) * WORD + WORD; at += ALIGNMENT)
        if (*(const uintptr_t *)(frame - at) == STACK_GUARD) return frame - at;
    return 0;
}

/* Whether [address] lies close before the [guard], or in it. */
static inline bool stack_guard_is_close(uintptr_t guard, uintptr_t address)
{
    return address + STACK_GUARD_GAP >= guard && address < guard + sizeof guard;
}

#endif
