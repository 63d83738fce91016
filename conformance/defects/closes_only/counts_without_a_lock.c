/* How many clients there are is counted up and down by their threads. Neither is one step: two
 * threads that count at the same time count once, and the number is wrong from then on. */
#include "server.h"

static int clients;

DWORD WINAPI session_run(LPVOID session)
{
    clients++;
    session_serve(session);
    clients--;
    session_end(session);
    return 0;
}
