/* The plainest broken run, and its picture. */
#include "attempt.h"

#include <piperig/minimise.h>
#include <piperig/search.h>

#include <stdlib.h>
#include <string.h>

enum { SIMPLER_RUNS_MAX = 10000 };

static void print_heading(const struct trial *trial, FILE *out)
{
    if (trial->check->rule == RULE_NONE) {
        fprintf(out, "\n%s: %s (%s build)\n", trial->check->suite, trial->check->name,
                trial->subject->name);
        return;
    }
    const struct rule *rule = rule_at(trial->check->rule);
    fprintf(out, "\n%s (%s): %s\nbroken: %s (%s)\n", rule->id, rule_level_name(rule->level),
            rule->sentence, trial->check->name, trial->subject->name);
}

static void print_evidence(const struct fault_outcome *outcome, FILE *out)
{
    if (outcome->documented) return;
    fprintf(out, "%s-%s is unproven: no page of Microsoft's says that it can happen\n",
            call_name(outcome->call), outcome->name);
}

static void print_plan(const struct fault_plan *plan, FILE *out)
{
    char *text = plan->count > 0 ? fault_plan_write(plan) : NULL;
    if (text == NULL) return;
    fprintf(out, "It takes this plan, and no fault less:\n%s\n", text);
    for (unsigned i = 0; i < plan->count; i++)
        print_evidence(fault_outcome_at(plan->faults[i].outcome), out);
    fputc('\n', out);
    free(text);
}

static void keep_failure(const struct attempt *attempt, struct check_result *result)
{
    char *token = attempt_token(attempt);
    snprintf(result->token, sizeof result->token, "%s", token != NULL ? token : "");
    snprintf(result->why, sizeof result->why, "%s", test_last_complaint());
    result->preemptions = attempt->choice->preemptions;
    free(token);
}

/* Run it once more, aloud, and draw it. */
static void draw_broken(const struct trial *trial, const struct plainest *plainest)
{
    struct choice choice;
    struct attempt attempt;
    struct check_result ignored = { .verdict = VERDICT_HOLDS };
    print_heading(trial, trial->out);
    fflush(trial->out);
    test_set_quiet(false);
    choice_init_replay(&choice, plainest->deviations, plainest->count, true);
    attempt_begin(&attempt, trial, &choice);
    fprintf(trial->out, "\n%u preemption%s, %u context switch%s; no plainer run was found:\n\n",
            choice.preemptions, choice.preemptions == 1 ? "" : "s", choice.switches,
            choice.switches == 1 ? "" : "es");
    print_plan(&trial->plan, trial->out);
    trace_draw_short(world_trace(attempt.scene.world), trial->out, 0, PICTURE_ROWS);
    fputc('\n', trial->out);
    attempt_explain_token(&attempt, trial->out);
    keep_failure(&attempt, trial->result);
    attempt_end(&attempt, &ignored);
    choice_fini(&choice);
}

/* The first broken run among those of fewer preemptions than [broken], which are tried by their
 * number; NULL when there is none, or none was found in time. */
static struct choice *find_simpler(struct trial *trial, struct search *search)
{
    struct choice *choice;
    while (search_progress(search).runs < SIMPLER_RUNS_MAX &&
           (choice = search_next(search)) != NULL)
        if (attempt_breaks(choice, &trial->plan, trial)) return choice;
    return NULL;
}

void explain_broken(struct trial *trial, const struct choice *broken)
{
    unsigned bound = broken->preemptions > 0 ? broken->preemptions - 1 : 0;
    struct search *search = search_bounded(bound);
    struct choice *simpler = broken->preemptions > 0 ? find_simpler(trial, search) : NULL;
    if (simpler != NULL) broken = simpler;

    struct plainest plainest =
        minimise(&trial->plan, broken->deviations, broken->deviation_count, attempt_breaks, trial);
    trial->plan = plainest.plan;
    draw_broken(trial, &plainest);
    minimise_fini(&plainest);
    search_close(search);
}
