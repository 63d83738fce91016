/* There is room for 64 clients, and a session gives its place back at its end. Not on the way out for
 * whoever goes without a request: after 64 who only looked whether the pipe is there, the server has
 * no room any more. */
#include "server.h"

enum { ROOM = 64 };

static LONG clients;

DWORD WINAPI session_run(LPVOID argument)
{
    struct session *session = argument;

    if (InterlockedIncrement(&clients) <= ROOM) {
        if (!session_exchange(session)) {
            session_end(session);
            return 0;
        }
        session_serve(session);
    }
    InterlockedDecrement(&clients);
    session_end(session);
    return 0;
}
