#define _POSIX_C_SOURCE 200809L

#include "apart.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* --- One check -------------------------------------------------------------------------------- */

static _Noreturn void be_child(const struct apart *apart, const struct check_limits *limits,
                               int answer)
{
    dup2(fileno(apart->words), STDERR_FILENO);
    struct check_result result = check_try(apart->check, limits, stderr);
    crew_rest(limits->crew);
    ssize_t sent = write(answer, &result, sizeof result);
    exit(sent == (ssize_t)sizeof result ? 0 : 1);
}

/* Without the means for a child the check tells nothing, which is told as such. */
static void start(struct apart *apart, const struct check *check, const struct check_limits *limits)
{
    int ends[2];
    *apart = (struct apart){ .check = check, .child = -1, .answer = -1, .words = tmpfile() };
    if (apart->words == NULL || pipe(ends) != 0) return;

    fflush(stdout);
    apart->child = fork();
    if (apart->child == 0) be_child(apart, limits, ends[1]);
    close(ends[1]);
    apart->answer = ends[0];
}

static void finish(struct apart *apart, struct crew *crew)
{
    int status = 0;
    if (apart->child < 0) return;
    bool answered =
        read(apart->answer, &apart->result, sizeof apart->result) == (ssize_t)sizeof apart->result;
    close(apart->answer);
    bool ended = waitpid(apart->child, &status, 0) == apart->child;
    apart->told = answered && ended && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    apart->end_signal = ended && WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    if (!answered) crew_rest(crew);    // it died before it could say so
}

void apart_repeat_words(const struct apart *apart, FILE *out)
{
    char piece[4096];
    size_t size;
    if (apart->words == NULL) return;
    rewind(apart->words);
    while ((size = fread(piece, 1, sizeof piece, apart->words)) > 0)
        fwrite(piece, 1, size, out);
    fflush(out);
}

/* --- All of them ------------------------------------------------------------------------------ */

static const struct check *next_wanted(const struct check *check, const struct apart_client *client)
{
    while (check != NULL && !client->wants(check, client->argument))
        check = check->next;
    return check;
}

/* Keep the processors busy: with a check each, and where there is none left to begin, or a finished
 * one has yet to be told of, with helpers of those that are still being tried. Told are they in the
 * order in which they were started. */
void apart_try(const struct check_limits *limits, unsigned jobs, const struct apart_client *client)
{
    struct apart crowd[APART_JOBS_MAX];
    const struct check *next = next_wanted(check_first(), client);
    struct check_limits shared = *limits;
    unsigned started = 0, told = 0;
    bool goes_on = true;

    shared.crew = crew_open(jobs);
    while (told < started || (next != NULL && goes_on)) {
        while (next != NULL && goes_on && started - told < jobs) {
            crew_resume(shared.crew);
            start(&crowd[started++ % jobs], next, &shared);
            next = next_wanted(next->next, client);
        }
        struct apart *oldest = &crowd[told++ % jobs];
        finish(oldest, shared.crew);
        goes_on &= client->hear(oldest, client->argument);
        if (oldest->words != NULL) fclose(oldest->words);
    }
    crew_close(shared.crew);
}
