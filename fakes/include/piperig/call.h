/* The calls a program can make, by number and by name: calls.def is the one list. */
#ifndef PIPERIG_CALL_H
#define PIPERIG_CALL_H

#include <stdint.h>

enum call {
    CALL_NONE,
#define CALL(id, name, flags) CALL_##id,
#include <piperig/calls.def>
#undef CALL
    CALLS
};

/* What kind of thing the call returns, and whether other threads may run before it acts. */
enum call_flags {
    CALL_YIELDS = 1,    // a scheduling point
    CALL_LOCAL = 0,     // touches nothing that another thread can see: never a scheduling point
    CALL_BOOL = 2,      // returns TRUE or FALSE; drawn as such
    CALL_HANDLE = 4,    // returns a handle
    CALL_VOID = 8,
    CALL_QUIET = 16,           // not worth a line in a picture unless it failed
    CALL_DWORD = 32,           // returns a number
    CALL_INT = 256,            // returns one that may be negative
    CALL_KEEPS_ERROR = 128,    // says nothing through the last error, even when it fails
    CALL_POINTER =
        64,    // returns an address: never written down, since addresses differ between machines
};

/* The spelling of [call], e.g. "ConnectNamedPipe". */
const char *call_name(enum call call);

unsigned call_flags(enum call call);

/* The call spelled [name] (with or without a final A or W), or CALL_NONE. */
enum call call_by_name(const char *name);

/* A number below 2^15 and other than 0 that stands for the call's name, whatever else is in the
 * list; and the call of that number, or CALL_NONE. */
uint16_t call_tag(enum call call);
enum call call_by_tag(uint16_t tag);

#endif
