/* What clients of the reference protocol do, in Win32 alone. A demand that is not met breaks the
 * check. */
#ifndef PIPERIG_CLIENT_H
#define PIPERIG_CLIENT_H

#include <windows.h>

/* Open the pipe and read messages. A client is patient: it waits while all instances are busy,
 * and tries again while the name is not there yet. */
HANDLE client_open(void);

/* The same without the switch to reading messages, which fails when the server has hung up
 * already. */
HANDLE client_open_as_it_is(void);

/* Open it at once: a name that is not there, or is busy, breaks the check. */
HANDLE client_open_at_once(void);

/* Send a text with its terminator, in the server's character width. */
void client_send(HANDLE pipe, const char *text);

/* Send [count] characters of one message without a terminator: 'a', repeated. */
void client_send_long(HANDLE pipe, DWORD count);

/* Read one message: the whole of the reference answer. */
void client_must_get_answer(HANDLE pipe);

/* The next read fails with [error]. */
void client_must_be_refused(HANDLE pipe, DWORD error);

/* Send a request and get the answer. */
void client_ask(HANDLE pipe, const char *text);

void client_close(HANDLE pipe);

/* --- Whole parts, for scenes -------------------------------------------------------------------- */

/* Patiently, or at once: open, ask, get the answer, close. */
int client_asks(void *unused);
int client_asks_at_once(void *unused);

/* Open and close; the same with a request in between that nobody waits for the answer to. */
int client_comes_and_goes(void *unused);
int client_leaves_a_request(void *unused);

/* Whether the server under test speaks UTF-16. Set by the scene. */
void client_set_wide(int wide);

#endif
