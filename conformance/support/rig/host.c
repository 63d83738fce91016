/* The rig as host: a forked process a test, and in it a simulated machine for the body. */
#define _GNU_SOURCE    // fork, dup2, alarm, strsignal under -std=c17
#include "host.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "calm.h"
#include "test.h"

__attribute__((weak)) int __lsan_do_recoverable_leak_check(void);

static void host_be_child(const struct test *test, unsigned timeout_s, FILE *output);
static void host_read_output(FILE *output, struct host_child *child);

void host_run_apart(const struct test *test, unsigned timeout_s, struct host_child *child)
{
    *child = (struct host_child){ .end = HOST_NOT_STARTED };
    FILE *output = tmpfile();
    child->code = (unsigned long)errno;
    if (!output) return;

    fflush(stdout);
    fflush(stderr);
    pid_t pid = fork();
    child->code = (unsigned long)errno;
    if (pid == 0) host_be_child(test, timeout_s, output);

    int status = 0;
    if (pid > 0 && waitpid(pid, &status, 0) == pid) {
        if (WIFEXITED(status)) {
            child->end = HOST_EXITED;
            child->code = (unsigned long)WEXITSTATUS(status);
        } else {
            child->code = (unsigned long)WTERMSIG(status);
            child->end = child->code == SIGALRM ? HOST_TIMED_OUT : HOST_CRASHED;
        }
        host_read_output(output, child);
    }
    fclose(output);
}

/* The child is its own watchdog, and its exit code is all that it hands back. */
static void host_be_child(const struct test *test, unsigned timeout_s, FILE *output)
{
    dup2(fileno(output), STDOUT_FILENO);
    dup2(fileno(output), STDERR_FILENO);
    fclose(output);
    exit(test_run_alone(test, timeout_s));
}

static void host_read_output(FILE *output, struct host_child *child)
{
    rewind(output);
    size_t size = fread(child->output, 1, HOST_OUTPUT_SIZE - 1, output);
    child->output[size] = '\0';
}

bool host_run_body(void (*body)(void))
{
    return calm_world_run(body) == 0;
}

/* The world is left, not the process: it has a picture to draw first. */
void host_abandon_body(int end)
{
    (void)end;    // test_run() finds out by itself
    calm_world_abort();
}

bool host_found_leaks(void)
{
    return __lsan_do_recoverable_leak_check && __lsan_do_recoverable_leak_check() != 0;
}

bool host_is_wine(void)
{
    return false;
}

/* Nobody handles the alarm, so that it ends the process. */
void host_prepare_child(unsigned timeout_s)
{
    alarm(timeout_s);
}
