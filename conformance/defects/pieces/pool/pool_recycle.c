/* Only a disconnect frees an instance for the next client; it discards what the last one has not
 * read, so the flush waits for it first. Where somebody has disconnected it already, that is done. */
#include "pool.h"

BOOL pool_recycle(struct session *session)
{
    unsigned attempt = 0;
    BOOL done = FALSE;

    session_flush(session);
    do {
        done = DisconnectNamedPipe(session->pipe) || GetLastError() == ERROR_PIPE_NOT_CONNECTED;
        if (!done) server_report("DisconnectNamedPipe", GetLastError());
    } while (!done && server_again(&attempt));
    return done;
}
