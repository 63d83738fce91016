/* The event by which it stops is made ready just before it is needed. A Ctrl-C that came since the
 * handler was installed is forgotten by that, and the next one is not heard any more. */
#include "stopping/stop.h"

BOOL server_prepare(void)
{
    const BOOL done = ResetEvent(stop_event);

    if (!done) server_report("ResetEvent", GetLastError());
    return done;
}
