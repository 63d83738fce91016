/* A check that was cut short, on paper:
 *
 *     at SUBJECT PHASE RUNS VOIDS
 *
 * of the runs with the subjects before that one, what it has come to with all (result.c), under which plans
 * of faults, if it has such (fault_plans_save), and where its search stands (search_save). */
#include "attempt.h"

#include <inttypes.h>
#include <string.h>

enum { NAME_MAX_SIZE = 64 };

void trial_save(const struct trial *trial, const struct search *search)
{
    FILE *out = trial->limits->save;
    if (out == NULL) return;
    fprintf(out, "at %s %d %" PRIu64 " %" PRIu64 "\n", trial->subject->name, (int)trial->phase,
            trial->runs_of_others, trial->voids_of_others);
    check_result_save(trial->result, out);
    if (trial->plans != NULL) {
        fprintf(out, "under plans from run %" PRIu64 "\n", trial->plans_begun);
        fault_plans_save(trial->plans, out);
    }
    search_save(search, out);
}

static bool read_place(struct trial *trial, FILE *in)
{
    char name[NAME_MAX_SIZE];
    int phase;
    if (fscanf(in, " at %63s %d %" SCNu64 " %" SCNu64, name, &phase, &trial->runs_of_others,
               &trial->voids_of_others) != 4 ||
        phase < 0 || phase >= PHASES)
        return false;
    trial->subject = subject_find(name);
    trial->phase = (enum phase)phase;
    return trial->subject != NULL && check_result_read(trial->result, in);
}

static bool read_plans(struct trial *trial, FILE *in)
{
    if (trial->check->faults_max == 0) return true;
    if (fscanf(in, " under plans from run %" SCNu64, &trial->plans_begun) != 1) return false;
    trial->plans = fault_plans_resume(in);
    return trial->plans != NULL;
}

struct search *trial_resume(struct trial *trial)
{
    FILE *in = trial->limits->resume;
    struct check_result nothing = *trial->result;
    if (in == NULL) return NULL;
    struct search *search =
        read_place(trial, in) && read_plans(trial, in) ? search_resume(in) : NULL;
    if (search != NULL) return search;
    if (trial->plans != NULL) fault_plans_close(trial->plans);
    *trial->result = nothing;
    trial->subject = NULL;
    trial->plans = NULL;
    trial->phase = PHASE_CHANCE;
    return NULL;
}
