/* Random runs, the calm one first. */
#include "search.h"

struct sampled {
    struct search search;
    struct choice choice;
    uint64_t seed;
    uint64_t runs;
};

static struct choice *next(struct search *search)
{
    struct sampled *sampled = (struct sampled *)search;
    choice_fini(&sampled->choice);
    if (search->progress.runs == sampled->runs) return NULL;
    if (search->progress.runs == 0)
        choice_init_calm(&sampled->choice);
    else
        choice_init_random(&sampled->choice, sampled->seed + search->progress.runs);
    return &sampled->choice;
}

static void finish(struct search *search)
{
    choice_fini(&((struct sampled *)search)->choice);
}

struct search *search_random(uint64_t seed, uint64_t runs)
{
    struct sampled *sampled = search_new(sizeof *sampled);
    sampled->search.next = next;
    sampled->search.close = finish;
    sampled->seed = seed;
    sampled->runs = runs;
    return &sampled->search;
}
