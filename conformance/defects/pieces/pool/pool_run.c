#include "pool.h"

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
