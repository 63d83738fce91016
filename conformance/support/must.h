/* What a test demands. Each demand that is not met ends the test with a message that gives the
 * call, what was expected and what was seen, errors by name and number.
 *
 * Demands on a call set the last error to a sentinel first, so that an error which a call forgot to
 * set is not mistaken for one that an earlier call left behind. */
#ifndef PIPERIG_MUST_H
#define PIPERIG_MUST_H

#include <stdbool.h>
#include <windows.h>

#include "test.h"

enum { MUST_SENTINEL = 0xBEEF };    // no system error has this number

/* The call returns other than FALSE, or a good handle. Evaluates to what it returned. */
#define must_succeed(call)                                                                         \
    _Generic((call), HANDLE                                                                        \
             : must_succeed_handle, default                                                        \
             : must_succeed_flag)((must_arm(), (call)), #call, __FILE__, __LINE__)

/* The call fails with [error]. */
#define must_fail(call, error)                                                                     \
    _Generic((call), HANDLE                                                                        \
             : must_fail_handle, default                                                           \
             : must_fail_flag)((must_arm(), (call)), (error), #call, __FILE__, __LINE__)

/* The call succeeds and leaves the last error as it was. */
#define must_succeed_quietly(call)                                                                 \
    must_succeed_quietly_at((must_arm(), (call)), #call, __FILE__, __LINE__)

/* The call returns a good handle, which the end of the test closes. Evaluates to the handle. */
#define must_open(call) must_open_at((must_arm(), (call)), #call, __FILE__, __LINE__)

/* Close a handle now, that the end of the test would close otherwise. */
#define must_close(handle) must_close_at((handle), #handle, __FILE__, __LINE__)

/* Numbers: what was seen, then what is expected. */
#define must_equal(seen, expected)                                                                 \
    must_equal_at((unsigned long)(seen), (unsigned long)(expected), #seen, __FILE__, __LINE__)
#define must_not_equal(seen, other)                                                                \
    must_not_equal_at((unsigned long)(seen), (unsigned long)(other), #seen, __FILE__, __LINE__)
#define must_hold(condition) must_hold_at((condition), #condition, __FILE__, __LINE__)

/* The last error is [error]. */
#define must_have_error(error) must_have_error_at((error), __FILE__, __LINE__)

/* [count] bytes at [seen] are those of the literal or text [expected], and no more than these. */
#define must_equal_text(seen, count, expected)                                                     \
    must_equal_text_at((seen), (count), (expected), #seen, __FILE__, __LINE__)

/* Send the characters of a text, without its terminator, in one write that takes all of them. */
#define must_send(handle, text) must_send_at((handle), (text), __FILE__, __LINE__)

/* One read with a large buffer succeeds and yields exactly the characters of a text. */
#define must_receive(handle, text) must_receive_at((handle), (text), __FILE__, __LINE__)

/* A wait for [handle] of [timeout_ms] returns [result], such as WAIT_TIMEOUT. */
#define must_wait(handle, timeout_ms, result)                                                      \
    must_wait_at((handle), (timeout_ms), (result), #handle, __FILE__, __LINE__)

/* The name of a system error, such as "ERROR_PIPE_BUSY"; "an unnamed error" if it is not known. */
const char *must_error_name(DWORD error);

void must_arm(void);
BOOL must_succeed_flag(BOOL seen, const char *call, const char *file, int line);
HANDLE must_succeed_handle(HANDLE seen, const char *call, const char *file, int line);
void must_fail_flag(BOOL seen, DWORD error, const char *call, const char *file, int line);
void must_fail_handle(HANDLE seen, DWORD error, const char *call, const char *file, int line);
void must_succeed_quietly_at(BOOL seen, const char *call, const char *file, int line);
HANDLE must_open_at(HANDLE seen, const char *call, const char *file, int line);
void must_close_at(HANDLE handle, const char *text, const char *file, int line);
void must_equal_at(unsigned long seen, unsigned long expected, const char *text, const char *file,
                   int line);
void must_not_equal_at(unsigned long seen, unsigned long other, const char *text, const char *file,
                       int line);
void must_hold_at(bool condition, const char *text, const char *file, int line);
void must_have_error_at(DWORD error, const char *file, int line);
void must_equal_text_at(const void *seen, DWORD count, const char *expected, const char *text,
                        const char *file, int line);
void must_send_at(HANDLE handle, const char *text, const char *file, int line);
void must_receive_at(HANDLE handle, const char *text, const char *file, int line);
void must_wait_at(HANDLE handle, DWORD timeout_ms, DWORD result, const char *text, const char *file,
                  int line);

#endif
