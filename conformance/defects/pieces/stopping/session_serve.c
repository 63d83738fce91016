#include "stop.h"

void session_serve(struct session *session)
{
    while (!stop_asked() && session_exchange(session))
        continue;
}
