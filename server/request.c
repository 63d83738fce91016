/* From bytes to a request, from a request to its answer.
 *
 * A message is bytes from a stranger. It may lack a terminator, hold several, stop in the middle
 * of a character or be empty, and nothing may treat it as a string until it has been shown to be
 * one. That is done here, once, and by looking at nothing but the bytes: no call of this file
 * touches a pipe. */
#include "request.h"

#include <string.h>
#include <strsafe.h>

static enum request_error request_copy(const void *bytes, DWORD count, TCHAR *text);

enum request_error request_check(const void *bytes, DWORD size_bytes, TCHAR *text, DWORD room)
{
    const DWORD count = size_bytes / sizeof(TCHAR);
    enum request_error error = REQUEST_OK;

    if (size_bytes == 0) {
        error = REQUEST_EMPTY;
    } else if (size_bytes % sizeof(TCHAR) != 0) {
        error = REQUEST_RAGGED;
    } else if (count >= room) {
        error = REQUEST_TOO_LONG;
    } else {
        error = request_copy(bytes, count, text);
    }
    if (error != REQUEST_OK) text[0] = TEXT('\0');
    return error;
}

static enum request_error request_copy(const void *bytes, DWORD count, TCHAR *text)
{
    DWORD length = 0;

    memcpy(text, bytes, count * sizeof(TCHAR));
    text[count] = TEXT('\0');    // the request may have come without one
    while (text[length] != TEXT('\0'))
        length++;
    return length + 1 < count ? REQUEST_EMBEDDED_NUL : REQUEST_OK;
}

const TCHAR *request_error_text(enum request_error error)
{
    static const TCHAR *const texts[REQUEST_ERRORS] = {
        [REQUEST_OK] = TEXT("a sound request"),
        [REQUEST_EMPTY] = TEXT("it is empty"),
        [REQUEST_RAGGED] = TEXT("its last character is cut in half"),
        [REQUEST_TOO_LONG] = TEXT("it is too long"),
        [REQUEST_EMBEDDED_NUL] = TEXT("it goes on after its terminator"),
    };

    return texts[error];
}

DWORD request_answer(const TCHAR *request, TCHAR *reply, DWORD room, DWORD *reply_bytes)
{
    DWORD error = ERROR_SUCCESS;

    (void)request;    // this server says the same to everybody
    *reply_bytes = 0;
    if (FAILED(StringCchCopy(reply, room, TEXT("default answer from server"))))
        error = ERROR_INSUFFICIENT_BUFFER;
    else
        *reply_bytes = ((DWORD)lstrlen(reply) + 1) * sizeof(TCHAR);
    return error;
}
