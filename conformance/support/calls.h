/* Calls made by another thread, so that a test can watch them block and end.
 *
 *     struct call *read = start_read(server, 100);
 *     must_block(read);
 *     must_send(client, "hello");
 *     must_end_well(read);
 *     must_equal_text(read->bytes, read->count, "hello");
 *
 * start_...() returns while the other thread may still be on its way: must_block() gives it the
 * time to arrive. That time is virtual in the rig and real on Windows. */
#ifndef PIPERIG_CALLS_H
#define PIPERIG_CALLS_H

#include <windows.h>

enum {
    CALL_BLOCK_MS = 60,    // a call that has not ended by then is said to block
    CALL_END_MS = 5000,    // a call that has not ended by then is said to hang
};

struct call {
    // What is called.
    const char *name;
    DWORD (*make)(struct call *call);    // makes the call and gives what it returned
    HANDLE handle;
    const WCHAR *pipe;
    DWORD timeout_ms;
    DWORD access;
    const void *data;    // to send; belongs to the test
    DWORD size;
    // What came of it, valid once the thread has ended.
    HANDLE thread;
    DWORD result;
    DWORD error;      // the last error just after the call; MUST_SENTINEL if it set none
    DWORD count;      // bytes read or written
    char *bytes;      // what was read
    HANDLE opened;    // INVALID_HANDLE_VALUE if the call opened nothing
};

struct call *start_read(HANDLE handle, DWORD size);
struct call *start_write(HANDLE handle, const void *data, DWORD size);
struct call *start_send(HANDLE handle, const char *text);
struct call *start_flush(HANDLE handle);
struct call *start_connect(HANDLE server);
struct call *start_disconnect(HANDLE server);
struct call *start_peek(HANDLE handle);
struct call *start_get_state(HANDLE handle);
struct call *start_transact(HANDLE handle, const char *text, DWORD size);
struct call *start_wait_pipe(const WCHAR *pipe, DWORD timeout_ms);
struct call *start_open(const WCHAR *pipe, DWORD access);
struct call *start_call_pipe(const WCHAR *pipe, const char *text, DWORD size, DWORD timeout_ms);
struct call *start_wait(HANDLE object, DWORD timeout_ms);    // result: what the wait gave
struct call *start_close(HANDLE handle);

/* The call has not ended, though it had the time to. */
#define must_block(call) must_block_at((call), __FILE__, __LINE__)

/* The call ends in a while: anyhow, with success, or with an error. */
#define must_end(call)             must_end_at((call), __FILE__, __LINE__)
#define must_end_well(call)        must_end_well_at((call), __FILE__, __LINE__)
#define must_end_with(call, error) must_end_with_at((call), (error), __FILE__, __LINE__)

void must_block_at(struct call *call, const char *file, int line);
void must_end_at(struct call *call, const char *file, int line);
void must_end_well_at(struct call *call, const char *file, int line);
void must_end_with_at(struct call *call, DWORD error, const char *file, int line);

/* End of a test: give back the memory of all calls. Their threads have ended. */
void calls_free(void);

#endif
