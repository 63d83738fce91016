/* A check that is tried by several processes comes to what one process finds. */
#include "check.h"
#include "machine.h"

#include <stdio.h>

enum { CALLS_EACH = 3 };

static int set_often(void *argument)
{
    (void)argument;
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, u"shared");
    for (int i = 0; i < CALLS_EACH; i++)
        SetEvent(event);
    return 0;
}

static int set_once(void *argument)
{
    (void)argument;
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, u"shared");
    SetEvent(event);
    return 0;
}

/* How many calls of the first client came before the second client's last. */
static unsigned calls_before(const struct trace *trace)
{
    const struct trace_event *last = trace_find(trace, CALL_SET_EVENT, 1, CALLS_EACH);
    unsigned count = 0;
    for (unsigned nth = 1; nth <= CALLS_EACH; nth++)
        count += trace_find(trace, CALL_SET_EVENT, 0, nth)->begun < last->begun;
    return count;
}

static void many_runs(struct scene *scene)
{
    scene_start_client(scene, set_often);
    scene_start_client(scene, set_often);
    scene_start_client(scene, set_once);
    scene_run(scene);
}

/* Broken in few of many runs, which the calm and the one random run are not among. */
static void broken_somewhere(struct scene *scene)
{
    many_runs(scene);
    const struct trace *trace = world_trace(scene->world);
    const struct trace_event *single = trace_find(trace, CALL_SET_EVENT, 2, 1);
    bool between = single->begun > trace_find(trace, CALL_SET_EVENT, 0, 2)->begun &&
                   single->begun < trace_find(trace, CALL_SET_EVENT, 0, 3)->begun;
    must_hold(calls_before(trace) != 2 || !between);
}

static struct check_result try_within(void (*body)(struct scene *scene), unsigned helpers,
                                      struct check_limits limits)
{
    struct check check = { .suite = "self", .name = "scene", .body = body };
    limits.runs_max = 1000000;
    limits.random_divisor = 1;
    limits.crew = crew_open(helpers);
    FILE *out = tmpfile();
    must_hold(out != NULL);
    struct check_result result = check_try(&check, &limits, out);
    fclose(out);
    crew_close(limits.crew);
    return result;
}

static struct check_result try_with(void (*body)(struct scene *scene), unsigned helpers)
{
    return try_within(body, helpers, (struct check_limits){ 0 });
}

TEST_OUTSIDE(check_crew, counts_the_runs_that_one_process_counts)
{
    if (CHECK_RUNS_DIVISOR > 10) SKIP("this build is to try less: the runs alone take too long");
    struct check_result alone = try_with(many_runs, 0), together = try_with(many_runs, 2);
    must_equal(alone.verdict, VERDICT_HOLDS);
    must_equal(together.verdict, VERDICT_HOLDS);
    must_hold(alone.all && together.all);
    must_hold(alone.runs > 1500);
    must_equal(together.runs, alone.runs);
}

static uint64_t runs_told;

static bool is_over_at_1000(void *argument, uint64_t runs, double estimate)
{
    (void)argument, (void)estimate;
    runs_told = runs;
    return runs >= 1000;
}

static bool is_never_over(void *argument, uint64_t runs, double estimate)
{
    (void)argument, (void)estimate;
    must_hold(runs >= 1000);
    runs_told = runs;
    return false;
}

TEST_OUTSIDE(check_crew, goes_on_where_one_process_was_cut_short)
{
    if (CHECK_RUNS_DIVISOR > 10) SKIP("this build is to try less: the runs alone take too long");
    struct check_result alone = try_with(many_runs, 0);
    FILE *left = tmpfile();
    must_hold(left != NULL);
    struct check_limits limits = { .is_over = is_over_at_1000, .save = left };
    must_hold(try_within(many_runs, 0, limits).cut);
    must_equal(runs_told, 1000);

    rewind(left);
    limits = (struct check_limits){ .is_over = is_never_over, .resume = left };
    struct check_result together = try_within(many_runs, 2, limits);
    must_hold(together.all);
    must_equal(together.runs, alone.runs);
    fclose(left);
}

TEST_OUTSIDE(check_crew, finds_the_broken_run_that_one_process_finds)
{
    struct check_result alone = try_with(broken_somewhere, 0);
    struct check_result together = try_with(broken_somewhere, 2);
    must_equal(alone.verdict, VERDICT_BROKEN);
    must_equal(together.verdict, VERDICT_BROKEN);
    must_equal(together.preemptions, alone.preemptions);
    must_say(together.token, "self/scene@");
}
