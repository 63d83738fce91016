/* Which rule is to blame: a run that goes wrong breaks the rule that is tried only where that is what
 * has gone wrong. Tried on small servers of defects/. */
#include "check.h"
#include "machine.h"
#include "visitor.h"

#include <stdio.h>

static char why[CHECK_WHY_MAX];    // the last verdict

/* What the check comes to on that defect. */
static enum verdict try_on(const char *name, enum rule_id rule, void (*body)(struct scene *scene))
{
    char file[80];
    snprintf(file, sizeof file, "defect-%s.rig", name);
    struct subject subject = { .name = name,
                               .file = file,
                               .told = { .sessions = SESSIONS_OF_MANY } };
    profile_tell(&subject.told, "hello", "HELLO");
    subjects_set(&subject, 1);
    bool is_of_faults = rule == RULE_FAULT_1;
    struct check check = { .suite = "self",
                           .name = name,
                           .body = body,
                           .rule = rule,
                           .random_runs = 20,
                           .faults_max = is_of_faults,
                           .fault_kinds = is_of_faults ? FAULT_ONCE : 0 };
    const struct check_limits limits = { .runs_max = 200, .random_divisor = 1 };
    FILE *out = tmpfile();
    must_hold(out != NULL);
    struct check_result result = check_try(&check, &limits, out);
    fclose(out);
    snprintf(why, sizeof why, "%s", result.why);
    program_close(&subject.program);
    return result.verdict;
}

static void serve_on(struct scene *scene)
{
    scene_await_server(scene);
    scene_must_serve_on(scene);
}

/* AVAILABLE-8 is about what comes after a session that went wrong, AVAILABLE-6 about any client. */
TEST_OUTSIDE(blame, of_a_server_that_serves_nobody_falls_on_no_special_circumstance)
{
    static const char nobody[] = "passes_its_own_variable";
    must_equal(try_on(nobody, RULE_AVAILABLE_8, serve_on), VERDICT_UNDECIDED);
    must_say(why, "it does not even serve those who just ask, one after the other: see SESSION-1");
    must_equal(try_on(nobody, RULE_AVAILABLE_6, serve_on), VERDICT_BROKEN);
}

static void serve_beside(struct scene *scene)
{
    scene_await_server(scene);
    scene_start_staying(scene, visitor_says_nothing);
    scene_start_client(scene, client_asks);
    scene_run_beside(scene);
}

static void serve_two(struct scene *scene)
{
    scene_await_server(scene);
    scene_start_stray(scene, visitor_says_nothing);
    scene_start_client(scene, client_asks);
    scene_run(scene);
}

TEST_OUTSIDE(blame, for_a_delay_falls_on_a_client_if_others_are_served_when_it_leaves)
{
    must_equal(try_on("serves_in_the_accept_thread", RULE_NONE, serve_beside), VERDICT_BROKEN);
    must_equal(try_on("takes_535_for_a_failure", RULE_NONE, serve_two), VERDICT_BROKEN);
    must_equal(try_on("takes_535_for_a_failure", RULE_NONE, serve_beside), VERDICT_HOLDS);
}

static void serve_after(struct scene *scene)
{
    scene_await_server(scene);
    scene_start_stray(scene, visitor_says_nothing);
    scene_run(scene);
    world_lift_plan(scene->world);
    scene_start_client(scene, client_asks);
    scene_run(scene);
}

TEST_OUTSIDE(blame, for_what_goes_wrong_without_a_fault_falls_on_no_fault)
{
    static const char one_at_a_time[] = "serves_in_the_accept_thread";
    must_equal(try_on(one_at_a_time, RULE_NONE, serve_after), VERDICT_BROKEN);
    must_equal(try_on(one_at_a_time, RULE_FAULT_1, serve_after), VERDICT_UNDECIDED);
    must_say(why, "every run goes wrong before it comes to this");
}

static void offend(struct scene *scene)
{
    scene_await_server(scene);
    scene_start_client(scene, visitor_offends_and_takes_late);
    scene_run(scene);
}

static void offend_and_look_for_stale(struct scene *scene)
{
    scene_forgive_all_but_crash(scene, CRASH_STALE);
    offend(scene);
}

static void offend_and_look_for_others(struct scene *scene)
{
    scene_forgive_all_but_crash(scene, CRASH_OTHER);
    offend(scene);
}

TEST_OUTSIDE(blame, for_a_crash_falls_on_a_rule_that_is_about_such_a_crash)
{
    SKIP_IF_SANITIZED();
    static const char twice[] = "frees_the_session_twice";
    must_equal(try_on(twice, RULE_NONE, offend_and_look_for_stale), VERDICT_BROKEN);
    must_equal(try_on(twice, RULE_NONE, offend_and_look_for_others), VERDICT_UNDECIDED);
}

static void come_early(struct scene *scene)
{
    scene_step_before(scene, CALL_CONNECT_NAMED_PIPE, 1, "a client comes", client_asks);
    scene_await_server(scene);
}

static void come_early_and_look_for_connects(struct scene *scene)
{
    scene_forgive_all_but_repeats(scene, CALL_CONNECT_NAMED_PIPE);
    come_early(scene);
}

static void come_early_and_look_for_reads(struct scene *scene)
{
    scene_forgive_all_but_repeats(scene, CALL_READ_FILE);
    come_early(scene);
}

TEST_OUTSIDE(blame, for_calls_without_end_falls_on_a_rule_that_is_about_such_calls)
{
    static const char again[] = "waits_again_after_535";
    must_equal(try_on(again, RULE_NONE, come_early_and_look_for_connects), VERDICT_BROKEN);
    must_equal(try_on(again, RULE_NONE, come_early_and_look_for_reads), VERDICT_UNDECIDED);
}
