/* Who leaves the variables on a stack, by little and in single bytes: each function of a program that has
 * arrays keeps a guard above them (-fstack-protector-strong), and checks it before it returns. What is
 * read or written close to a guard is looked at more closely.
 */
#ifndef FAKES_RACE_STACK_GUARD_H
#define FAKES_RACE_STACK_GUARD_H

#include "kernel/address.h"

#include <stdbool.h>
#include <stddef.h>

#define STACK_GUARD ((uintptr_t)0x9DB1E3C5F7A9BDD3)

/* Arrays that are aligned to 16 end up to so many bytes before a guard. */
enum { STACK_GUARD_GAP = 8 };

/* Whether the [size] bytes at [address], or what follows close behind them, touch a guard, be it one that a
 * function left behind when it returned. */
static inline bool stack_guard_is_near(uintptr_t address, size_t size)
{
    if (address - ADDRESS_STACKS >= ADDRESS_STACKS_BYTES) return false;
    uintptr_t end = address + size + STACK_GUARD_GAP;
    for (uintptr_t word = address & ~(uintptr_t)7; word < end; word += 8)
        if (*(const uintptr_t *)word == STACK_GUARD) return true;
    return false;
}

#endif
