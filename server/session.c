/* A session: one client, from its first byte to its end.
 *
 * A session reads a request, answers it, and goes on so until its client closes or a stop is
 * requested. It trusts neither its client nor its luck: whatever goes wrong ends this session, and
 * no other. All sessions end in the same way:
 *
 *     flush        wait until the client has read its replies: the next step discards the unread
 *     disconnect   hang up on a client that is still there
 *     close        give the instance back
 *
 * A client may think for as long as it likes. But one that does not read its replies is waited for
 * only so long: SESSION_PATIENCE_MS for a reply that finds no room, and again for the flush.
 *
 * A client may also be gone before its request is read. The request is read all the same, and
 * answered into the void: whether anybody is there to hear shows only when we write. */
#include <windows.h>
#include <tchar.h>

#include "limit.h"
#include "quote.h"
#include "report.h"
#include "request.h"
#include "server.h"
#include "stop.h"

#define SESSION_PATIENCE_MS 10000    // how long a client may leave its replies unread

/* Room for the longest request even if it comes without a terminator. */
#define SESSION_TEXT_CHARACTERS (SERVER_MESSAGE_CHARACTERS + 1)
#define SESSION_TEXT_BYTES      (SESSION_TEXT_CHARACTERS * sizeof(TCHAR))

struct session {
    HANDLE pipe;       // a connected instance
    DWORD id;          // its thread's: tells sessions apart on the console
    void *message;     // as it was read: SERVER_MESSAGE_BYTES
    TCHAR *request;    // the message once it is known to be a string: SESSION_TEXT_BYTES
    TCHAR *reply;      // SESSION_TEXT_BYTES
};

static DWORD WINAPI session_thread(LPVOID pipe);
static DWORD session_open(struct session *session);
static DWORD session_converse(struct session *session);
static DWORD session_exchange(struct session *session);
static DWORD session_read(struct session *session, DWORD *message_bytes);
static DWORD session_parse(struct session *session, DWORD message_bytes);
static DWORD session_answer(struct session *session, DWORD *reply_bytes);
static DWORD session_write(struct session *session, DWORD reply_bytes);
static DWORD session_write_in_time(struct session *session, DWORD reply_bytes);
static void session_flush(struct session *session);
static DWORD session_flush_in_time(struct session *session);
static DWORD session_in_time(DWORD error);
static void session_close(struct session *session);
static void session_free(void *block);
static DWORD session_refuse(struct session *session, enum request_error flaw);
static DWORD session_result(struct session *session, const TCHAR *call, DWORD error);

HANDLE session_start(HANDLE pipe)
{
    HANDLE thread = CreateThread(NULL, 0, session_thread, pipe, 0, NULL);

    if (thread == NULL) {
        report_failure(TEXT("CreateThread"), GetLastError());
        session_hang_up(pipe);
    }
    return thread;
}

static DWORD WINAPI session_thread(LPVOID pipe)
{
    struct session session = { .pipe = pipe, .id = GetCurrentThreadId() };

    report_say(TEXT("session %lu: begins\n"), session.id);
    DWORD error = session_open(&session);
    if (error == ERROR_SUCCESS) error = session_converse(&session);

    if (error != ERROR_TIMEOUT) session_flush(&session);    // it was waited for long enough
    session_hang_up(session.pipe);
    session_close(&session);
    report_say(TEXT("session %lu: ends\n"), session.id);
    return 0;
}

static DWORD session_open(struct session *session)
{
    const HANDLE heap = GetProcessHeap();
    DWORD error = ERROR_SUCCESS;

    session->message = HeapAlloc(heap, 0, SERVER_MESSAGE_BYTES);
    session->request = HeapAlloc(heap, 0, SESSION_TEXT_BYTES);
    session->reply = HeapAlloc(heap, 0, SESSION_TEXT_BYTES);
    if (session->message == NULL || session->request == NULL || session->reply == NULL)
        error = ERROR_NOT_ENOUGH_MEMORY;    // HeapAlloc itself leaves no last error
    return session_result(session, TEXT("HeapAlloc"), error);
}

/* Exchange after exchange, until there is a reason to end.
 *
 * Returns: the reason; ERROR_SUCCESS for a stop that came between two exchanges. */
static DWORD session_converse(struct session *session)
{
    DWORD error = session_exchange(session);

    while (error == ERROR_SUCCESS && !stop_requested())
        error = session_exchange(session);
    return error;
}

/* One request and its reply.
 *
 * Returns: ERROR_SUCCESS, or why there will be no further exchange; the user has been told. */
static DWORD session_exchange(struct session *session)
{
    DWORD message_bytes = 0;
    DWORD reply_bytes = 0;

    DWORD error = session_read(session, &message_bytes);
    if (error == ERROR_SUCCESS) error = session_parse(session, message_bytes);
    if (error == ERROR_SUCCESS) error = session_answer(session, &reply_bytes);
    if (error == ERROR_SUCCESS) error = session_write(session, reply_bytes);
    return error;
}

/* Read one message. One of no bytes is a message all the same: only an error is the end.
 *
 * What is longer than any request is refused by its first part. Its rest must not be read: it would
 * look like a request of its own. */
static DWORD session_read(struct session *session, DWORD *message_bytes)
{
    DWORD error = ERROR_SUCCESS;

    if (!ReadFile(session->pipe, session->message, SERVER_MESSAGE_BYTES, message_bytes, NULL))
        error = GetLastError();
    if (error == ERROR_MORE_DATA)
        error = session_refuse(session, REQUEST_TOO_LONG);
    else
        error = session_result(session, TEXT("ReadFile"), error);
    return error;
}

/* Make a request of the message, and print it. */
static DWORD session_parse(struct session *session, DWORD message_bytes)
{
    TCHAR quoted[QUOTE_ROOM(SERVER_MESSAGE_CHARACTERS)];
    DWORD error = ERROR_SUCCESS;

    enum request_error flaw =
        request_check(session->message, message_bytes, session->request, SESSION_TEXT_CHARACTERS);
    if (flaw != REQUEST_OK) {
        error = session_refuse(session, flaw);
    } else {
        quote_render(session->request, (DWORD)lstrlen(session->request), quoted);
        report_say(TEXT("session %lu: request \"%s\"\n"), session->id, quoted);
    }
    return error;
}

static DWORD session_answer(struct session *session, DWORD *reply_bytes)
{
    DWORD error =
        request_answer(session->request, session->reply, SESSION_TEXT_CHARACTERS, reply_bytes);

    return session_result(session, TEXT("request_answer"), error);
}

/* Returns: ERROR_TIMEOUT when the client leaves no room for it. */
static DWORD session_write(struct session *session, DWORD reply_bytes)
{
    return session_result(session, TEXT("WriteFile"),
                          session_in_time(session_write_in_time(session, reply_bytes)));
}

static DWORD session_write_in_time(struct session *session, DWORD reply_bytes)
{
    DWORD written_bytes = 0;
    HANDLE limit = NULL;

    DWORD error = limit_begin(SESSION_PATIENCE_MS, &limit);
    if (error == ERROR_SUCCESS) {
        if (!WriteFile(session->pipe, session->reply, reply_bytes, &written_bytes, NULL))
            error = GetLastError();
        else if (written_bytes != reply_bytes)
            error = ERROR_WRITE_FAULT;    // half a reply is no reply
        limit_end(limit);
    }
    return error;
}

static void session_flush(struct session *session)
{
    session_result(session, TEXT("FlushFileBuffers"),
                   session_in_time(session_flush_in_time(session)));
}

static DWORD session_flush_in_time(struct session *session)
{
    HANDLE limit = NULL;

    DWORD error = limit_begin(SESSION_PATIENCE_MS, &limit);
    if (error == ERROR_SUCCESS) {
        if (!FlushFileBuffers(session->pipe)) error = GetLastError();
        limit_end(limit);
    }
    return error;
}

/* A call that is cancelled has taken too long, unless it is for a stop.
 *
 * Returns: ERROR_TIMEOUT in that case, else [error]. */
static DWORD session_in_time(DWORD error)
{
    return error == ERROR_OPERATION_ABORTED && !stop_requested() ? ERROR_TIMEOUT : error;
}

void session_hang_up(HANDLE pipe)
{
    report_unless(DisconnectNamedPipe(pipe), TEXT("DisconnectNamedPipe"));
    report_unless(CloseHandle(pipe), TEXT("CloseHandle"));
}

static void session_close(struct session *session)
{
    session_free(session->message);
    session_free(session->request);
    session_free(session->reply);
}

static void session_free(void *block)
{
    if (block != NULL) report_unless(HeapFree(GetProcessHeap(), 0, block), TEXT("HeapFree"));
}

/* Tell the user why a request gets no answer.
 *
 * Returns: ERROR_INVALID_DATA, which ends the session. */
static DWORD session_refuse(struct session *session, enum request_error flaw)
{
    report_say(TEXT("session %lu: request refused: %s\n"), session->id, request_error_text(flaw));
    return ERROR_INVALID_DATA;
}

/* Tell the user how [call] ended, if it is worth telling.
 *
 * That the client has closed is no failure, and Windows has three ways to say it: a read or a
 * waiting write finds the pipe broken, a write has nobody to take its data, and a pipe that was
 * disconnected under us is not connected.
 *
 * Returns: [error], for the caller to go by. */
static DWORD session_result(struct session *session, const TCHAR *call, DWORD error)
{
    switch (error) {
    case ERROR_SUCCESS: break;
    case ERROR_BROKEN_PIPE:
    case ERROR_NO_DATA:
    case ERROR_PIPE_NOT_CONNECTED:
        report_say(TEXT("session %lu: the client has closed\n"), session->id);
        break;
    case ERROR_TIMEOUT:
        report_say(TEXT("session %lu: the client does not read its replies\n"), session->id);
        break;
    case ERROR_OPERATION_ABORTED: report_say(TEXT("session %lu: is stopped\n"), session->id); break;
    default: report_failure(call, error); break;
    }
    return error;
}
