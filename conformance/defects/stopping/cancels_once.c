/* What the thread waits for is cancelled, and then the thread is waited for. But a call can only be
 * cancelled while it is waited in: if the thread is just about to make one, there is nothing to
 * cancel yet, and then nobody does any more. */
#include "stopping/stop.h"

BOOL stop_thread(HANDLE thread)
{
    CancelSynchronousIo(thread);
    return WaitForSingleObject(thread, INFINITE) == WAIT_OBJECT_0;
}
