/* A request: what a client sent, checked; and the answer to it. */
#ifndef SERVER_REQUEST_H
#define SERVER_REQUEST_H

#include <windows.h>
#include <tchar.h>

/* What can be wrong with a request. */
enum request_error {
    REQUEST_OK,
    REQUEST_EMPTY,           // no bytes at all, not even a terminator
    REQUEST_RAGGED,          // its last character is cut in half
    REQUEST_TOO_LONG,        // more characters than we take
    REQUEST_EMBEDDED_NUL,    // something follows the terminator
    REQUEST_ERRORS           // how many there are
};

/* Turn the [size_bytes] bytes of a message into [text], a string.
 *
 * A request without a terminator is given one. An empty string is a request like any other. On
 * failure [text] is the empty string.
 *
 * Requires: [room], in characters, is not 0; the longest request taken is one shorter.
 * Returns:  REQUEST_OK or what is wrong with the request. */
enum request_error request_check(const void *bytes, DWORD size_bytes, TCHAR *text, DWORD room);

/* Returns: [error] in words. */
const TCHAR *request_error_text(enum request_error error);

/* Answer [request]: the one function to replace in order to make another server of this one.
 *
 * [reply] has room for [room] characters. [reply_bytes] becomes the size of the reply in bytes, its
 * terminator included; on failure it is 0.
 *
 * Returns: ERROR_SUCCESS; ERROR_INSUFFICIENT_BUFFER when the reply does not fit. */
DWORD request_answer(const TCHAR *request, TCHAR *reply, DWORD room, DWORD *reply_bytes);

#endif
