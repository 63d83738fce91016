/* Accesses that are not for a program to make: to the heap, but not to all of one living block;
 * beyond the end of the variable that they begin in; or to what lies close beyond the arrays of a
 * function. On Windows they may do harm, then or later, or none; here they end the run. */
#ifndef FAKES_ACCESS_STRAY_H
#define FAKES_ACCESS_STRAY_H

#include "stack_guard.h"

#include "kernel/heap_space.h"

struct shadow_access;
struct thread;

/* Whether an access by an instruction to [size] bytes at [address] may be one, as far as can be
 * told in no time. */
static inline bool stray_may_be(uintptr_t address, size_t size)
{
    return heap_space_forbids(address, size) || stack_guard_is_near(address, size);
}

/* The same for one by a call: what is elsewhere may be a variable, and more than a byte may leave
 * it. */
static inline bool stray_may_be_by_call(uintptr_t address, size_t size)
{
    if (heap_space_covers(address)) return heap_space_forbids(address, size);
    return size > 1;
}

/* The same where a call takes the address of a number: if it is a variable's, that is as large. */
static inline bool stray_may_be_number(uintptr_t address, size_t size)
{
    return heap_space_forbids(address, size);
}

/* The run ends here as crashed if the access, by [thread], which runs, is one after all. */
void stray_end(struct thread *thread, uintptr_t address, const struct shadow_access *access);

/* Whether a call of [thread], which runs, may touch [size] bytes at [address], as far as that is
 * known. */
bool stray_has_room(const struct thread *thread, uintptr_t address, size_t size);

#endif
