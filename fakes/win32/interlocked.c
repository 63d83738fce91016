/* Interlocked variables: one step each. One thread runs at a time, so that plain memory accesses
 * are enough; the call is a scheduling point, and a footprint. Which variable it was is left
 * coarse: all are one object. */
#include "api.h"

#include "access/access.h"
#include "kernel/world.h"

#include <windows.h>

/* [body] computes [after] from [before]; what is returned is [result]. The trace tells whether the
 * variable has changed. */
#define INTERLOCKED(type, name, parameters, body, result)                                          \
    type WINAPI name parameters                                                                    \
    {                                                                                              \
        api_enter(CALL_INTERLOCKED);                                                               \
        footprint_write(world_get(), FOOTPRINT_INTERLOCKED);                                       \
        access_call_interlocked(#name, target, sizeof *target);                                    \
        type before = *target, after = before;                                                     \
        body;                                                                                      \
        *target = after;                                                                           \
        type returned = result;                                                                    \
        api_leave_value(STATUS_SUCCESS, after != before, 0);                                       \
        return returned;                                                                           \
    }

// Sums wrap as the machine's do.
#define ADD(type, a, b) ((type)((unsigned long long)(a) + (unsigned long long)(b)))

// clang-format off
#define INTEGERS(type, suffix)                                                                          \
    INTERLOCKED(type, InterlockedIncrement##suffix, (type volatile *target), after = ADD(type, before, 1), after)  \
    INTERLOCKED(type, InterlockedDecrement##suffix, (type volatile *target), after = ADD(type, before, -1), after) \
    INTERLOCKED(type, InterlockedExchange##suffix, (type volatile *target, type value), after = value, before)     \
    INTERLOCKED(type, InterlockedExchangeAdd##suffix, (type volatile *target, type value),              \
                after = ADD(type, before, value), before)                                               \
    INTERLOCKED(type, InterlockedAdd##suffix, (type volatile *target, type value),                      \
                after = ADD(type, before, value), after)                                                \
    INTERLOCKED(type, InterlockedAnd##suffix, (type volatile *target, type value), after = before & value, before) \
    INTERLOCKED(type, InterlockedOr##suffix, (type volatile *target, type value), after = before | value, before)  \
    INTERLOCKED(type, InterlockedXor##suffix, (type volatile *target, type value), after = before ^ value, before) \
    INTERLOCKED(type, InterlockedCompareExchange##suffix, (type volatile *target, type value, type comparand),     \
                if (before == comparand) after = value, before)

INTEGERS(LONG, )
INTEGERS(LONGLONG, 64)
INTERLOCKED(PVOID, InterlockedExchangePointer, (PVOID volatile *target, PVOID value), after = value, before)
INTERLOCKED(PVOID, InterlockedCompareExchangePointer, (PVOID volatile *target, PVOID value, PVOID comparand),
            if (before == comparand) after = value, before)
// clang-format on
