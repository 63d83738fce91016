/* A session remembers its last three requests, and frees them at its end. From the fourth on each
 * takes the place of another, which nobody frees: sessions are short where this is tried. */
#include "server.h"

#include <string.h>

enum { HISTORY = 3 };

static void *copy_of(const char *request)
{
    void *copy = HeapAlloc(GetProcessHeap(), 0, SERVER_BYTES);

    if (copy != NULL) memcpy(copy, request, SERVER_BYTES);
    return copy;
}

void session_serve(struct session *session)
{
    void *history[HISTORY] = { NULL };
    unsigned count = 0;

    while (session_exchange(session))
        history[count++ % HISTORY] = copy_of(session->request);
    for (unsigned index = 0; index < HISTORY; index++)
        if (history[index] != NULL) HeapFree(GetProcessHeap(), 0, history[index]);
}
