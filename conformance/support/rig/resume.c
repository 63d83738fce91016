/* A check that was cut short, on paper:
 *
 *     at SUBJECT PHASE RUNS STEPS VOIDS SAMPLED ALL BOUND
 *
 * and, when it was trying every distinct run, where that search stands (search_save). Of the other
 * searches nothing is kept but what was counted before they began: they are short. */
#include "attempt.h"

#include <inttypes.h>
#include <string.h>

enum { NAME_MAX_SIZE = 64 };

static void save_line(const struct trial *trial, enum phase phase,
                      const struct check_result *result)
{
    fprintf(trial->limits->save, "at %s %d %" PRIu64 " %" PRIu64 " %" PRIu64 " %d %d %u\n",
            trial->subject->name, (int)phase, result->runs, result->steps, result->voids,
            result->sampled, result->all, result->bound);
}

void trial_save(const struct trial *trial, const struct search *search)
{
    FILE *out = trial->limits->save;
    if (out == NULL) return;
    save_line(trial, trial->phase, trial->phase == PHASE_ALL ? trial->result : &trial->before);
    if (trial->phase == PHASE_ALL) search_save(search, out);
}

static bool read_line(struct trial *trial, FILE *in)
{
    struct check_result *result = trial->result;
    char name[NAME_MAX_SIZE];
    int phase, sampled, all;
    if (fscanf(in, " at %63s %d %" SCNu64 " %" SCNu64 " %" SCNu64 " %d %d %u", name, &phase,
               &result->runs, &result->steps, &result->voids, &sampled, &all, &result->bound) != 8)
        return false;
    trial->subject = subject_find(name);
    trial->phase = phase >= 0 && phase < PHASES ? (enum phase)phase : PHASE_CHANCE;
    result->sampled = sampled != 0;
    result->all = all != 0;
    return trial->subject != NULL;
}

struct search *trial_resume(struct trial *trial)
{
    FILE *in = trial->limits->resume;
    struct check_result nothing = *trial->result;
    struct search *search = NULL;
    if (in == NULL) return NULL;
    bool good = read_line(trial, in);
    if (good && trial->phase == PHASE_ALL) {
        search = search_resume(in);
        good = search != NULL;
    }
    if (good) return search;
    *trial->result = nothing;
    trial->subject = NULL;
    trial->phase = PHASE_CHANCE;
    return NULL;
}
