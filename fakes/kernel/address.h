/* Where lies what programs can see the address of: at the same place in each run and in each
 * process.
 *
 * An address that a program compares decides what it does. Were it up to the order in which threads
 * came, two steps that footprints call independent would not be. So each of the first threads of a
 * run has a part of the heap and a stack of its own, by its ordinal: as many threads as an
 * exhaustive search has room for.
 *
 * Low enough for the sanitizers that set such memory aside for programs, but for AddressSanitizer,
 * whose own lies there. */
#ifndef FAKES_KERNEL_ADDRESS_H
#define FAKES_KERNEL_ADDRESS_H

#include "sanitizer.h"

#include <stdint.h>

#ifdef SANITIZER_ADDRESS
#define ADDRESS_HEAP ((uintptr_t)0x200000000000)
#else
#define ADDRESS_HEAP ((uintptr_t)0x2000000000)
#endif
#define ADDRESS_STACKS       (ADDRESS_HEAP + ((uintptr_t)64 << 30))
#define ADDRESS_STACKS_BYTES ((uintptr_t)64 << 30)

/* How many threads have memory of their own, and how much of the heap each has. */
#define ADDRESS_OWNERS         64
#define ADDRESS_HEAP_OWN_BYTES ((uintptr_t)64 << 20)

#endif
