#define _POSIX_C_SOURCE 200809L

#include "apart.h"

#include "checkpoint.h"
#include "progress.h"
#include "watch.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* All checks, on their way. */
struct crowd {
    struct check_limits limits;
    struct apart_options options;
    const struct apart_client *client;
    struct watch *watch;
    struct checkpoint *checkpoint;    // NULL: none
    const struct check *next;         // to begin
    unsigned left;                    // to begin, that one included
    double begun_s;
    uint64_t runs;    // of those that were told of
    unsigned heard;
    unsigned hungry;    // of these, that could have done with more time
    struct apart_end end;
    bool broken;
};

/* --- One check -------------------------------------------------------------------------------- */

static _Noreturn void be_child(const struct apart *apart, const struct check_limits *limits,
                               int answer)
{
    dup2(fileno(apart->words), STDERR_FILENO);
    struct check_result result = check_try(apart->check, limits, stderr);
    crew_rest(limits->crew);
    if (apart->left != NULL) fflush(apart->left);
    FILE *out = fdopen(answer, "wb");
    bool sent = out != NULL && fwrite(&result, sizeof result, 1, out) == 1 && fflush(out) == 0;
    exit(sent ? 0 : 1);
}

/* Without the means for a child the check tells nothing, which is told as such. */
static void fork_child(struct apart *apart, const struct crowd *crowd)
{
    int ends[2];
    struct check_limits limits = crowd->limits;
    limits.is_over = watch_is_over;
    limits.argument = apart->slot;
    limits.save = apart->left;
    if (crowd->checkpoint != NULL)
        limits.resume = checkpoint_find_cut(crowd->checkpoint, apart->check);
    if (apart->words != NULL && pipe(ends) == 0) {
        fflush(stdout);
        apart->child = fork();
        if (apart->child == 0) be_child(apart, &limits, ends[1]);
        close(ends[1]);
        apart->answer = ends[0];
    }
    if (limits.resume != NULL) fclose(limits.resume);
}

/* The checks that are left share what is left of the budget. Most need next to nothing of it, and the
 * others get that: as many of those that are left will be hungry as of those that were heard of. But
 * nobody gets more than a few even shares, since they may be wrong. */
static double deadline_of_next(const struct crowd *crowd)
{
    static const double SHARES_MAX = 2;
    const struct apart_options *options = &crowd->options;
    double hungry = (crowd->hungry + 1.0) / (crowd->heard + 1.0);
    unsigned jobs = options->jobs < crowd->left ? options->jobs : crowd->left;
    if (options->budget_s <= 0) return 0;
    double end = crowd->begun_s + options->budget_s, now = watch_now_s();
    double sharers = crowd->left * (hungry * SHARES_MAX > 1 ? hungry : 1 / SHARES_MAX);
    return now + (end - now) * (sharers > jobs ? jobs / sharers : 1);
}

static const struct check *next_wanted(const struct check *check, const struct apart_client *client)
{
    while (check != NULL && !client->wants(check, client->argument))
        check = check->next;
    return check;
}

/* A check that the checkpoint has done with is as good as tried. */
static void start(struct apart *apart, struct crowd *crowd, struct watch_slot *slot)
{
    *apart = (struct apart){ .check = crowd->next, .child = -1, .answer = -1, .slot = slot };
    watch_begin(slot, deadline_of_next(crowd));
    crowd->next = next_wanted(crowd->next->next, crowd->client);
    crowd->left--;
    apart->told = crowd->checkpoint != NULL &&
                  checkpoint_find_done(crowd->checkpoint, apart->check, &apart->result);
    if (apart->told) return;
    apart->words = tmpfile();
    if (crowd->checkpoint != NULL) apart->left = tmpfile();
    crew_resume(crowd->limits.crew);
    fork_child(apart, crowd);
}

static void show_progress(const struct apart *apart, const struct crowd *crowd)
{
    char name[200];
    uint64_t runs = crowd->runs;
    for (int i = 0; i < WATCH_SLOTS; i++)
        runs += atomic_load(&crowd->watch->slots[i].runs);
    snprintf(name, sizeof name, "%s/%s", apart->check->suite, apart->check->name);
    progress_draw(name, atomic_load(&apart->slot->runs), runs, watch_now_s() - crowd->begun_s,
                  atomic_load(&apart->slot->per_mille) / 1000.0);
}

static void await(const struct apart *apart, const struct crowd *crowd)
{
    enum { MILLISECONDS = 250 };
    struct pollfd answer = { .fd = apart->answer, .events = POLLIN };
    while (progress_is_wanted() && poll(&answer, 1, MILLISECONDS) == 0)
        show_progress(apart, crowd);
    progress_erase();
}

static void finish(struct apart *apart, const struct crowd *crowd)
{
    int status = 0;
    if (apart->child < 0) return;
    await(apart, crowd);
    FILE *in = fdopen(apart->answer, "rb");
    bool answered = in != NULL && fread(&apart->result, sizeof apart->result, 1, in) == 1;
    if (in != NULL) fclose(in);
    bool ended = waitpid(apart->child, &status, 0) == apart->child;
    apart->told = answered && ended && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    apart->end_signal = ended && WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    if (!answered) crew_rest(crowd->limits.crew);    // it died before it could say so
    watch_begin(apart->slot, 0);
}

static void keep(const struct apart *apart, struct crowd *crowd)
{
    if (crowd->checkpoint == NULL || !apart->told) return;
    if (apart->result.cut)
        checkpoint_keep_cut(crowd->checkpoint, apart->check, apart->left);
    else
        checkpoint_keep_done(crowd->checkpoint, apart->check, &apart->result);
    if (checkpoint_write(crowd->checkpoint)) return;
    fprintf(stderr, "%s: %s\n", crowd->options.checkpoint, strerror(errno));
    crowd->end.unwritable = true;
}

/* Returns: what the client does. */
static bool hear(struct apart *apart, struct crowd *crowd)
{
    finish(apart, crowd);
    bool holds = apart->told && apart->result.verdict == VERDICT_HOLDS;
    crowd->runs += apart->result.runs;
    crowd->heard++;
    crowd->hungry += apart->told && apart->result.cut;
    crowd->broken |= !apart->told || apart->result.verdict == VERDICT_BROKEN;
    crowd->end.cut += holds && apart->result.cut;
    keep(apart, crowd);
    bool goes_on = crowd->client->hear(apart, crowd->client->argument);
    if (apart->words != NULL) fclose(apart->words);
    if (apart->left != NULL) fclose(apart->left);
    return goes_on;
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

static bool is_over(const struct crowd *crowd)
{
    double budget_s = crowd->options.budget_s;
    return watch_stopped(crowd->watch) ||
           (budget_s > 0 && watch_now_s() >= crowd->begun_s + budget_s);
}

/* Keep the processors busy: with a check each, and where there is none left to begin, or a finished
 * one has yet to be told of, with helpers of those that are still being tried. Told are they in the
 * order in which they were started. */
static void try_all(struct crowd *crowd)
{
    struct apart aparts[APART_JOBS_MAX];
    unsigned jobs = crowd->options.jobs, started = 0, told = 0;
    bool goes_on = true;

    do {
        while (crowd->next != NULL && goes_on && started - told < jobs && !is_over(crowd)) {
            start(&aparts[started % jobs], crowd, &crowd->watch->slots[started % jobs]);
            started++;
        }
        if (told < started) goes_on &= hear(&aparts[told++ % jobs], crowd);
    } while (told < started || (crowd->next != NULL && goes_on && !is_over(crowd)));
    crowd->end.left = goes_on ? crowd->left : 0;
}

/* Returns: false if the file cannot be gone on from; it has been said why. */
static bool open_checkpoint(struct crowd *crowd)
{
    char key[100];
    const char *path = crowd->options.checkpoint, *why = "the server's files cannot be read";
    if (path == NULL) return true;
    if (checkpoint_key(key, sizeof key, crowd->limits.runs_max))
        crowd->checkpoint = checkpoint_open(path, key, &why);
    if (crowd->checkpoint == NULL) fprintf(stderr, "%s: %s\n", path, why);
    return crowd->checkpoint != NULL;
}

static void close_checkpoint(struct crowd *crowd)
{
    if (crowd->checkpoint == NULL) return;
    if (crowd->end.cut == 0 && crowd->end.left == 0 && !crowd->broken)
        checkpoint_remove(crowd->checkpoint);
    checkpoint_close(crowd->checkpoint);
}

static unsigned count_wanted(const struct apart_client *client)
{
    unsigned count = 0;
    for (const struct check *check = check_first(); check != NULL; check = check->next)
        count += client->wants(check, client->argument);
    return count;
}

struct apart_end apart_try_within(const struct check_limits *limits,
                                  const struct apart_options *options,
                                  const struct apart_client *client)
{
    struct crowd crowd = { .limits = *limits,
                           .options = *options,
                           .client = client,
                           .watch = watch_open(),
                           .next = next_wanted(check_first(), client),
                           .left = count_wanted(client),
                           .begun_s = watch_now_s() };
    if (!open_checkpoint(&crowd)) {
        crowd.end.refused = true;
        return crowd.end;
    }
    // Where a shared search stands cannot be written down: nobody is free to help then.
    crowd.limits.crew = crew_open(crowd.checkpoint == NULL ? options->jobs : 0);
    try_all(&crowd);
    crew_close(crowd.limits.crew);
    close_checkpoint(&crowd);
    return crowd.end;
}

void apart_try(const struct check_limits *limits, unsigned jobs, const struct apart_client *client)
{
    apart_try_within(limits, &(struct apart_options){ .jobs = jobs }, client);
}
