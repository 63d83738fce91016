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
    struct apart *aparts;             // those that are wanted, in order
    unsigned count;
    unsigned begun;    // the first so many, in this round or an earlier one
    unsigned told;     // the first so many, to the client
    unsigned left;     // to begin in this round
    double begun_s;
    uint64_t runs;      // of those that are not being tried now
    unsigned heard;     // of those of this round,
    unsigned hungry;    // and of these, that could have done with more time
    struct apart_end end;
    bool broken;
    bool called_off;    // by the client: no other is begun
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

/* What the check left when it was cut short before, or NULL.  Owns: the caller closes it. */
static FILE *take_left(struct apart *apart, const struct crowd *crowd)
{
    FILE *left = apart->left;
    apart->left = NULL;
    if (left == NULL && crowd->checkpoint != NULL)
        left = checkpoint_find_cut(crowd->checkpoint, apart->check);
    else if (left != NULL)
        rewind(left);
    return left;
}

/* Without the means for a child the check tells nothing, which is told as such. */
static void fork_child(struct apart *apart, const struct crowd *crowd, bool saves)
{
    int ends[2];
    struct check_limits limits = crowd->limits;
    limits.is_over = watch_is_over;
    limits.argument = apart->slot;
    limits.resume = take_left(apart, crowd);
    if (saves) apart->left = tmpfile();
    limits.save = apart->left;
    if (apart->words == NULL) apart->words = tmpfile();
    if (apart->words != NULL && pipe(ends) == 0) {
        fflush(stdout);
        apart->child = fork();
        if (apart->child == 0) be_child(apart, &limits, ends[1]);
        close(ends[1]);
        apart->answer = ends[0];
    }
    if (limits.resume != NULL) fclose(limits.resume);
}

static double end_of(const struct crowd *crowd)
{
    return crowd->options.budget_s > 0 ? crowd->begun_s + crowd->options.budget_s : 0;
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
    double end = end_of(crowd), now = watch_now_s();
    double sharers = crowd->left * (hungry * SHARES_MAX > 1 ? hungry : 1 / SHARES_MAX);
    return sharers > jobs && end > now ? now + (end - now) * jobs / sharers : end;
}

/* A check that the checkpoint has done with is as good as tried. One that may be cut short before the
 * end writes down where it stands, and goes on from there where it was cut short before. */
static void start(struct apart *apart, struct crowd *crowd, struct watch_slot *slot)
{
    double deadline = deadline_of_next(crowd);
    apart->slot = slot;
    apart->goes_on = true;
    apart->child = apart->answer = -1;
    watch_begin(slot, deadline);
    crowd->runs -= apart->result.runs;
    crowd->left--;
    apart->told = crowd->checkpoint != NULL &&
                  checkpoint_find_done(crowd->checkpoint, apart->check, &apart->result);
    if (apart->told) return;
    crew_resume(crowd->limits.crew);
    fork_child(apart, crowd, crowd->checkpoint != NULL || deadline < end_of(crowd));
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

static void hear(struct apart *apart, struct crowd *crowd)
{
    finish(apart, crowd);
    apart->goes_on = false;
    crowd->runs += apart->result.runs;
    crowd->heard++;
    crowd->hungry += apart->told && apart->result.cut;
    keep(apart, crowd);
}

/* Whether it was cut short, and can go on with what is left of the budget. */
static bool is_cut(const struct apart *apart)
{
    return apart->told && apart->left != NULL && apart->result.cut &&
           apart->result.verdict == VERDICT_HOLDS;
}

static void tell(struct apart *apart, struct crowd *crowd)
{
    bool holds = apart->told && apart->result.verdict == VERDICT_HOLDS;
    crowd->broken |= !apart->told || apart->result.verdict == VERDICT_BROKEN;
    crowd->end.cut += holds && apart->result.cut;
    crowd->called_off |= !crowd->client->hear(apart, crowd->client->argument);
    if (apart->words != NULL) fclose(apart->words);
    if (apart->left != NULL) fclose(apart->left);
}

/* Tell in order of those that are done with, up to the first that is not; or, at the end, of all. */
static void tell_on(struct crowd *crowd, bool all)
{
    for (; crowd->told < crowd->begun; crowd->told++) {
        struct apart *apart = &crowd->aparts[crowd->told];
        if (!all && (apart->goes_on || is_cut(apart))) break;
        tell(apart, crowd);
    }
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

/* The next that this round has to try, from number [from] on; crowd->count: there is none. */
static unsigned next_of_round(const struct crowd *crowd, unsigned from, bool first)
{
    while (!first && from < crowd->count && !is_cut(&crowd->aparts[from]))
        from++;
    return from;
}

static unsigned count_of_round(const struct crowd *crowd, bool first)
{
    unsigned count = 0;
    for (unsigned at = next_of_round(crowd, 0, first); at < crowd->count;
         at = next_of_round(crowd, at + 1, first))
        count++;
    return count;
}

/* Keep the processors busy: with a check each, and where there is none left to begin, or a finished
 * one has yet to be heard of, with helpers of those that are still being tried. Heard are they in the
 * order in which they were started. In a round after the first those go on that were cut short. */
static void try_round(struct crowd *crowd, bool first)
{
    unsigned running[APART_JOBS_MAX];
    unsigned jobs = crowd->options.jobs, started = 0, heard = 0;
    unsigned next = next_of_round(crowd, 0, first);
    crowd->left = count_of_round(crowd, first);
    crowd->heard = crowd->hungry = 0;

    do {
        while (next < crowd->count && !crowd->called_off && started - heard < jobs &&
               !is_over(crowd)) {
            start(&crowd->aparts[next], crowd, &crowd->watch->slots[started % jobs]);
            running[started++ % jobs] = next;
            if (first) crowd->begun++;
            next = next_of_round(crowd, next + 1, first);
        }
        if (heard < started) {
            hear(&crowd->aparts[running[heard++ % jobs]], crowd);
            tell_on(crowd, false);
        }
    } while (heard < started || (next < crowd->count && !crowd->called_off && !is_over(crowd)));
}

/* In order, whichever way they come to their end. */
static void try_all(struct crowd *crowd)
{
    bool first = true;
    do {
        try_round(crowd, first);
        first = false;
    } while (count_of_round(crowd, false) > 0 && !crowd->called_off && !is_over(crowd));
    tell_on(crowd, true);
    crowd->end.left = crowd->called_off ? 0 : crowd->count - crowd->begun;
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

static void gather(struct crowd *crowd)
{
    const struct apart_client *client = crowd->client;
    crowd->aparts = calloc(count_wanted(client) + 1, sizeof *crowd->aparts);
    if (crowd->aparts == NULL) abort();
    for (const struct check *check = check_first(); check != NULL; check = check->next)
        if (client->wants(check, client->argument))
            crowd->aparts[crowd->count++] = (struct apart){ .check = check };
}

struct apart_end apart_try_within(const struct check_limits *limits,
                                  const struct apart_options *options,
                                  const struct apart_client *client)
{
    struct crowd crowd = { .limits = *limits,
                           .options = *options,
                           .client = client,
                           .watch = watch_open(),
                           .begun_s = watch_now_s() };
    if (!open_checkpoint(&crowd)) {
        crowd.end.refused = true;
        return crowd.end;
    }
    // Where a shared search stands cannot be written down: nobody is free to help then.
    crowd.limits.crew = crew_open(crowd.checkpoint == NULL ? options->jobs : 0);
    gather(&crowd);
    try_all(&crowd);
    free(crowd.aparts);
    crew_close(crowd.limits.crew);
    close_checkpoint(&crowd);
    return crowd.end;
}

void apart_try(const struct check_limits *limits, unsigned jobs, const struct apart_client *client)
{
    apart_try_within(limits, &(struct apart_options){ .jobs = jobs }, client);
}
