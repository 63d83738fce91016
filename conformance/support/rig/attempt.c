#include "attempt.h"

#include "client.h"

#include <piperig/token.h>

#include <stdlib.h>
#include <string.h>

static const char *replay_before, *replay_behind;

void check_set_replay_command(const char *before, const char *behind)
{
    replay_before = before;
    replay_behind = behind;
}

/* What is running now, for a report when the program cannot go on. */
static struct attempt *current;

static void play(void *argument)
{
    struct attempt *attempt = argument;
    attempt->trial->check->body(&attempt->scene);
}

char *attempt_token(const struct attempt *attempt)
{
    const struct subject *subject = attempt->trial->subject;
    char name[TOKEN_SCENARIO_MAX + 1];
    snprintf(name, sizeof name, "%s/%s@%s", attempt->trial->check->suite,
             attempt->trial->check->name, subject->name);
    return token_write(name, (uint32_t)program_hash(&subject->program), &attempt->trial->plan,
                       attempt->choice);
}

void attempt_explain_token(const struct attempt *attempt, FILE *out)
{
    char *token = attempt_token(attempt);
    if (replay_before != NULL)
        fprintf(out, "to run it again: %s%s%s\n", replay_before, token, replay_behind);
    else
        fprintf(out, "to run it again: %s replay %s\n", program_beside("conformance"), token);
    free(token);
}

static void report_fatal(void)
{
    if (current == NULL || world_current() == NULL) return;
    trace_draw_short(world_trace(world_current()), stderr, 0, PICTURE_ROWS);
    attempt_explain_token(current, stderr);
}

/* Whether the run has ended as what the rule is about ends. */
static bool is_its_matter(const struct scene *scene)
{
    if (scene->outcome != scene->matter) return false;
    if (scene->matter_crash != CRASH_NONE) return world_crash(scene->world) == scene->matter_crash;
    return scene->matter_call == CALL_NONE ||
           trace_repeats(world_trace(scene->world), scene->matter_call);
}

static bool is_forgiven(const struct scene *scene)
{
    return scene->forgives && !is_its_matter(scene);
}

static enum rule_premise premise_of(const struct check *check)
{
    return check->rule == RULE_NONE ? RULE_OF_ANY : rule_at(check->rule)->premise;
}

/* What the rule takes for granted is not true of the server: that its checks come to nothing says no
 * more. */
static bool is_no_wonder(const struct attempt *attempt)
{
    const struct profile *profile = &attempt->trial->subject->profile;
    enum reply_came came = profile->exchanges[0].came;
    if (profile->serves) return false;
    switch (premise_of(attempt->trial->check)) {
    case RULE_OF_ANY: return false;
    case RULE_OF_SERVES:
    case RULE_OF_FAULT:
    case RULE_OF_ONCE:
    case RULE_OF_ALONE: return true;
    case RULE_OF_REPLY: return came == CAME_AS_TOLD;
    case RULE_OF_TEXT: return came != CAME_OTHERWISE;
    }
    return false;
}

/* Such a rule is broken by what faults do, and not where the same run goes wrong under less of them. */
static bool is_about_faults(enum rule_premise premise)
{
    return premise == RULE_OF_FAULT || premise == RULE_OF_ONCE || premise == RULE_OF_ALONE;
}

/* Set the machine up, play, and leave it on for whoever wants to look. */
void attempt_begin(struct attempt *attempt, const struct trial *trial, struct choice *choice)
{
    attempt->trial = trial;
    attempt->choice = choice;
    attempt->scene = (struct scene){ .subject = trial->subject, .world = world_open(choice) };
    // Of the rules one is about races. It alone looks for them: else a race would break them all.
    if (trial->check->rule == RULE_NONE) world_set_race_watch(attempt->scene.world, true);
    attempt->scene.has_control = is_about_faults(premise_of(trial->check));
    world_set_plan(attempt->scene.world, &trial->plan);
    current = attempt;
    world_set_fatal_report(report_fatal);
    client_use(&trial->subject->profile);
    demand_begin_run();
    attempt->scene.is_control = trial->is_control;
    bool well = outside_try(play, attempt);
    attempt->broken = !well && attempt->scene.outcome != OUTCOME_REDUNDANT &&
                      attempt->scene.outcome != OUTCOME_UNSUPPORTED &&
                      attempt->scene.does_not_apply == NULL;
    attempt->is_void = attempt->broken && attempt->scene.outcome != OUTCOME_DIVERGED &&
                       (is_forgiven(&attempt->scene) || is_no_wonder(attempt));
    if (attempt->is_void) attempt->broken = false;
}

/* A check that does not apply, or a run that the rig cannot make, is no verdict. */
static void note_no_verdict(const struct attempt *attempt, struct check_result *result)
{
    const char *why = attempt->scene.does_not_apply;
    if (why != NULL) {
        result->verdict = VERDICT_NOT_APPLICABLE;
    } else if (attempt->scene.outcome == OUTCOME_UNSUPPORTED) {
        result->verdict = VERDICT_UNDECIDED;
        why = world_why(attempt->scene.world);
    } else {
        return;
    }
    snprintf(result->why, sizeof result->why, "%s", why);
}

/* Whether the control of the same run, under that plan, goes wrong. */
static bool control_breaks(const struct attempt *attempt, const struct fault_plan *plan)
{
    struct trial trial = *attempt->trial;
    struct choice choice;
    trial.is_control = true;
    choice_init_replay(&choice, attempt->choice->deviations, attempt->choice->deviation_count,
                       true);
    bool breaks = attempt_breaks(&choice, plan, &trial);
    choice_fini(&choice);
    return breaks;
}

/* Whether any of many orders under a plan of that outcome alone goes wrong. */
static bool breaks_alone(const struct attempt *attempt, unsigned outcome)
{
    enum { RUNS_MAX = 300, PREEMPTIONS_MAX = 1 };
    struct trial trial = *attempt->trial;
    const struct fault_plan *plan;
    bool breaks = false;
    trial.is_control = true;
    for (size_t i = 0; (plan = fault_plans_single(attempt->trial->plans, i)) != NULL; i++) {
        if (plan->faults[0].outcome != outcome || breaks) continue;
        struct search *search = search_bounded(PREEMPTIONS_MAX);
        struct choice *choice;
        while (!breaks && search_progress(search).runs < RUNS_MAX &&
               (choice = search_next(search)) != NULL)
            breaks = attempt_breaks(choice, plan, &trial);
        search_close(search);
    }
    return breaks;
}

/* Faults that go wrong together, where neither does alone. One that does is left alone from then on; and
 * so, when a pair is found first, is one that another order of its own shows: alone it may strike another
 * call of the thread. */
static bool breaks_with_one_less(const struct attempt *attempt)
{
    const struct fault_plan *plan = &attempt->trial->plan;
    struct fault_plans *plans = attempt->trial->plans;
    bool breaks = plan->count < 2;
    for (unsigned i = 0; i < plan->count && !breaks; i++) {
        struct fault_plan less = *plan;
        less.faults[i] = less.faults[--less.count];
        breaks = control_breaks(attempt, &less);
    }
    for (unsigned i = 0; i < plan->count && plans != NULL; i++) {
        unsigned outcome = plan->faults[i].outcome;
        if (plan->count > 1 && (breaks || !breaks_alone(attempt, outcome))) continue;
        fault_plans_leave_alone(plans, outcome);
        breaks = true;
    }
    return breaks;
}

/* What goes on, where once would do no harm. */
static bool breaks_with_once(const struct attempt *attempt)
{
    struct fault_plan once = attempt->trial->plan;
    for (unsigned i = 0; i < once.count; i++) {
        if (fault_outcome_at(once.faults[i].outcome)->lasting) return false;
        once.faults[i].onwards = false;
    }
    return control_breaks(attempt, &once);
}

/* Whether the same run goes wrong without what the check is about. */
static bool breaks_anyway(const struct attempt *attempt)
{
    const struct trial *trial = attempt->trial;
    const enum rule_premise premise = premise_of(trial->check);
    const struct fault_plan none = { 0 };
    if (trial->is_control) return false;
    if (!is_about_faults(premise)) return control_breaks(attempt, &trial->plan);
    if (control_breaks(attempt, &none)) return true;
    if (premise == RULE_OF_ALONE) return breaks_with_one_less(attempt);
    return premise == RULE_OF_ONCE && breaks_with_once(attempt);
}

void attempt_end(struct attempt *attempt, struct check_result *result)
{
    if (attempt->scene.outcome != OUTCOME_REDUNDANT) result->runs++;
    result->steps += world_steps(attempt->scene.world);
    note_no_verdict(attempt, result);
    if (attempt->trial->plans != NULL)
        fault_plans_learn(attempt->trial->plans, attempt->scene.world);
    result->voids += attempt->is_void;
    result->sampled |= attempt->choice->skipped && attempt->choice->asked == 0;
    world_close(attempt->scene.world);
    current = NULL;
    if (attempt->broken && attempt->scene.has_control && breaks_anyway(attempt)) {
        attempt->broken = false;
        result->voids++;
    }
    if (attempt->broken) result->verdict = VERDICT_BROKEN;
}

bool attempt_breaks(struct choice *choice, const struct fault_plan *plan, void *argument)
{
    struct trial trial = *(const struct trial *)argument;
    struct check_result ignored = { .verdict = VERDICT_HOLDS };
    struct attempt attempt;
    trial.plan = *plan;
    trial.plans = NULL;
    attempt_begin(&attempt, &trial, choice);
    attempt_end(&attempt, &ignored);
    return ignored.verdict == VERDICT_BROKEN;
}
