/* A reply that could not be written is kept, and written before the next one. But it could not be
 * written because its client has gone, and the next one is for another client: that gets both. */
#include "server.h"

#include <string.h>

static char kept[SERVER_BYTES];
static DWORD kept_size;

static BOOL write_all(HANDLE pipe, const char *bytes, DWORD size)
{
    DWORD written = 0;
    const BOOL done = WriteFile(pipe, bytes, size, &written, NULL) && written == size;

    if (!done) server_report("WriteFile", GetLastError());
    return done;
}

BOOL session_write(struct session *session, DWORD size)
{
    BOOL done = TRUE;

    if (kept_size > 0) done = write_all(session->pipe, kept, kept_size);
    if (done) {
        kept_size = 0;
        done = write_all(session->pipe, session->reply, size);
        if (!done) {
            memcpy(kept, session->reply, size);
            kept_size = size;
        }
    }
    return done;
}
