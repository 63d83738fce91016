/* A session is a request and its reply, as one knows it from the web. A client that has more than
 * one request finds the pipe closed after the first. */
#include "server.h"

void session_serve(struct session *session)
{
    session_exchange(session);
}
