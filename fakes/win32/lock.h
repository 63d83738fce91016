/* What locks and condition variables ask of each other: a lock is taken and given back as part of
 * another call. And objects of ours behind variables of the program that nobody need initialise. */
#ifndef FAKES_WIN32_LOCK_H
#define FAKES_WIN32_LOCK_H

#include <windows.h>

#include <stdbool.h>
#include <stddef.h>

#include "kernel/footprint.h"
#include "kernel/status.h"

/* Wait until the lock is free, and take it; or give it back. What Windows would not survive ends
 * the run. */
void section_take(CRITICAL_SECTION *section);
void section_give_back(CRITICAL_SECTION *section);
void srw_take(SRWLOCK *lock, bool shared);
void srw_give_back(SRWLOCK *lock, bool shared);

/* Give [lock] back, sleep until woken, and take it again.  Returns: STATUS_SUCCESS, or
 * STATUS_TIMED_OUT. */
NTSTATUS condition_sleep(CONDITION_VARIABLE *variable, SRWLOCK *lock, bool shared,
                         DWORD timeout_ms);
void condition_wake(CONDITION_VARIABLE *variable, bool all);

/* What the object behind a variable of the program begins with. */
struct lazy {
    const void *variable;    // where the variable is: a copy of it is told by this
    footprint_id ids;        // the first of LAZY_IDS that are the object's
};

enum { LAZY_IDS = 64 };

/* A kind of such variables. */
struct lazy_kind {
    size_t size;                   // of the object
    void (*init)(void *object);    // its ids are there; the rest is zeros
    const char *copied;            // ends a run that uses a copied variable ...
    const char *uninitialised;     // ... and one that the rig cannot tell from others
};

/* Make the object behind the variable: what its Initialize function [call] does. */
void lazy_make(const char *call, PVOID *variable, const struct lazy_kind *kind);

/* The object behind the variable, made if this is the first use of a static one. */
void *lazy_get(PVOID *variable, const struct lazy_kind *kind);

#endif
