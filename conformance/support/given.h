/* What a test starts from. Whatever these functions open, the end of the test closes; threads that
 * they start are waited for, and a thread that does not end fails the test.
 *
 * A thing that cannot be given fails the test: the caller never checks. */
#ifndef PIPERIG_GIVEN_H
#define PIPERIG_GIVEN_H

#include <stdbool.h>
#include <windows.h>

/* The full name of a pipe on this machine, as a wide literal. */
#define PIPE(name) u"\\\\.\\pipe\\" name

/* How an instance departs from the usual one. All zero means: duplex, message type, message read
 * mode, blocking, any number of instances, 4096 bytes of quota each way, default time-out 0. */
struct instance_options {
    DWORD access;         // PIPE_ACCESS_*; 0 means PIPE_ACCESS_DUPLEX
    DWORD open_flags;     // FILE_FLAG_* beside the access
    bool byte_type;       // a byte pipe, read as bytes
    bool byte_read;       // a message pipe whose server end reads bytes
    bool nowait;          // the server end does not block
    DWORD instances;      // 0 means PIPE_UNLIMITED_INSTANCES
    DWORD quota_bytes;    // each way; 0 means GIVEN_QUOTA_BYTES, NO_QUOTA means 0
    DWORD timeout_ms;     // the default for WaitNamedPipe
};

#define NO_QUOTA 0xFFFFFFFFu

enum { GIVEN_QUOTA_BYTES = 4096 };

struct client_options {
    DWORD access;         // GENERIC_*; 0 means GENERIC_READ | GENERIC_WRITE
    DWORD flags;          // flags and attributes for CreateFile
    bool message_read;    // switch to message read mode; a fresh client reads bytes
};

/* Both ends of one connection. */
struct pair {
    HANDLE server;
    HANDLE client;
};

/* A listening instance of a pipe: the usual one, or one with options, as in
 * given_instance_with(PIPE("x"), .byte_type = true, .quota_bytes = 100). */
HANDLE given_instance(const WCHAR *name);
#define given_instance_with(name, ...)                                                             \
    given_instance_of((name), (struct instance_options){ __VA_ARGS__ })
HANDLE given_instance_of(const WCHAR *name, struct instance_options options);

/* A client that has opened the pipe, as CreateFile leaves it or with options. */
HANDLE given_client(const WCHAR *name);
#define given_client_with(name, ...) given_client_of((name), (struct client_options){ __VA_ARGS__ })
HANDLE given_client_of(const WCHAR *name, struct client_options options);

/* An instance with a client connected to it; on a message pipe both ends read messages, unless the
 * server was asked to read bytes. */
struct pair given_pair(const WCHAR *name);
#define given_pair_with(name, ...) given_pair_of((name), (struct instance_options){ __VA_ARGS__ })
struct pair given_pair_of(const WCHAR *name, struct instance_options options);

/* A second handle for the same object. */
HANDLE given_duplicate(HANDLE handle);

/* A running thread. Its handle stays open until the end of the test. */
HANDLE given_thread(DWORD(WINAPI *body)(void *argument), void *argument);

/* Put a handle into, or take it out of, the care of the test's end. */
void given_handle(HANDLE handle);
void given_forget(HANDLE handle);

/* End of a test: wait for all threads, then close all handles. */
void given_close_all(void);

#endif
