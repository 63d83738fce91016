/* The calls whose order is tried: each call of the table of calls that yields, with operands made of
 * random numbers. */
#ifndef PIPERIG_COMMUTING_CALLS_H
#define PIPERIG_COMMUTING_CALLS_H

#include <piperig/call.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <windows.h>

enum { PROCESSES = 2, PIPES_MAX = 12, OBJECTS_MAX = 8, THREADS_MAX = 6, DATA_MAX = 8 };

/* What each process has handles to, and what else its threads share. */
struct pool {
    HANDLE pipes[PIPES_MAX];
    unsigned pipe_count;
    HANDLE events[2], mutex, semaphore;
    HANDLE objects[OBJECTS_MAX];    // that were created on the way
    unsigned object_count;
    HANDLE threads[THREADS_MAX];
    unsigned thread_count;
    HANDLE console_in, console_out;
    SRWLOCK lock;
    CRITICAL_SECTION section;
    CONDITION_VARIABLE condition;
    INIT_ONCE once;
};

extern struct pool pools[PROCESSES];

enum hold { HOLDS_NOTHING, HOLDS_SHARED, HOLDS_EXCLUSIVE };

/* What a thread does before its call. */
enum wish {
    WISHES_LOCK_SHARED = 1,
    WISHES_LOCK_EXCLUSIVE = 2,
    WISHES_MUTEX = 4,
    WISHES_SECTION = 8
};

/* One call with its operands, and what came of it. */
struct action {
    int call;
    unsigned process;
    uint32_t first, second;    // random numbers: operands are made of them
    bool keeps;                // may add to the pool
    unsigned wishes;           // enum wish
    HANDLE thread;             // of another action; NULL if there is no such thread yet
    enum hold holds;           // of the slim lock
    bool inside;               // the critical section
    bool vain;                 // did not get what the call needs, and makes none
    bool ready;                // is about to make its call
    bool done;
    uint64_t result;
    DWORD error;
    DWORD count;
    char data[DATA_MAX];
};

/* Calls of one kind work on the same things. */
enum call_kind { ON_PIPES, ON_OBJECTS, ON_LOCKS, ON_THREADS, ON_CONSOLES };

struct commuting_call {
    enum call call;
    const char *what;    // of the call's uses; NULL if there is one
    enum call_kind kind;
    void (*make)(struct action *action);
    unsigned needs;         // enum wish: without these the call cannot be made, ...
    unsigned needs_none;    // ... with these neither
    bool ends;              // is not made on the way to a state
};

size_t commuting_call_count(void);
const struct commuting_call *commuting_call_at(size_t number);

/* The call's name and use. Valid until the fourth call from now. */
const char *commuting_call_name(size_t number);

/* Why the use is never tried beside itself, or NULL. */
const char *commuting_call_alone(size_t number);

/* Why no order of [call] is tried, or NULL. */
const char *commuting_call_left_out(enum call call);

/* The process's first thread: it makes what the pool has, and then waits to be told to end. */
int commuting_equip(void *pool);

/* The thread of an action: gets what it wishes for, makes the call and then waits for ever. */
uint32_t commuting_make_call(void *action);

#endif
