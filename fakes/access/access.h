/* What a program does with memory: each access that it makes itself, or that a call makes for it.
 *
 * The compiler tells of the former (hooks.c), the calls of the latter. Those who look for data
 * races are told of each (race/race.h), while they do; and whether or not somebody watches, the run
 * ends here if it is not for the program to make (stray.h). */
#ifndef FAKES_ACCESS_ACCESS_H
#define FAKES_ACCESS_ACCESS_H

#include "stray.h"

#include "race/race.h"

/* --- By an instruction ------------------------------------------------------------------------ */

/* Whether anybody has to know of an access: a watch is on, or it may be a stray one. */
static inline bool access_concerns(uintptr_t address, size_t size)
{
    return race_current != NULL || stray_may_be(address, size);
}

void access_plain(uintptr_t address, size_t size, enum race_kind kind, const void *instruction);

/* To a variable whose accesses the machine orders. */
void access_ordered(uintptr_t address, size_t size, enum race_order order, const void *instruction);

/* --- By a call -------------------------------------------------------------------------------- */

void access_check_call(const char *call, const void *memory, size_t size, enum race_kind kind);

/* [call] (static) reads, or writes, memory of the program that made it. NULL is welcome. */
static inline void access_call_reads(const char *call, const void *memory, size_t size)
{
    race_call(call, memory, size, RACE_READ);
    if (stray_may_be_by_call((uintptr_t)memory, size))
        access_check_call(call, memory, size, RACE_READ);
}

static inline void access_call_writes(const char *call, const void *memory, size_t size)
{
    race_call(call, memory, size, RACE_WRITE);
    if (stray_may_be_by_call((uintptr_t)memory, size))
        access_check_call(call, memory, size, RACE_WRITE);
}

/* The same for a number that the program gave the address of. */
static inline void access_call_reads_number(const char *call, const void *number, size_t size)
{
    race_call(call, number, size, RACE_READ);
    if (stray_may_be_number((uintptr_t)number, size))
        access_check_call(call, number, size, RACE_READ);
}

static inline void access_call_writes_number(const char *call, const void *number, size_t size)
{
    race_call(call, number, size, RACE_WRITE);
    if (stray_may_be_number((uintptr_t)number, size))
        access_check_call(call, number, size, RACE_WRITE);
}

/* The same for a number that [call] is about to read and write in one piece. */
static inline void access_call_interlocked(const char *call, volatile void *number, size_t size)
{
    race_interlocked(call, number, size);
    if (stray_may_be_number((uintptr_t)number, size))
        access_check_call(call, (const void *)number, size, RACE_WRITE);
}

#endif
