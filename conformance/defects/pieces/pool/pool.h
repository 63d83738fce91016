/* A pool of threads, each with an instance that it uses again and again. */
#ifndef DEFECTS_POOL_H
#define DEFECTS_POOL_H

#include "../server.h"

enum { POOL_THREADS = 2 };

/* A thread of the pool; [session] is its own, as is the instance in it. It ends when the instance
 * cannot be used any more. */
DWORD WINAPI pool_run(LPVOID session);

/* Part with a client and keep the instance. Returns: FALSE if that fails for good. */
BOOL pool_recycle(struct session *session);

/* Wait until the client has read what it was sent. */
void session_flush(struct session *session);

#endif
