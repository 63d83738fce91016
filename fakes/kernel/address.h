/* Where lies what programs can see the address of: at the same place in each run and in each process.
 *
 * Low enough for the sanitizers that set such memory aside for programs, but for AddressSanitizer, whose
 * own lies there. */
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

#endif
