/* Probabilistic concurrency testing: see search_pct() for what it promises. On paper:
 *
 *     pct SEED RUNS DEPTH STEPS LONGEST THREADS TRIED */
#include "search.h"

#include "kernel/grow.h"
#include "kernel/world.h"

#include <inttypes.h>
#include <stdlib.h>

enum { DEPTH_MAX = 16 };

struct pct {
    struct search search;
    struct choice choice;
    struct choice dice;    // where randomness comes from
    uint64_t seed;
    uint64_t runs;
    unsigned depth;
    uint32_t steps;
    uint32_t longest;    // run so far, in steps
    size_t most_threads;
    uint32_t changes[DEPTH_MAX];    // the steps at which the running thread falls behind; 0: done
    uint64_t *priorities;           // by thread; 0: none yet
    size_t priority_count;
    size_t priority_capacity;
};

static uint64_t *priority_of(struct pct *pct, const struct thread *thread)
{
    while (pct->priority_count <= thread->ordinal) {
        GROW(pct->priorities, pct->priority_count, pct->priority_capacity);
        uint64_t above_the_fallen = DEPTH_MAX + 1;
        pct->priorities[pct->priority_count++] =
            above_the_fallen + choice_pick(&pct->dice, CHOICE_DATA, 1u << 30);
    }
    return &pct->priorities[thread->ordinal];
}

/* The first option with the highest priority. */
static uint32_t highest(struct pct *pct, const struct world *world, uint32_t count)
{
    uint32_t best = 0;
    for (uint32_t option = 1; option < count; option++) {
        struct thread *thread = thread_option(world, world->calm, option);
        struct thread *leader = thread_option(world, world->calm, best);
        if (*priority_of(pct, thread) > *priority_of(pct, leader)) best = option;
    }
    return best;
}

static uint32_t drive(struct choice *choice, enum choice_kind kind, uint32_t count)
{
    struct pct *pct = (struct pct *)((char *)choice - offsetof(struct pct, choice));
    const struct world *world = world_get();
    if (kind != CHOICE_SCHEDULE && kind != CHOICE_PREEMPT)
        return choice_pick(&pct->dice, kind, count);

    for (unsigned i = 0; i + 1 < pct->depth && world->current != NULL; i++) {
        if (pct->changes[i] == 0 || pct->changes[i] > world->steps) continue;
        *priority_of(pct, world->current) = i + 1;
        pct->changes[i] = 0;
    }
    return highest(pct, world, count);
}

/* At least so likely has a bug of the depth been met in one of the runs. Where a run was longer than
 * the moments reach, nothing is promised. */
static double chance(const struct pct *pct)
{
    if (pct->longest > pct->steps || pct->most_threads == 0) return 0;
    double missed = 1, one = 1.0 / (double)pct->most_threads;
    for (unsigned i = 1; i < pct->depth; i++)
        one /= pct->steps;
    for (uint64_t runs = pct->search.progress.runs; runs > 0; runs /= 2) {    // (1 - one)^runs
        if (runs & 1) missed *= 1 - one;
        one = one * (2 - one);
    }
    return 1 - missed;
}

static void note_size(struct choice *choice, const struct world *world)
{
    struct pct *pct = (struct pct *)((char *)choice - offsetof(struct pct, choice));
    if (world->steps > pct->longest) pct->longest = world->steps;
    if (world->thread_count > pct->most_threads) pct->most_threads = world->thread_count;
    if (pct->steps == 0) pct->steps = 2 * world->steps + 1;
    pct->search.progress.chance = chance(pct);
}

static struct choice *next(struct search *search)
{
    struct pct *pct = (struct pct *)search;
    choice_fini(&pct->choice);
    choice_fini(&pct->dice);
    if (search->progress.runs == pct->runs) return NULL;

    choice_init_random(&pct->dice, pct->seed + search->progress.runs);
    pct->choice = (struct choice){ .drive = drive, .ended = note_size };
    pct->priority_count = 0;
    for (unsigned i = 0; i + 1 < pct->depth; i++)
        pct->changes[i] =
            pct->steps == 0 ? 0 : 1 + choice_pick(&pct->dice, CHOICE_DATA, pct->steps);
    return &pct->choice;
}

static void finish(struct search *search)
{
    struct pct *pct = (struct pct *)search;
    choice_fini(&pct->choice);
    choice_fini(&pct->dice);
    free(pct->priorities);
}

static void save(const struct search *search, FILE *out)
{
    const struct pct *pct = (const struct pct *)search;
    fprintf(out, "pct %" PRIu64 " %" PRIu64 " %u %" PRIu32 " %" PRIu32 " %zu %" PRIu64 "\n",
            pct->seed, pct->runs, pct->depth, pct->steps, pct->longest, pct->most_threads,
            search->progress.runs);
}

struct search *search_resume_pct(FILE *in)
{
    struct pct read;
    uint64_t tried;
    if (fscanf(in, "%" SCNu64 " %" SCNu64 " %u %" SCNu32 " %" SCNu32 " %zu %" SCNu64, &read.seed,
               &read.runs, &read.depth, &read.steps, &read.longest, &read.most_threads,
               &tried) != 7)
        return NULL;
    struct search *search = search_pct(read.seed, read.runs, read.depth, read.steps);
    struct pct *pct = (struct pct *)search;
    pct->longest = read.longest;
    pct->most_threads = read.most_threads;
    search->progress.runs = tried;
    search->progress.chance = chance(pct);
    return search;
}

struct search *search_pct(uint64_t seed, uint64_t runs, unsigned depth, uint32_t steps)
{
    struct pct *pct = search_new(sizeof *pct);
    pct->search.next = next;
    pct->search.close = finish;
    pct->search.save = save;
    pct->seed = seed;
    pct->runs = runs;
    pct->depth = depth < DEPTH_MAX ? depth : DEPTH_MAX;
    pct->steps = steps;
    return &pct->search;
}
