/* A pool that stops on Ctrl-C, and that no client can hold for ever.
 *
 * Whatever a thread of the pool waits for is a call on a pipe, and that can be cancelled: when the
 * server is to stop, or when a client does not read in time what it is sent. A call that has not
 * begun yet cannot, so cancelling is done again until it is seen to have worked. */
#ifndef DEFECTS_STOP_H
#define DEFECTS_STOP_H

#include "../pool/pool.h"

enum {
    STOP_ATTEMPTS = 50,
    STOP_PAUSE_MS = 10,
    LIMIT_MS = 10000,       // how long a client may leave a reply unread
    LIMIT_AGAIN_MS = 100    // from then on
};

/* From now on Ctrl-C signals an event. Returns: FALSE if that cannot be; it is reported. */
BOOL stop_open(void);
extern HANDLE stop_event;

/* The reverse, once the event is signalled. */
void stop_close(void);

/* Ask the pool's threads to end; and whether they are asked to. */
void stop_ask(void);
BOOL stop_asked(void);

/* Cancel what [thread] waits for until it has ended. Returns: FALSE if it does not; that is
 * reported. */
BOOL stop_thread(HANDLE thread);

/* What [thread], the caller, waits for is cancelled when it takes too long, until limit_close().
 * Returns: NULL if there can be no limit; that is reported. */
HANDLE limit_open(HANDLE thread);
void limit_close(HANDLE limit);

#endif
