#define _GNU_SOURCE    // fork, mkstemp under -std=c17
/* What ends the rig itself, and not just a run: it says so, tells which run it was, and dies by the
 * signal, so that nobody takes it for a verdict. */
#include "machine.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kernel/invariant.h"

static void tell_the_run(void)
{
    fputs("it was this run\n", stderr);
}

/* Let [end] end a process of its own.  Returns: the signal it died by, and in [said] its last words. */
static int die(void (*end)(void), char *said, size_t size)
{
    FILE *words = tmpfile();
    must_hold(words != NULL);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        dup2(fileno(words), STDERR_FILENO);
        world_set_fatal_report(tell_the_run);
        end();
        _exit(0);
    }
    int status = 0;
    must_hold(child > 0 && waitpid(child, &status, 0) == child);
    rewind(words);
    said[fread(said, 1, size - 1, words)] = '\0';
    fclose(words);
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static void find_itself_wrong(void)
{
    INVARIANT(!"two and two make five");
}

static void touch_nothing(void)
{
    struct machine machine;
    machine_open(&machine);
    kill(getpid(), SIGSEGV);
}

TEST_OUTSIDE(crash, of_an_invariant_names_it_and_the_run)
{
    char said[1000];
    must_equal(die(find_itself_wrong, said, sizeof said), SIGABRT);
    must_say(said, "the rig is wrong: !\"two and two make five\"");
    must_say(said, "it was this run");
}

TEST_OUTSIDE(crash, of_the_host_is_no_verdict_on_a_program)
{
    SKIP_IF_SANITIZED();
    char said[1000];
    must_equal(die(touch_nothing, said, sizeof said), SIGSEGV);
    must_say(said, "it was this run");
}
