/* A request is collected from what several reads bring. A client that goes in its midst leaves a
 * piece behind, and the next client of that thread is taken to send the rest. */
#include "pool/pool.h"

DWORD WINAPI pool_run(LPVOID argument)
{
    struct session *session = argument;
    BOOL usable = TRUE;

    while (usable && server_await(session->pipe)) {
        session_serve(session);
        usable = pool_recycle(session);
    }
    return 1;
}
