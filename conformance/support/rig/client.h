/* What clients do, in Win32 alone. A demand that is not met breaks the check.
 *
 * The pipe, the width of characters and what is sent and expected are those of a profile. */
#ifndef PIPERIG_CLIENT_H
#define PIPERIG_CLIENT_H

#include "profile.h"

#include <windows.h>

/* Whom the clients of this run speak to. Borrowed for the run. Set by the scene. */
void client_use(const struct profile *profile);
const struct profile *client_profile(void);

enum { CLIENT_PATIENCE_MS = 60000 };

/* Open the pipe and read messages, if it has messages, and the greeting, if the server is one that
 * greets; and open the session, if the profile says how. A client is patient: it waits while all
 * instances are busy, and tries again while the name is not there yet. */
HANDLE client_open(void);

/* The same without a greeting or an opening: it says nothing, and reads nothing yet. */
HANDLE client_open_silently(void);

/* The same without the switch to reading messages, either, which fails when the server has hung up
 * already. */
HANDLE client_open_as_it_is(void);

/* The same, but it opens the session. */
HANDLE client_open_and_read_nothing(void);

/* Open it at once: a name that is not there, or is busy, breaks the check. */
HANDLE client_open_at_once(void);

/* Open it, waiting while it is busy. Returns: INVALID_HANDLE_VALUE if the name is not there. */
HANDLE client_open_what_is_there(void);

/* Open it once, with the usual rights: to write, where clients may, and to read, where they may.
 * Returns: INVALID_HANDLE_VALUE if it cannot be had now. */
HANDLE client_open_once(void);

/* Open it, and try again until [limit_ms] are over: as long as it is busy or, if it may be missing, its name is not
 * there. It rests ever longer: a millisecond, ten, a hundred.
 * Returns: INVALID_HANDLE_VALUE, with the last error of CreateFile, if it cannot be had. */
HANDLE client_open_in_time(DWORD limit_ms, bool name_may_be_missing);

/* Open it with other rights than usual, or none. Returns: INVALID_HANDLE_VALUE if refused. */
HANDLE client_open_with(DWORD access);

/* Send a text with its terminator, in the server's character width. */
void client_send(HANDLE pipe, const char *text);

/* Send [count] characters of one message without a terminator: 'a', repeated. */
void client_send_long(HANDLE pipe, DWORD count);

/* Send these bytes, whatever comes of it. Returns: whether all were taken. */
bool client_try_to_send(HANDLE pipe, const void *bytes, DWORD size);

/* Read one message, or the bytes that have come. Of a message that is longer than [room] the rest is read, too,
 * and let go: that the rig has no room for it is no fault of the server's.
 * Returns: as ReadFile, which has not failed with ERROR_MORE_DATA. */
BOOL client_read(HANDLE pipe, void *bytes, DWORD room, DWORD *count);

/* Read one message: the whole of the reply to the first exchange. */
void client_must_get_answer(HANDLE pipe);

/* The next read fails with [error]. */
void client_must_be_refused(HANDLE pipe, DWORD error);

/* Send a request and get the answer. */
void client_ask(HANDLE pipe, const char *text);

/* --- By exchanges ------------------------------------------------------------------------------- */

/* Send the request of the nth exchange, from 0; or only get its reply; or both. Where clients may only
 * read nothing is sent: what comes is the reply. */
void client_request(HANDLE pipe, unsigned nth);
void client_must_get_reply(HANDLE pipe, unsigned nth);
void client_exchange(HANDLE pipe, unsigned nth);

/* Where the server greets, read that: it is to come. */
void client_must_be_greeted(HANDLE pipe);

/* Where a session is opened, send what opens it, whatever comes of it; and read the reply to that: it is
 * to come.
 * Returns: of sending, whether it was taken, or there is nothing to send. */
bool client_send_opening(HANDLE pipe);
void client_must_be_let_in(HANDLE pipe);

/* Whatever comes before the first request. Returns: whether it came. */
bool client_is_let_in(HANDLE pipe);

/* The [count] bytes at [seen] are the reply that the exchange expects. */
void client_must_have_got(const struct exchange *exchange, const void *seen, DWORD count);

/* The size of a message that is more than the server reads at once, or than it is likely to. */
DWORD client_too_much(void);

/* Whether the first request has a reply: who waits for one that is never due waits for ever. */
bool client_reply_is_due(void);

/* Whether a client may have sent [bytes] bytes more before it reads what is due to it for [requests]
 * requests: the pipe takes these bytes while nobody reads them, or those replies (F21). Where it takes
 * neither, a server that replies waits for its client, which waits for it (F22): that is no fault of the
 * server's. */
bool client_may_send_ahead(DWORD bytes, unsigned requests);

/* The same of client_too_much() behind a request, and of [size] bytes that are all that is sent, the
 * first [request] of which may have a reply: in byte mode, that is. */
bool client_may_offend(void);
bool client_may_send_one_piece(DWORD size, DWORD request);

/* Send the first request, whatever comes of it. Returns: whether it was taken. */
bool client_try_to_request(HANDLE pipe);

/* Whether one read need not be one reply, since there are no messages, or several make one. */
bool client_reads_in_pieces(void);

/* A reply of unknown length may come in pieces: behind the [count] bytes at [seen], read what is there once
 * the server has come to rest.
 * Returns: how many bytes there are, [room] at most. */
DWORD client_read_rest(HANDLE pipe, void *seen, DWORD room, DWORD count);

/* The same after [rest_ms], wherever there is something to read. Returns: how many reads it took. */
unsigned client_read_on(HANDLE pipe, void *seen, DWORD room, DWORD *count, DWORD rest_ms);

/* Read a whole reply of [bytes] bytes a few at a time, [at_once] each.
 * Returns: how many came, [bytes] at most. */
DWORD client_read_in_parts(HANDLE pipe, void *bytes, DWORD size, DWORD at_once);

/* What came of a message that the server may make of what it likes. */
enum client_answer { ANSWER_REPLY, ANSWER_HUNG_UP, ANSWER_NONE };

/* Read one message, or find that the server has hung up; what it said is in [reply].
 * Any other failure breaks the check. */
enum client_answer client_await_answer(HANDLE pipe, void *reply, DWORD room, DWORD *count);

/* The same for a message that may have no answer: it waits for a minute, and does not demand any. */
enum client_answer client_hear_answer(HANDLE pipe, void *reply, DWORD room, DWORD *count);

/* Once the server has come to rest, nothing is there to read. The server may have hung up. Where replies are too
 * long to be kept, and need not be messages, there is no telling. */
void client_must_get_no_more(HANDLE pipe);

void client_close(HANDLE pipe);

/* --- Whole parts, for scenes -------------------------------------------------------------------- */

/* Patiently, or at once: open, ask, get the reply, close. */
int client_asks(void *unused);
int client_asks_at_once(void *unused);

/* Open and close; the same with a request in between that nobody waits for the answer to. */
int client_comes_and_goes(void *unused);
int client_leaves_a_request(void *unused);

#endif
