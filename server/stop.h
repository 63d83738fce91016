/* A request to stop, and how a thread that waits in a call is made to obey it. */
#ifndef SERVER_STOP_H
#define SERVER_STOP_H

#include <windows.h>

/* Listen for requests to stop: Ctrl+C, Ctrl+Break, a console that is closed, a user who logs off.
 *
 * Returns: ERROR_SUCCESS, or why nobody can be heard, which has been reported.
 * Owns:    stop_close(), also after a failure. */
DWORD stop_open(void);

/* Nobody is heard any more. All other threads that ask have been joined. */
void stop_close(void);

/* Wait until a stop is requested or [thread] has ended. If that is not possible, which is reported,
 * the program requests a stop itself.
 *
 * Returns: whether somebody has requested one. */
BOOL stop_await(HANDLE thread);

/* Returns: whether a stop has been requested. */
BOOL stop_requested(void);

/* Rest for [pause_ms], but not longer than until a stop is requested.
 *
 * Returns: whether one has been. */
BOOL stop_pause(DWORD pause_ms);

/* Wait until [thread] has ended, and cancel whatever I/O it waits in until then. The thread must
 * ask stop_requested() between its calls, or it may go on for as long as it does not wait. One that
 * cannot be cancelled is reported, and not waited for.
 *
 * Owns: [thread]; the handle is closed. */
void stop_join(HANDLE thread);

#endif
