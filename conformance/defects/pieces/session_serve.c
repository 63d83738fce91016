#include "server.h"

void session_serve(struct session *session)
{
    while (session_exchange(session))
        continue;
}
