/* Is the program determined by its choices? If it is not, nothing that was seen proves anything. */
#define _POSIX_C_SOURCE 200809L    // open_memstream

#include "attempt.h"

#include <stdlib.h>
#include <string.h>

static void be_undecided(const struct trial *trial)
{
    struct check_result *result = trial->result;
    result->verdict = VERDICT_UNDECIDED;
    snprintf(result->why, sizeof result->why, "the program is not determined by its choices");
    fprintf(trial->out,
            "\n%s: %s (%s)\nthe program is not determined by its choices: ", trial->check->suite,
            trial->check->name, trial->subject->name);
}

void tell_divergence(struct trial *trial, const char *divergence)
{
    be_undecided(trial);
    fprintf(trial->out, "%s\n", divergence);
}

/* What happens under [choice], event by event.  Owns: the caller frees it. */
static char *list_run(const struct trial *trial, struct choice *choice)
{
    char *listing = NULL;
    size_t size;
    struct attempt attempt;
    struct check_result ignored = { .verdict = VERDICT_HOLDS };
    FILE *out = open_memstream(&listing, &size);
    if (out == NULL) return NULL;
    attempt_begin(&attempt, trial, choice);
    trace_list(world_trace(attempt.scene.world), out);
    fclose(out);
    attempt_end(&attempt, &ignored);
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

/* The calm run, or that of a seed, twice. */
static void compare_two(const struct trial *trial, uint64_t seed)
{
    char *listings[2];
    for (int time = 0; time < 2; time++) {
        struct choice choice;
        choice_init_calm(&choice);
        if (seed > 0) choice_init_random(&choice, seed);
        listings[time] = list_run(trial, &choice);
    }
    bool heard = listings[0] != NULL && listings[1] != NULL;
    if (heard && strcmp(listings[0], listings[1]) != 0) {
        be_undecided(trial);
        tell_difference(listings[0], listings[1], trial->out);
    }
    free(listings[0]);
    free(listings[1]);
}

void must_be_determined(struct trial *trial)
{
    test_set_quiet(true);
    for (uint64_t seed = 0; seed < 2 && trial->result->verdict == VERDICT_HOLDS; seed++)
        compare_two(trial, seed);
    test_set_quiet(false);
}
