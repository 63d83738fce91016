/* A flush returns when the client has read all, and clients do read. One that does not keeps the
 * thread, and its instance, for as long as it likes. */
#include "stopping/stop.h"

void session_flush(struct session *session)
{
    if (!FlushFileBuffers(session->pipe)) server_report("FlushFileBuffers", GetLastError());
}
