#include "server.h"

DWORD session_reply(struct session *session, DWORD size)
{
    for (DWORD index = 0; index < size; index++) {
        const char character = session->request[index];
        const BOOL small = character >= 'a' && character <= 'z';
        session->reply[index] = (char)(small ? character - 'a' + 'A' : character);
    }
    return size;
}
