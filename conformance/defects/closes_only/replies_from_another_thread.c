/* One thread reads requests, another writes the replies, so that neither waits for the other. On a
 * handle without overlapped I/O they do: the write waits behind the read that is already there, the
 * read for the client, and the client for the reply. */
#include "server.h"

struct writer {
    struct session *session;
    DWORD size;
    HANDLE asked;
};

static DWORD WINAPI write_replies(LPVOID argument)
{
    struct writer *writer = argument;

    while (WaitForSingleObject(writer->asked, INFINITE) == WAIT_OBJECT_0 && writer->size > 0)
        session_write(writer->session, session_reply(writer->session, writer->size));
    return 0;
}

void session_serve(struct session *session)
{
    struct writer writer = { .session = session, .size = 0, .asked = NULL };
    HANDLE thread = NULL;

    writer.asked = CreateEventA(NULL, FALSE, FALSE, NULL);
    if (writer.asked != NULL) thread = CreateThread(NULL, 0, write_replies, &writer, 0, NULL);
    if (thread != NULL) {
        do {
            writer.size = session_read(session);
            SetEvent(writer.asked);
        } while (writer.size > 0);
        WaitForSingleObject(thread, INFINITE);
        CloseHandle(thread);
    } else {
        server_report("CreateThread", GetLastError());
    }
    if (writer.asked != NULL) CloseHandle(writer.asked);
}
