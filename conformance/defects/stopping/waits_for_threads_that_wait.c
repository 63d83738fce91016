/* The threads look whether they are to stop, so they only need to be waited for. They look between
 * two calls; one that waits in a call for a client, or for what it has to say, looks at nothing. */
#include "stopping/stop.h"

BOOL stop_thread(HANDLE thread)
{
    return WaitForSingleObject(thread, INFINITE) == WAIT_OBJECT_0;
}
