/* What a client has left of a request goes with it: each session begins with nothing. */
#include "../pool/pool.h"

DWORD WINAPI pool_run(LPVOID argument)
{
    struct session *session = argument;
    BOOL usable = TRUE;

    while (usable && server_await(session->pipe)) {
        session->held = 0;
        session->taken = 0;
        session_serve(session);
        usable = pool_recycle(session);
    }
    return 1;
}
