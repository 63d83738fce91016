/* A newline at the end of a request is no part of it. Whether there is one is looked up in the last
 * character; of an empty text, a single terminator, that is the one before the first: far outside
 * of the server's memory, since an index without a sign never goes below 0. */
#include "server.h"

#include <string.h>

DWORD session_reply(struct session *session, DWORD size)
{
    const DWORD length = size - 1;
    const DWORD last = length - 1;

    if (session->request[last] == '\n') {
        session->request[last] = '\0';
        size = length;
    }
    for (DWORD index = 0; index < size; index++) {
        const char character = session->request[index];
        const BOOL small = character >= 'a' && character <= 'z';
        session->reply[index] = (char)(small ? character - 'a' + 'A' : character);
    }
    return size;
}
