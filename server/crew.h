/* The threads of all sessions, known to the thread that starts them and to nobody else: so there
 * is nothing to lock. */
#ifndef SERVER_CREW_H
#define SERVER_CREW_H

#include <windows.h>

struct crew {
    HANDLE *threads;
    DWORD count;
    DWORD room;
};

/* An empty crew.
 *
 * Returns: ERROR_SUCCESS; ERROR_NOT_ENOUGH_MEMORY, which has been reported.  Owns: crew_dismiss(),
 *          also after a failure. */
DWORD crew_open(struct crew *crew);

/* Make room for one more thread: let go of those that have ended, and grow if that is not enough.
 *
 * Returns: ERROR_SUCCESS; ERROR_NOT_ENOUGH_MEMORY, which has been reported. */
DWORD crew_make_room(struct crew *crew);

/* Take [thread] in; NULL is welcome.
 *
 * Requires: room.  Owns: the handle. */
void crew_add(struct crew *crew, HANDLE thread);

/* Stop all threads, and wait until they have ended. */
void crew_dismiss(struct crew *crew);

#endif
