/* Sessions share a few buffers, each with a mark that says whether it is taken. That a buffer is
 * free is seen in one step and that it is taken is said in the next: two sessions can see the same
 * one free, and then read into and write from it both. */
#include "server.h"

#include <string.h>

enum { PLACES = 8 };

static struct {
    LONG taken;
    char bytes[SERVER_BYTES];
} places[PLACES];

static int take_place(void)
{
    int place = 0;

    while (place < PLACES && InterlockedCompareExchange(&places[place].taken, 0, 0) != 0)
        place++;
    if (place < PLACES) InterlockedExchange(&places[place].taken, 1);
    return place;
}

static BOOL exchange(struct session *session, char *bytes)
{
    DWORD size = 0;
    char *end = NULL;

    if (ReadFile(session->pipe, bytes, SERVER_BYTES, &size, NULL))
        end = memchr(bytes, '\0', size);
    else
        server_report("ReadFile", GetLastError());
    if (end == NULL || end != bytes + size - 1) return FALSE;
    memcpy(session->request, bytes, size);
    return session_write(session, session_reply(session, size));
}

void session_serve(struct session *session)
{
    const int place = take_place();

    if (place == PLACES) return;
    while (exchange(session, places[place].bytes))
        continue;
    InterlockedExchange(&places[place].taken, 0);
}
