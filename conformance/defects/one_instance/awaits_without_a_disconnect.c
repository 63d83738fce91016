/* The client has closed, so there is nobody to disconnect. But the instance stays the old client's
 * until it is disconnected: nobody can open it, and ConnectNamedPipe says ERROR_NO_DATA, which is
 * taken for a client that came and went, again and again. */
#include "pool/pool.h"

BOOL pool_recycle(struct session *session)
{
    session_flush(session);
    return TRUE;
}
