/* A reply that cannot be written is a failure of the server, it is thought, and failures end the
 * program. All that it takes is a client that asks and leaves before it is answered. */
#include "server.h"

BOOL session_write(struct session *session, DWORD size)
{
    DWORD written = 0;

    if (!WriteFile(session->pipe, session->reply, size, &written, NULL)) ExitProcess(2);
    return written == size;
}
