/* What is demanded of a server, in words.
 *
 * A demand that is not met ends the run as broken. Whoever wrote the server reads why, and knows
 * nothing of the rig: what was due, to whom, and what came instead are told in a sentence. Before a
 * client calls, it says what it may expect,
 *
 *     demand_success(ReadFile(pipe, reply, room, &count, NULL),
 *                    "its request was sent and its reply is due");
 *
 * and where the call fails, or still waits when nobody can go on, that becomes
 *
 *     client 2: its request was sent and its reply is due, but ReadFile failed with
 *         ERROR_BROKEN_PIPE (109)
 *     client 2: its request was sent and its reply is due, but ReadFile never returns
 *
 * Clients are named as in pictures, and so are calls. Tests of Windows and of the rig itself have
 * must.h: their reader wants the place in the source.
 */
#ifndef PIPERIG_DEMAND_H
#define PIPERIG_DEMAND_H

#include <stdbool.h>
#include <windows.h>

/* A demand is not met: the run is over. The format makes a sentence about the server or, where a
 * client runs, one about that client, which is put before it with a colon. */
__attribute__((noreturn, format(printf, 1, 2)))    //
void demand_unmet(const char *format, ...);

/* [condition] is true; if it is not, that is said. */
__attribute__((format(printf, 2, 3)))    //
void demand(bool condition, const char *format, ...);

/* The client's call returns other than FALSE, or a good handle. Evaluates to what it returned.
 * [due], words without "but", is kept while it waits. */
#define demand_success(call, due)                                                                  \
    _Generic((call), HANDLE                                                                        \
             : demand_handle, default                                                              \
             : demand_true)((demand_begin(due), (call)), due)

/* The call returns, with success or without. Evaluates to what it returned, FALSE or not. */
#define demand_return(call, due) demand_returned((demand_begin(due), (call)))

/* The call fails with [error]. */
#define demand_failure(call, error, due)                                                           \
    demand_failed_with((demand_begin(due), (call)), (error), due)

/* The client's last call that failed must not have failed so. */
__attribute__((noreturn)) void demand_failed(const char *due);

/* The run came to a deadlock: say whom it keeps waiting, and for what. */
__attribute__((noreturn)) void demand_waits_in_vain(void);

/* A run begins: nobody expects anything yet. */
void demand_begin_run(void);

void demand_begin(const char *due);
BOOL demand_returned(BOOL seen);
BOOL demand_true(BOOL seen, const char *due);
HANDLE demand_handle(HANDLE seen, const char *due);
void demand_failed_with(BOOL seen, DWORD error, const char *due);

#endif
