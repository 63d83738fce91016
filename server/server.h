/* What the server and its client agree on, and what the server's modules owe each other.
 *
 * The protocol: a request is one message that holds a string with its terminator, in the width of
 * the build's characters; each request is answered by one message of the same shape. */
#ifndef SERVER_SERVER_H
#define SERVER_SERVER_H

#include <windows.h>
#include <tchar.h>

#define SERVER_PIPE_NAME          TEXT("\\\\.\\pipe\\mynamedpipe")
#define SERVER_MESSAGE_CHARACTERS 512    // the longest request, its terminator included
#define SERVER_MESSAGE_BYTES      (SERVER_MESSAGE_CHARACTERS * sizeof(TCHAR))

/* What the programs' exit codes mean. */
enum server_exit {
    SERVER_EXIT_DONE,      // all that was asked for has been done
    SERVER_EXIT_FAILED,    // a call failed; it has been reported
    SERVER_EXIT_USAGE      // the command line made no sense
};

/* UNICODE without _UNICODE, or literals of another width than WCHAR, would garble every string. */
_Static_assert(sizeof(TEXT("four")) == 5 * sizeof(TCHAR), "literals must be as wide as TCHAR");

/* Give a connected instance a session, in a thread of its own, until its client closes or a stop is
 * requested.
 *
 * Returns: the thread, which the caller closes; NULL when it cannot be created: that has been
 *          reported, and the client was hung up on.
 * Owns:    [pipe], whatever happens. */
HANDLE session_start(HANDLE pipe);

/* End a connection without a session.
 *
 * Owns: [pipe]. */
void session_hang_up(HANDLE pipe);

#endif
