/* Sessions share a few buffers, each with a mark that says whether it is taken. A session looks for
 * one that is free, reads into it, and sets the mark when there is something in it. Until then it
 * is free for others too: two sessions read into the same buffer, and answer what is left. */
#include "server.h"

#include <string.h>

enum { PLACES = 8 };

static struct {
    LONG taken;
    char bytes[SERVER_BYTES];
} places[PLACES];

static int find_place(void)
{
    int place = 0;

    while (place < PLACES && InterlockedCompareExchange(&places[place].taken, 0, 0) != 0)
        place++;
    return place;
}

static BOOL is_request(const char *bytes, DWORD size)
{
    const char *end = memchr(bytes, '\0', size);

    return end != NULL && end == bytes + size - 1;
}

BOOL session_exchange(struct session *session)
{
    const int place = find_place();
    DWORD size = 0;
    BOOL more = FALSE;

    if (place == PLACES) return FALSE;
    if (!ReadFile(session->pipe, places[place].bytes, SERVER_BYTES, &size, NULL)) {
        server_report("ReadFile", GetLastError());
        return FALSE;
    }
    InterlockedExchange(&places[place].taken, 1);
    if (is_request(places[place].bytes, size)) {
        memcpy(session->request, places[place].bytes, size);
        more = session_write(session, session_reply(session, size));
    }
    InterlockedExchange(&places[place].taken, 0);
    return more;
}
