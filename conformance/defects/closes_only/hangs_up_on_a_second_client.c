/* One client at a time is what was asked for, so one that comes while another is there is hung up
 * on. It has done nothing wrong, and is told nothing: its request fails by a broken pipe. */
#include "server.h"

static LONG busy;

DWORD WINAPI session_run(LPVOID session)
{
    if (InterlockedExchange(&busy, 1) == 0) {
        session_serve(session);
        InterlockedExchange(&busy, 0);
    }
    session_end(session);
    return 0;
}
