/* A check that is cut short and resumed comes to what it comes to in one go. */
#include "check.h"
#include "machine.h"

#include <stdio.h>

enum { CALLS_EACH = 5 };    // more runs than are tried before anything else

static int set_often(void *argument)
{
    (void)argument;
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, u"shared");
    for (int i = 0; i < CALLS_EACH; i++)
        SetEvent(event);
    return 0;
}

static void two_clients(struct scene *scene)
{
    scene_start_client(scene, set_often);
    scene_start_client(scene, set_often);
    scene_run(scene);
}

/* The same, but of the runs in which the second client is first to say so, nothing is said. */
static void two_clients_of_whom_one_is_forgiven(struct scene *scene)
{
    two_clients(scene);
    const struct trace_event *event = trace_find(world_trace(scene->world), CALL_SET_EVENT, -1, 1);
    scene_forgive(scene, OUTCOMES);
    if (event->thread != 0) demand_unmet("that is another rule's matter");
}

static void (*tried)(struct scene *scene) = two_clients;

/* So many more runs may be made. */
static bool count_down(void *argument, uint64_t runs, double estimate)
{
    unsigned *left = argument;
    (void)runs, (void)estimate;
    return (*left)-- == 0;
}

/* Try the check from [resume] on, but no more than [runs] runs, and write down where it stands. */
static struct check_result try_some(FILE *resume, FILE *save, unsigned runs, uint64_t runs_max)
{
    struct check check = { .suite = "self", .name = "scene", .body = tried };
    const struct check_limits limits = { .runs_max = runs_max,
                                         .random_divisor = 1,
                                         .is_over = count_down,
                                         .argument = &runs,
                                         .resume = resume,
                                         .save = save };
    return check_try(&check, &limits, stderr);
}

/* The same in pieces of so many runs. Returns: what the last of them came to. */
static struct check_result try_in_pieces(unsigned runs, uint64_t runs_max)
{
    FILE *resume = NULL;
    struct check_result result;
    for (int pieces = 0;; pieces++) {
        FILE *save = tmpfile();
        must_hold(save != NULL && pieces < 1000);
        result = try_some(resume, save, runs, runs_max);
        if (resume != NULL) fclose(resume);
        rewind(save);
        resume = save;
        if (!result.cut) break;
        must_hold(!result.all);
    }
    fclose(resume);
    return result;
}

static void must_be_the_same(uint64_t runs_max, unsigned runs)
{
    struct check_result whole = try_some(NULL, NULL, UINT32_MAX, runs_max);
    struct check_result pieces = try_in_pieces(runs, runs_max);
    must_equal(whole.verdict, VERDICT_HOLDS);
    must_equal(pieces.verdict, VERDICT_HOLDS);
    must_equal(pieces.all, whole.all);
    must_equal(pieces.bound, whole.bound);
    must_equal(pieces.runs, whole.runs);
    must_equal(pieces.steps, whole.steps);
    must_equal(pieces.voids, whole.voids);
}

TEST_OUTSIDE(cut_short, in_the_search_for_all_runs_a_check_goes_on_there)
{
    must_be_the_same(100000, 7);
    must_hold(try_some(NULL, NULL, UINT32_MAX, 100000).all);
}

TEST_OUTSIDE(cut_short, in_a_search_by_cost_a_check_begins_that_again)
{
    must_be_the_same(20, 21);
    must_hold(!try_some(NULL, NULL, UINT32_MAX, 20).all);
}

TEST_OUTSIDE(cut_short, a_check_says_so_and_claims_no_more_than_it_has_tried)
{
    struct check_result result = try_some(NULL, NULL, 5, 100000);
    must_hold(result.cut && !result.all);
    must_equal(result.bound, 0);
    must_equal(result.runs, 5);
}

TEST_OUTSIDE(cut_short, a_check_does_not_forget_that_runs_said_nothing)
{
    tried = two_clients_of_whom_one_is_forgiven;
    must_be_the_same(100000, 7);
    struct check_result result = try_some(NULL, NULL, UINT32_MAX, 100000);
    must_hold(result.voids > 0 && !result.all);
}
