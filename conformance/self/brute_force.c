#include "brute_force.h"

#include "programs.h"
#include "signature.h"

#include "kernel/world.h"

#include "must.h"

#include <piperig/search.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* --- Sets of numbers -------------------------------------------------------------------------- */

struct numbers {
    uint64_t *entries;
    size_t count;
    size_t capacity;
};

static void add(struct numbers *numbers, uint64_t number)
{
    if (numbers->count == numbers->capacity) {
        numbers->capacity = numbers->capacity > 0 ? numbers->capacity * 2 : 64;
        numbers->entries = realloc(numbers->entries, numbers->capacity * sizeof(uint64_t));
        must_hold(numbers->entries != NULL);
    }
    numbers->entries[numbers->count++] = number;
}

/* Sort them and leave each once. Returns: how many there were twice. */
static size_t make_a_set(struct numbers *numbers)
{
    size_t kept = 0, all = numbers->count;
    if (all > 0) qsort(numbers->entries, all, sizeof(uint64_t), signature_compare);
    for (size_t i = 0; i < all; i++)
        if (i == 0 || numbers->entries[i] != numbers->entries[i - 1])
            numbers->entries[kept++] = numbers->entries[i];
    numbers->count = kept;
    return all - kept;
}

static bool same(const struct numbers *a, const struct numbers *b)
{
    return a->count == b->count &&
           (a->count == 0 || memcmp(a->entries, b->entries, a->count * sizeof(uint64_t)) == 0);
}

/* --- Runs of a program ------------------------------------------------------------------------ */

struct tally {
    struct numbers signatures;
    struct numbers outcomes;
    uint64_t runs;
    uint64_t deadlocks;
    bool endless;
};

/* Try [search] to its end, but no more than [runs_max] runs of it. */
static void explore(struct search *search, uint64_t runs_max, struct tally *tally)
{
    struct choice *choice;
    while ((choice = search_next(search)) != NULL) {
        struct world *world = world_open(choice);
        world_set_footprints(world, true);
        programs_start(world);
        enum outcome outcome = world_run(world);
        if (outcome != OUTCOME_REDUNDANT) {
            tally->runs++;
            tally->deadlocks += outcome == OUTCOME_DEADLOCK;
            add(&tally->signatures, signature_of(world));
            add(&tally->outcomes, programs_outcome() + (uint64_t)outcome);
        }
        world_close(world);
        tally->endless = search_progress(search).runs > runs_max;
        if (tally->endless) break;
    }
    search_close(search);
}

static const char *difference(struct tally *brute, struct tally *clever)
{
    size_t twice = make_a_set(&clever->signatures);
    make_a_set(&brute->signatures);
    make_a_set(&clever->outcomes);
    make_a_set(&brute->outcomes);
    if (clever->endless) return "there are more runs than interleavings";
    if ((brute->deadlocks > 0) != (clever->deadlocks > 0)) return "a deadlock is missed";
    if (!same(&brute->outcomes, &clever->outcomes)) return "an outcome is missed";
    if (!same(&brute->signatures, &clever->signatures)) return "a run is missed";
    // A thread that is cut off may have taken an idle step before, or not: two runs, but for us
    // one.
    if (twice > 0 && !programs_can_cut()) return "a run comes twice";
    return NULL;
}

static void forget(struct tally *tally)
{
    free(tally->signatures.entries);
    free(tally->outcomes.entries);
}

const char *brute_force_disagrees(uint64_t seed, FILE *out)
{
    struct tally brute = { 0 }, clever = { 0 };
    programs_pick(seed);
    explore(search_bounded(UINT32_MAX), UINT64_MAX, &brute);
    explore(search_exhaustive(), brute.runs, &clever);
    const char *why = difference(&brute, &clever);
    if (why != NULL && out != NULL) {
        programs_print(out);
        fprintf(out,
                "%s; brute force: %" PRIu64 " runs, %zu distinct, %zu outcomes, %" PRIu64
                " deadlocks; exhaustive: %" PRIu64 " runs, %zu distinct, %zu outcomes, %" PRIu64
                " deadlocks\n",
                why, brute.runs, brute.signatures.count, brute.outcomes.count, brute.deadlocks,
                clever.runs, clever.signatures.count, clever.outcomes.count, clever.deadlocks);
    }
    forget(&brute);
    forget(&clever);
    return why;
}
