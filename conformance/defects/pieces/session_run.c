#include "server.h"

DWORD WINAPI session_run(LPVOID session)
{
    session_serve(session);
    session_end(session);
    return 0;
}
