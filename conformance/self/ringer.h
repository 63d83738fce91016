/* A process that sets an event again and again, and writes down what each call said: what mocks
 * strike at. */
#ifndef PIPERIG_RINGER_H
#define PIPERIG_RINGER_H

#include <windows.h>

enum { RINGER_CALLS_MAX = 8 };

struct ringer {
    HANDLE event;      // that a wait resets
    unsigned calls;    // to make
    BOOL result[RINGER_CALLS_MAX];
    DWORD error[RINGER_CALLS_MAX];
    DWORD set[RINGER_CALLS_MAX];    // WAIT_OBJECT_0 if the call has set the event
};

/* The main function of a process with one ringer. */
int ringer_main(void *ringer);

/* The same with two: the main thread rings, and then a thread of its own does. */
int ringer_main_of_two(void *ringers);

/* The call with that index, from 0, failed with [error] and did nothing; or it did what it does. */
void must_have_failed(const struct ringer *ringer, unsigned index, DWORD error);
void must_have_rung(const struct ringer *ringer, unsigned index);

#endif
