/* What the support needs from the machine it runs on: one file a host, picked by the file list.
 *
 *     windows/host.c    Windows itself, or Wine: tests run as they are, one process each
 *     rig/host.c        Linux: tests run inside a simulated machine, in a forked process each
 */
#ifndef PIPERIG_HOST_H
#define PIPERIG_HOST_H

#include <stdbool.h>

struct test;

enum host_end { HOST_EXITED, HOST_CRASHED, HOST_TIMED_OUT, HOST_NOT_STARTED };

enum { HOST_OUTPUT_SIZE = 64 * 1024 };

/* How a test fared in its own process. */
struct host_child {
    enum host_end end;
    unsigned long code;               // exit code, or signal, or exception, or why not started
    char output[HOST_OUTPUT_SIZE];    // what it printed, cut if longer, with a terminator
};

/* Run [test] in a process of its own, which test_run() ends with its result as exit code, and wait
 * for it. A process that takes longer than [timeout_s] is killed. */
void host_run_apart(const struct test *test, unsigned timeout_s, struct host_child *child);

/* Run [body] in this process, as the first thread of a fresh machine where the host has one.
 * Returns: whether the machine has no complaint: a thread left waiting, a handle left open. */
bool host_run_body(void (*body)(void));

/* Leave a body whose test failed or is skipped. The message is out already; [end] becomes the exit
 * code. */
__attribute__((noreturn)) void host_abandon_body(int end);

/* Returns: whether a sanitizer that looks for leaks is linked, and found any. */
bool host_found_leaks(void);

bool host_is_wine(void);

/* Prepare a process that is about to run one test: a crash must end it quietly and at once, and so
 * must a test that takes longer than [timeout_s], where the host has such an alarm. */
void host_prepare_child(unsigned timeout_s);

#endif
