/* Random runs, the calm one first. On paper:
 *
 *     sampled SEED RUNS TRIED */
#include "search.h"

#include <inttypes.h>

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

static void save(const struct search *search, FILE *out)
{
    const struct sampled *sampled = (const struct sampled *)search;
    fprintf(out, "sampled %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", sampled->seed, sampled->runs,
            search->progress.runs);
}

struct search *search_resume_sampled(FILE *in)
{
    uint64_t seed, runs, tried;
    if (fscanf(in, "%" SCNu64 " %" SCNu64 " %" SCNu64, &seed, &runs, &tried) != 3) return NULL;
    struct search *search = search_random(seed, runs);
    search->progress.runs = tried;
    return search;
}

struct search *search_random(uint64_t seed, uint64_t runs)
{
    struct sampled *sampled = search_new(sizeof *sampled);
    sampled->search.next = next;
    sampled->search.close = finish;
    sampled->search.save = save;
    sampled->seed = seed;
    sampled->runs = runs;
    return &sampled->search;
}
