#define _POSIX_C_SOURCE 200809L    // open_memstream

#include "check.h"

#include "must.h"

#include <piperig/minimise.h>
#include <piperig/search.h>
#include <piperig/token.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { PICTURE_ROWS = 120, SIMPLER_RUNS_MAX = 10000 };

static struct server_build builds[] = {
    { .name = "ansi", .file = "pipe-server.rig", .client_file = "pipe-client.rig" },
    { .name = "unicode",
      .file = "pipe-server-w.rig",
      .client_file = "pipe-client-w.rig",
      .wide = true },
};
enum { BUILDS = sizeof builds / sizeof *builds };

static struct check *checks;

/* --- The list of checks ----------------------------------------------------------------------- */

static int compare(const struct check *a, const struct check *b)
{
    int order = strcmp(a->suite, b->suite);
    return order != 0 ? order : strcmp(a->name, b->name);
}

void check_enter(struct check *check)
{
    struct check **place = &checks;
    while (*place != NULL && compare(*place, check) < 0)
        place = &(*place)->next;
    check->next = *place;
    *place = check;
}

struct check *check_first(void)
{
    return checks;
}

/* --- The servers ------------------------------------------------------------------------------ */

static void learn_idle_holdings(struct server_build *build)
{
    struct choice calm;
    choice_init_calm(&calm);
    struct world *world = world_open(&calm);
    struct process *server = world_start(world, &build->program, PROCESS_SERVES, NULL);
    world_run(world);
    build->idle = process_holdings(server);
    world_close(world);
    choice_fini(&calm);
}

static void open_beside(struct program *program, const char *name, const char *file)
{
    char why[512];
    if (program_open(program, name, program_beside(file), why, sizeof why)) return;
    fprintf(stderr, "%s\n", why);
    exit(3);
}

static void load(struct server_build *build)
{
    if (build->program.image != NULL) return;
    open_beside(&build->program, "server", build->file);
    if (build->client_file != NULL) open_beside(&build->client, "client", build->client_file);
    learn_idle_holdings(build);
}

/* --- One run ---------------------------------------------------------------------------------- */

struct attempt {
    const struct check *check;
    struct scene scene;
    struct choice *choice;
    bool broken;
};

/* What is running now, for a report when the program cannot go on. */
static struct attempt *current;

static void play(void *argument)
{
    struct attempt *attempt = argument;
    attempt->check->body(&attempt->scene);
}

static void explain_token(const struct attempt *attempt, FILE *out)
{
    const struct scene *scene = &attempt->scene;
    char name[TOKEN_SCENARIO_MAX + 1];
    snprintf(name, sizeof name, "%s/%s@%s", attempt->check->suite, attempt->check->name,
             scene->build->name);
    char *token =
        token_write(name, (uint32_t)program_hash(&scene->build->program), attempt->choice);
    fprintf(out, "to run it again: %s replay %s\n", program_beside("conformance"), token);
    free(token);
}

static void report_fatal(void)
{
    if (current == NULL || world_current() == NULL) return;
    trace_draw_tail(world_trace(world_current()), stderr, 0, PICTURE_ROWS);
    explain_token(current, stderr);
}

/* Set the machine up, play, and leave it on for whoever wants to look. */
static void begin(struct attempt *attempt, const struct check *check, struct server_build *build,
                  struct choice *choice)
{
    load(build);
    attempt->check = check;
    attempt->choice = choice;
    attempt->scene = (struct scene){ .build = build, .world = world_open(choice) };
    current = attempt;
    world_set_fatal_report(report_fatal);
    attempt->broken = !outside_try(play, attempt) && attempt->scene.outcome != OUTCOME_REDUNDANT;
}

static void end(struct attempt *attempt, struct check_result *result)
{
    if (attempt->scene.outcome != OUTCOME_REDUNDANT) result->runs++;
    result->steps += world_steps(attempt->scene.world);
    if (attempt->broken) result->holds = false;
    world_close(attempt->scene.world);
    current = NULL;
}

/* --- The plainest broken run ------------------------------------------------------------------ */

struct subject {
    const struct check *check;
    struct server_build *build;
};

static bool still_breaks(struct choice *choice, void *argument)
{
    const struct subject *subject = argument;
    struct check_result ignored = { .holds = true };
    struct attempt attempt;
    begin(&attempt, subject->check, subject->build, choice);
    end(&attempt, &ignored);
    return !ignored.holds;
}

/* Run it once more, aloud, and draw it. */
static void draw_broken(const struct subject *subject, const struct plainest *plainest, FILE *out)
{
    struct choice choice;
    struct attempt attempt;
    struct check_result ignored = { .holds = true };
    fprintf(out, "\n%s: %s (%s build)\n", subject->check->suite, subject->check->name,
            subject->build->name);
    fflush(out);
    test_set_quiet(false);
    choice_init_replay(&choice, plainest->deviations, plainest->count, true);
    begin(&attempt, subject->check, subject->build, &choice);
    fprintf(out, "\n%u preemption%s; no choice that is left can be left out:\n\n",
            choice.preemptions, choice.preemptions == 1 ? "" : "s");
    trace_draw_tail(world_trace(attempt.scene.world), out, 0, PICTURE_ROWS);
    fputc('\n', out);
    explain_token(&attempt, out);
    end(&attempt, &ignored);
    choice_fini(&choice);
}

/* The first broken run among those of fewer preemptions than [broken], which are tried by their
 * number; NULL when there is none, or none was found in time. */
static struct choice *find_simpler(struct subject *subject, struct search *search)
{
    struct choice *choice;
    while (search_progress(search).runs < SIMPLER_RUNS_MAX &&
           (choice = search_next(search)) != NULL)
        if (still_breaks(choice, subject)) return choice;
    return NULL;
}

static void explain(const struct subject *subject, const struct choice *broken, FILE *out)
{
    struct subject own = *subject;
    unsigned bound = broken->preemptions > 0 ? broken->preemptions - 1 : 0;
    struct search *search = search_bounded(bound);
    struct choice *simpler = broken->preemptions > 0 ? find_simpler(&own, search) : NULL;
    if (simpler != NULL) broken = simpler;

    struct plainest plainest =
        minimise(broken->deviations, broken->deviation_count, still_breaks, &own);
    draw_broken(subject, &plainest, out);
    minimise_fini(&plainest);
    search_close(search);
}

/* --- Is the program determined by its choices? ----------------------------------------------- */

static void tell_undetermined(const struct subject *subject, FILE *out)
{
    fprintf(out, "\n%s: %s (%s build)\nthe program is not determined by its choices: ",
            subject->check->suite, subject->check->name, subject->build->name);
}

/* What happens under [choice], event by event.  Owns: the caller frees it. */
static char *list_run(const struct subject *subject, struct choice *choice)
{
    char *listing = NULL;
    size_t size;
    struct attempt attempt;
    struct check_result ignored = { .holds = true };
    FILE *out = open_memstream(&listing, &size);
    if (out == NULL) return NULL;
    begin(&attempt, subject->check, subject->build, choice);
    trace_list(world_trace(attempt.scene.world), out);
    fclose(out);
    end(&attempt, &ignored);
    choice_fini(choice);
    return listing;
}

static void tell_difference(const char *first, const char *second, FILE *out)
{
    while (*first != '\0' && strncmp(first, second, strcspn(first, "\n") + 1) == 0) {
        second += strcspn(first, "\n") + 1;
        first += strcspn(first, "\n") + 1;
    }
    fprintf(out, "with the same ones, what was\n  %.*s\nin one run was in the next\n  %.*s\n",
            (int)strcspn(first, "\n"), first, (int)strcspn(second, "\n"), second);
}

/* The calm run and a random one come to the same when they are run again. */
static void must_be_determined(struct subject *subject, FILE *out, struct check_result *result)
{
    test_set_quiet(true);
    for (uint64_t seed = 0; seed < 2 && result->holds; seed++) {
        char *listings[2];
        for (int time = 0; time < 2; time++) {
            struct choice choice;
            choice_init_calm(&choice);
            if (seed > 0) choice_init_random(&choice, seed);
            listings[time] = list_run(subject, &choice);
        }
        bool same =
            listings[0] != NULL && listings[1] != NULL && strcmp(listings[0], listings[1]) == 0;
        if (!same) {
            tell_undetermined(subject, out);
            tell_difference(listings[0], listings[1], out);
            result->undetermined = true;
            result->holds = false;
        }
        free(listings[0]);
        free(listings[1]);
    }
    test_set_quiet(false);
}

/* --- Many runs -------------------------------------------------------------------------------- */

/* The first run that is broken is the last. Returns: where the search stands. */
static struct search_progress try_search(const struct check *check, struct server_build *build,
                                         struct search *search, uint64_t runs_max, FILE *out,
                                         struct check_result *result)
{
    struct subject subject = { check, build };
    struct choice *choice;
    test_set_quiet(true);
    while (result->holds && search_progress(search).runs < runs_max &&
           (choice = search_next(search)) != NULL) {
        struct attempt attempt;
        begin(&attempt, check, build, choice);
        result->undetermined = attempt.scene.outcome == OUTCOME_DIVERGED;
        end(&attempt, result);
        if (result->undetermined) {
            tell_undetermined(&subject, out);
            fprintf(out, "%s\n", choice->divergence);
        } else if (!result->holds) {
            explain(&subject, choice, out);
        }
    }
    test_set_quiet(false);
    struct search_progress progress = search_progress(search);
    search_close(search);
    return progress;
}

/* Random runs first: they are the quickest to break what is badly broken. */
static void try_build(const struct check *check, struct server_build *build, uint64_t runs_max,
                      FILE *out, struct check_result *result)
{
    must_be_determined(&(struct subject){ check, build }, out, result);
    uint64_t random_runs = check->random_runs / CHECK_RUNS_DIVISOR + 1u;
    try_search(check, build, search_random(0, random_runs), random_runs, out, result);
    if (try_search(check, build, search_exhaustive(), runs_max, out, result).exhausted) return;

    struct search *search = search_bounded(CHECK_PREEMPTIONS_MAX);
    struct search_progress progress = try_search(check, build, search, runs_max, out, result);
    result->all = false;
    if (progress.bound < result->bound) result->bound = progress.bound;
}

struct check_result check_try(const struct check *check, uint64_t runs_max, FILE *out)
{
    struct check_result result = { .holds = true, .all = true, .bound = CHECK_PREEMPTIONS_MAX + 1 };
    for (int i = 0; i < BUILDS && result.holds; i++)
        try_build(check, &builds[i], runs_max, out, &result);
    return result;
}

void check_must_hold(const struct check *check)
{
    if (!check_try(check, CHECK_RUNS_MAX / CHECK_RUNS_DIVISOR, stderr).holds) outside_abandon();
}

/* --- Replay ----------------------------------------------------------------------------------- */

/* The check and the build that "suite/name@build" speaks of. */
static bool find_scenario(const char *scenario, const struct check **check,
                          struct server_build **build)
{
    char name[TOKEN_SCENARIO_MAX + 1];
    for (*check = checks; *check != NULL; *check = (*check)->next) {
        for (int i = 0; i < BUILDS; i++) {
            *build = &builds[i];
            snprintf(name, sizeof name, "%s/%s@%s", (*check)->suite, (*check)->name,
                     builds[i].name);
            if (strcmp(name, scenario) == 0) return true;
        }
    }
    return false;
}

/* Say in what the run is not what was recorded. Returns: whether it is. */
static bool compare_with(const struct token *token, const struct attempt *attempt, FILE *out)
{
    const struct choice *choice = attempt->choice;
    if (token->program != (uint32_t)program_hash(&attempt->scene.build->program))
        fprintf(out, "note: the token was made by another build of the server\n");
    if (choice->divergence != NULL)
        fprintf(out, "note: %s\n", choice->divergence);
    else if (choice->script_count > 0)
        fprintf(out, "note: the run ended before question %" PRIu32 ", which was recorded\n",
                choice->script->at + 1);
    else if (token->digest != choice->digest)
        fprintf(out, "note: this is not the run that was recorded: other choices came up\n");
    return choice->divergence == NULL && choice->script_count == 0 &&
           token->digest == choice->digest;
}

static int replay(const struct token *token, bool lenient, FILE *out)
{
    const struct check *check;
    struct server_build *build;
    struct check_result result = { .holds = true };
    struct attempt attempt;
    struct choice choice;
    if (!find_scenario(token->scenario, &check, &build)) {
        fprintf(out, "there is no check %s here\n", token->scenario);
        return 2;
    }
    choice_init_replay(&choice, token->deviations, token->deviation_count, lenient);
    begin(&attempt, check, build, &choice);
    trace_draw(world_trace(attempt.scene.world), out, 0);
    bool same = compare_with(token, &attempt, out);
    fprintf(out, "%s/%s: %s\n", check->suite, check->name, attempt.broken ? "broken" : "holds");
    end(&attempt, &result);
    choice_fini(&choice);
    return !same && !lenient ? 2 : result.holds ? 0 : 1;
}

int check_replay(const char *text, bool lenient, FILE *out)
{
    struct token token;
    const char *why;
    if (!token_read(&token, text, &why)) {
        fprintf(out, "%s: %s\n", text, why);
        return 2;
    }
    int code = replay(&token, lenient, out);
    token_fini(&token);
    return code;
}
