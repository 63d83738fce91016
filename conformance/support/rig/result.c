/* What a check has come to, on paper:
 *
 *     result RUNS STEPS VOIDS SAMPLED ALL BOUND CHANCE
 *     faults PLANS KNOWN PAIRS PAIRS-KNOWN STRUCK INJECTED OUTCOME:SURVIVED... */
#include "check.h"

#include <inttypes.h>

static void save_faults(const struct check_faults *faults, FILE *out)
{
    unsigned injected = 0;
    for (unsigned i = 0; i < CHECK_OUTCOMES_MAX; i++)
        injected += faults->injected[i];
    fprintf(out, "faults %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %u",
            faults->plans, faults->known, faults->pairs, faults->pairs_known, faults->struck,
            injected);
    for (unsigned i = 0; i < CHECK_OUTCOMES_MAX; i++)
        if (faults->injected[i]) fprintf(out, " %u:%d", i, faults->survived[i]);
    fputc('\n', out);
}

void check_result_save(const struct check_result *result, FILE *out)
{
    fprintf(out, "result %" PRIu64 " %" PRIu64 " %" PRIu64 " %d %d %u %a\n", result->runs,
            result->steps, result->voids, result->sampled, result->all, result->bound,
            result->chance);
    save_faults(&result->faults, out);
}

static bool read_faults(struct check_faults *faults, FILE *in)
{
    unsigned injected, outcome;
    int survived;
    if (fscanf(in, " faults %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64 " %u",
               &faults->plans, &faults->known, &faults->pairs, &faults->pairs_known,
               &faults->struck, &injected) != 6)
        return false;
    for (; injected > 0; injected--) {
        if (fscanf(in, " %u:%d", &outcome, &survived) != 2 || outcome >= CHECK_OUTCOMES_MAX)
            return false;
        faults->injected[outcome] = true;
        faults->survived[outcome] = survived != 0;
    }
    return true;
}

bool check_result_read(struct check_result *result, FILE *in)
{
    struct check_result read = { .verdict = VERDICT_HOLDS };
    int sampled, all;
    if (fscanf(in, " result %" SCNu64 " %" SCNu64 " %" SCNu64 " %d %d %u %la", &read.runs,
               &read.steps, &read.voids, &sampled, &all, &read.bound, &read.chance) != 7 ||
        !read_faults(&read.faults, in))
        return false;
    read.sampled = sampled != 0;
    read.all = all != 0;
    *result = read;
    return true;
}
