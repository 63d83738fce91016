/* A thread of the pool serves its client, disconnects it and ends: that it should wait for the
 * next one was forgotten. The first two clients are served; the instances stay, so all later ones
 * are told that the pipe is busy, for ever. */
#include "pool/pool.h"

DWORD WINAPI pool_run(LPVOID argument)
{
    struct session *session = argument;

    if (server_await(session->pipe)) {
        session_serve(session);
        if (pool_recycle(session)) Sleep(INFINITE);    // "end" would end the server
    }
    return 1;
}
