/* A small named-pipe server, step by step.
 *
 * The protocol: a request is a text with its terminator, SERVER_BYTES at most; its reply is the
 * same text in capitals. A session is one client, for as many requests as it likes, and ends at
 * the first that is none.
 *
 * Each step stands in a file of its own, here or, where a design goes another way, in the folder
 * of that design. They make a library, so that a program may bring a step of its own: the linker
 * then leaves the library's out. */
#ifndef DEFECTS_SERVER_H
#define DEFECTS_SERVER_H

#define WIN32_LEAN_AND_MEAN
#include <windows.h>

#define SERVER_PIPE "\\\\.\\pipe\\mynamedpipe"

enum {
    SERVER_BYTES = 64,       // of a request or a reply, terminator included
    SERVER_ATTEMPTS = 5,     // how often a failing call is made before the server gives up
    SERVER_PAUSE_MS = 100    // how long it rests in between
};

/* How instances are created. */
struct server_options {
    DWORD first;        // further flags for the first one
    DWORD mode;         // messages or bytes, and who is let in
    DWORD instances;    // how many there may be
};
extern const struct server_options server_options;

/* One block of the heap. The request comes last, so that what goes beyond it leaves the block. */
struct session {
    HANDLE pipe;      // an instance with a client
    HANDLE thread;    // its own thread, where a design needs that
    DWORD held;       // bytes read so far
    DWORD taken;      // of these, by the request that was answered last
    char reply[SERVER_BYTES];
    char request[SERVER_BYTES];
};

/* --- The server ------------------------------------------------------------------------------- */

/* What must be ready before the first client can come. Returns: FALSE if it cannot be. */
BOOL server_prepare(void);

/* Create an instance. Returns: INVALID_HANDLE_VALUE if it cannot be had; that is reported. */
HANDLE server_create(DWORD flags);

/* Wait until [pipe] has a client. Returns: FALSE if that fails for good; that is reported. */
BOOL server_await(HANDLE pipe);

/* Whether a call that failed is to be made again; if so, after a pause. [attempt] counts. */
BOOL server_again(unsigned *attempt);

/* Report that [call] failed. That a client has gone is no failure. */
void server_report(const char *call, DWORD error);

/* --- A session -------------------------------------------------------------------------------- */

/* Give the client of [pipe] a session in a thread of its own.  Owns: [pipe], whatever happens. */
void session_start(HANDLE pipe);

/* The thread of a session. */
DWORD WINAPI session_run(LPVOID session);

/* Exchange requests and replies until there are no more. */
void session_serve(struct session *session);

/* One request and its reply. Returns: FALSE if it was the last. */
BOOL session_exchange(struct session *session);

/* Read a request. Returns: its size in bytes; 0 if there is none, and the session is over. */
DWORD session_read(struct session *session);

/* Make a reply of a request of [size] bytes. Returns: the reply's size in bytes. */
DWORD session_reply(struct session *session, DWORD size);

/* Write the reply of [size] bytes. */
BOOL session_write(struct session *session, DWORD size);

/* The session is over. */
void session_end(struct session *session);

/* Part with a client. */
void session_hang_up(HANDLE pipe);

#endif
