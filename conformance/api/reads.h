/* Reads with a buffer of the test's choosing, where must_receive() takes one that is always large.
 */
#ifndef PIPERIG_API_READS_H
#define PIPERIG_API_READS_H

#include "support.h"

enum { READS_SIZE_MAX = 512 };

/* A read of at most [size] bytes succeeds and yields exactly the characters of a text. */
#define must_read(handle, size, text)                                                              \
    must_read_at((handle), (size), (text), ERROR_SUCCESS, __FILE__, __LINE__)

/* A read of [size] bytes yields these characters and fails with ERROR_MORE_DATA: the message goes
 * on. */
#define must_read_part(handle, size, text)                                                         \
    must_read_at((handle), (size), (text), ERROR_MORE_DATA, __FILE__, __LINE__)

static inline void must_read_at(HANDLE handle, DWORD size, const char *text, DWORD error,
                                const char *file, int line)
{
    char bytes[READS_SIZE_MAX];
    DWORD count = 0;
    must_hold_at(size <= sizeof(bytes), "the read fits the buffer", file, line);

    must_arm();
    BOOL seen = ReadFile(handle, bytes, size, &count, NULL);
    if (error == ERROR_SUCCESS)
        must_succeed_flag(seen, "ReadFile", file, line);
    else
        must_fail_flag(seen, error, "ReadFile", file, line);
    must_equal_text_at(bytes, count, text, "what was read", file, line);
}

/* A read of a few bytes fails with [error] and counts none. */
#define must_fail_to_read(handle, error) must_fail_to_read_at((handle), (error), __FILE__, __LINE__)

static inline void must_fail_to_read_at(HANDLE handle, DWORD error, const char *file, int line)
{
    char bytes[16];
    DWORD count = 0;
    must_arm();
    must_fail_flag(ReadFile(handle, bytes, sizeof(bytes), &count, NULL), error, "ReadFile", file,
                   line);
    must_equal_at(count, 0, "the count of bytes read", file, line);
}

/* A write of a few bytes fails with [error]. */
#define must_fail_to_write(handle, error)                                                          \
    must_fail_to_write_at((handle), (error), __FILE__, __LINE__)

static inline void must_fail_to_write_at(HANDLE handle, DWORD error, const char *file, int line)
{
    DWORD count = 0;
    must_arm();
    must_fail_flag(WriteFile(handle, "lost", 4, &count, NULL), error, "WriteFile", file, line);
    must_equal_at(count, 0, "the count of bytes written", file, line);
}

/* Bytes wait at this end, as a peek counts them. */
#define must_have_waiting(handle, bytes) must_have_waiting_at((handle), (bytes), __FILE__, __LINE__)

static inline void must_have_waiting_at(HANDLE handle, DWORD bytes, const char *file, int line)
{
    DWORD available = 0;
    must_arm();
    must_succeed_flag(PeekNamedPipe(handle, NULL, 0, NULL, &available, NULL), "PeekNamedPipe", file,
                      line);
    must_equal_at(available, bytes, "the count of bytes that wait", file, line);
}

#endif
