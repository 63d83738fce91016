/* Shadow memory: for each byte that programs touch, who touched it and how, as far as it can still
 * matter.
 *
 * Memory is shadowed in words of eight aligned bytes. Each has a list of accesses with the bytes
 * that they still stand for. A new access takes the place of an earlier one when whoever could race
 * with the earlier one would race with it as well; so most lists have one entry or two, and no race
 * is lost.
 */
#ifndef FAKES_RACE_SHADOW_H
#define FAKES_RACE_SHADOW_H

#include "vector_clock.h"

#include <stdbool.h>
#include <stddef.h>

/* The last bit says write, the one before it that the machine does it in one piece, in an order
 * of its own: Interlocked, volatile and atomic accesses do not race with each other. */
enum shadow_kind { SHADOW_READ, SHADOW_WRITE, SHADOW_ATOMIC_READ, SHADOW_ATOMIC_WRITE };

struct shadow_access {
    const void *where;    // the instruction behind it; if [by_call], the name of a call
    uint32_t time;        // of its thread, which is never 0
    uint32_t place;       // in the call tree
    uint32_t size;        // in bytes, of the whole
    uint16_t thread;      // ordinal
    uint8_t kind;         // enum shadow_kind
    bool by_call;         // done for the program by a call that it made
};

/* Note that [access] touches memory from [address] on. [clock] is its thread's.
 *
 * Returns: an earlier access that it races with, with the [place] in memory where they meet, and
 *          then nothing more is noted; else NULL. Valid until the next call. */
const struct shadow_access *shadow_touch(uintptr_t address, const struct shadow_access *access,
                                         const struct vector_clock *clock, uintptr_t *meet);

/* The same for a plain write that ends the memory's life: only where somebody touched it is it
 * noted, since only there is anybody expected who comes too late. */
const struct shadow_access *shadow_retire(uintptr_t address, const struct shadow_access *access,
                                          const struct vector_clock *clock, uintptr_t *meet);

/* [size] bytes at [address] are nobody's, whoever touched them before. */
void shadow_forget(uintptr_t address, size_t size);

/* Forget everything. Constant time. */
void shadow_reset(void);

#endif
