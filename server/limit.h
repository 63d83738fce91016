/* A limit to how long a call may wait. */
#ifndef SERVER_LIMIT_H
#define SERVER_LIMIT_H

#include <windows.h>

/* From now on the I/O of the current thread is cancelled when it takes longer than [limit_ms]: the
 * call then fails with ERROR_OPERATION_ABORTED.
 *
 *     DWORD error = limit_begin(5000, &limit);
 *     if (error == ERROR_SUCCESS) {
 *         if (!FlushFileBuffers(pipe)) error = GetLastError();
 *         limit_end(limit);
 *     }
 *
 * Returns: ERROR_SUCCESS, or why there is no limit.  Owns: limit_end() on the same thread. */
DWORD limit_begin(DWORD limit_ms, HANDLE *limit);

/* No limit any more. */
void limit_end(HANDLE limit);

#endif
