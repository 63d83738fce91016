/* Checks under plans of faults: each plan is tried, what was injected is told, and what breaks is
 * explained with the faults that it takes. */
#define _POSIX_C_SOURCE 200809L    // open_memstream
#include "check.h"
#include "machine.h"

#include <piperig/fault.h>

#include <stdio.h>
#include <stdlib.h>

/* Stands for a server: a thread of that name that makes two events, or does without. */
static int make_two(void *argument)
{
    unsigned *made = argument;
    *made = 0;
    for (int i = 0; i < 2; i++)
        *made += CreateEventW(NULL, TRUE, FALSE, NULL) != NULL;
    return 0;
}

static unsigned run_maker(struct scene *scene, enum outcome *outcome)
{
    static unsigned made;
    struct program program = { .name = "server", .function = make_two, .argument = &made };
    world_start(scene->world, &program, PROCESS_MUST_END, NULL);
    *outcome = world_run(scene->world);
    return made;
}

static void survives_all(struct scene *scene)
{
    run_maker(scene, &scene->outcome);
}

static void needs_one(struct scene *scene)
{
    must_hold(run_maker(scene, &scene->outcome) > 0);
}

static void needs_both(struct scene *scene)
{
    must_hold(run_maker(scene, &scene->outcome) == 2);
}

/* After the plan was lifted nothing fails, and nothing is a place for a fault. */
static void makes_more_after_lifting(struct scene *scene)
{
    run_maker(scene, &scene->outcome);
    world_lift_plan(scene->world);
    must_equal(run_maker(scene, &scene->outcome), 2);
}

static struct check_result try_rule(enum rule_id rule, void (*scene)(struct scene *scene),
                                    unsigned faults_max, unsigned kinds, char **words)
{
    size_t size;
    struct check check = {
        .suite = "self",
        .name = "scene",
        .body = scene,
        .random_runs = 2,
        .rule = rule,
        .faults_max = faults_max,
        .fault_kinds = kinds,
    };
    struct check_limits limits = { .runs_max = 1000, .random_divisor = 1 };
    FILE *out = open_memstream(words, &size);
    must_hold(out != NULL);
    struct check_result result = check_try(&check, &limits, out);
    fclose(out);
    return result;
}

static struct check_result try_scene(void (*scene)(struct scene *scene), unsigned faults_max,
                                     char **words)
{
    return try_rule(RULE_NONE, scene, faults_max, FAULT_ONCE | FAULT_ONWARDS, words);
}

static unsigned events_memory(void)
{
    return (unsigned)fault_outcome_find(CALL_CREATE_EVENT, "memory");
}

/* No fault; each event once and from then on; on each of the two builds of the server. */
TEST_OUTSIDE(fault_checks, try_each_plan)
{
    char *words;
    struct check_result result = try_scene(survives_all, 1, &words);

    must_hold(result.verdict == VERDICT_HOLDS);
    must_hold(!result.all);
    must_equal(result.faults.plans, 2 * 5);
    must_equal(result.faults.known, 2 * 5);
    must_equal(result.faults.struck, 2 * 4);
    must_equal(result.faults.pairs_known, 0);
    for (unsigned i = 0; i < CHECK_OUTCOMES_MAX; i++) {
        must_equal(result.faults.injected[i], i == events_memory());
        must_equal(result.faults.survived[i], i == events_memory());
    }
    free(words);
}

/* The first once and the second once, or from then on. */
TEST_OUTSIDE(fault_checks, try_pairs_when_asked_to)
{
    char *words;
    struct check_result result = try_scene(survives_all, 2, &words);

    must_equal(result.faults.plans, 2 * (5 + 2));
    must_equal(result.faults.pairs, 2 * 2);
    must_equal(result.faults.pairs_known, 2 * 2);
    free(words);
}

TEST_OUTSIDE(fault_checks, explain_what_breaks_with_the_faults_that_it_takes)
{
    char *words;
    struct check_result result = try_scene(needs_one, 1, &words);

    must_hold(result.verdict == VERDICT_BROKEN);
    must_say(words, "It takes this plan, and no fault less:\nserver:1+=CreateEvent-memory\n");
    must_say(words, "*CreateEvent = NULL 8");
    must_say(result.token, ".server:1+=CreateEvent-memory.calm.");
    must_hold(result.faults.injected[events_memory()]);
    must_hold(!result.faults.survived[events_memory()]);
    free(words);
}

/* --- What less than a plan does ------------------------------------------------------------------ */

static enum verdict verdict_of(enum rule_id rule, void (*scene)(struct scene *scene),
                               unsigned faults_max, unsigned kinds)
{
    char *words;
    enum verdict verdict = try_rule(rule, scene, faults_max, kinds, &words).verdict;
    free(words);
    return verdict;
}

TEST_OUTSIDE(fault_checks, of_what_goes_on_are_broken_where_once_does_no_harm)
{
    must_hold(verdict_of(RULE_FAULT_2, needs_one, 1, FAULT_ONWARDS) == VERDICT_BROKEN);
    must_hold(verdict_of(RULE_FAULT_2, needs_both, 1, FAULT_ONWARDS) == VERDICT_HOLDS);
    must_hold(verdict_of(RULE_FAULT_1, needs_both, 1, FAULT_ONCE) == VERDICT_BROKEN);
}

TEST_OUTSIDE(fault_checks, of_two_are_broken_where_neither_does_harm_alone)
{
    must_hold(verdict_of(RULE_FAULT_4, needs_one, 2, FAULT_ONCE) == VERDICT_BROKEN);
    must_hold(verdict_of(RULE_FAULT_4, needs_both, 2, FAULT_ONCE) == VERDICT_HOLDS);
}

TEST_OUTSIDE(fault_checks, try_no_plan_unless_they_are_asked_to)
{
    char *words;
    struct check_result result = try_scene(needs_one, 0, &words);

    must_hold(result.verdict == VERDICT_HOLDS);
    must_equal(result.faults.known, 0);
    free(words);
}

TEST_OUTSIDE(fault_checks, end_the_plan_where_the_body_says)
{
    char *words;
    struct check_result result = try_scene(makes_more_after_lifting, 1, &words);

    must_hold(result.verdict == VERDICT_HOLDS);
    must_equal(result.faults.plans, 2 * 5);
    must_equal(result.faults.struck, 2 * 4);
    free(words);
}

/* --- Where the first fault struck --------------------------------------------------------------- */

static int make_some(void *argument)
{
    (void)argument;
    CreateMutexW(NULL, FALSE, NULL);
    CreateEventW(NULL, TRUE, FALSE, NULL);
    CreateSemaphoreW(NULL, 0, 1, NULL);
    return 0;
}

static enum call first_struck_under(const char *text)
{
    struct machine machine;
    struct fault_plan plan;
    const char *why;
    must_hold(fault_plan_read(&plan, text, &why));
    machine_open(&machine);
    world_set_plan(machine.world, &plan);
    machine_start(&machine, "app", make_some, NULL);
    machine_must_end(&machine, OUTCOME_FINISHED);
    const struct trace_event *event = fault_first_struck(machine.world);
    enum call call = event != NULL ? event->call : CALL_NONE;
    machine_close(&machine);
    return call;
}

TEST_OUTSIDE(fault_checks, know_which_call_was_struck_first)
{
    must_equal(first_struck_under("none"), CALL_NONE);
    must_equal(first_struck_under("app:7=CreateEvent-memory"), CALL_NONE);
    must_equal(first_struck_under("app:3=CreateSemaphore-memory,app:2=CreateEvent-memory"),
               CALL_CREATE_EVENT);
    must_equal(first_struck_under("app:2=CreateEvent-memory,app:3=CreateSemaphore-memory"),
               CALL_CREATE_EVENT);
    must_equal(first_struck_under("app:1=CreateEvent-memory,app:3=CreateSemaphore-memory"),
               CALL_CREATE_SEMAPHORE);
}
