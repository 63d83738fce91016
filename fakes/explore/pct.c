/* Probabilistic concurrency testing: see search_pct() for what it promises. */
#include "search.h"

#include "kernel/grow.h"
#include "kernel/world.h"

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

static struct choice *next(struct search *search)
{
    struct pct *pct = (struct pct *)search;
    choice_fini(&pct->choice);
    choice_fini(&pct->dice);
    if (search->progress.runs == pct->runs) return NULL;

    choice_init_random(&pct->dice, pct->seed + search->progress.runs);
    pct->choice = (struct choice){ .drive = drive };
    pct->priority_count = 0;
    for (unsigned i = 0; i + 1 < pct->depth; i++)
        pct->changes[i] = 1 + choice_pick(&pct->dice, CHOICE_DATA, pct->steps);
    return &pct->choice;
}

static void finish(struct search *search)
{
    struct pct *pct = (struct pct *)search;
    choice_fini(&pct->choice);
    choice_fini(&pct->dice);
    free(pct->priorities);
}

struct search *search_pct(uint64_t seed, uint64_t runs, unsigned depth, uint32_t steps)
{
    struct pct *pct = search_new(sizeof *pct);
    pct->search.next = next;
    pct->search.close = finish;
    pct->seed = seed;
    pct->runs = runs;
    pct->depth = depth < DEPTH_MAX ? depth : DEPTH_MAX;
    pct->steps = steps > 0 ? steps : 1;
    return &pct->search;
}
