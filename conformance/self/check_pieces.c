#define _GNU_SOURCE    // open_memstream, fmemopen
/* A check that is cut short again and again, and goes on each time from what was written down, comes
 * to what it comes to at once. */
#include "check.h"
#include "demand.h"
#include "machine.h"

#include <stdio.h>
#include <stdlib.h>

enum { CALLS_EACH = 5, PIECES_MAX = 10000 };

static int set_often(void *argument)
{
    (void)argument;
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, u"shared");
    for (int i = 0; i < CALLS_EACH && event != NULL; i++)
        SetEvent(event);
    return 0;
}

static void two_clients(struct scene *scene)
{
    scene_start_client(scene, set_often);
    scene_start_client(scene, set_often);
    scene_run(scene);
}

/* Who suffers faults is named as the server is. */
static void two_servers(struct scene *scene)
{
    struct program one = { .name = "server", .function = set_often };
    struct program other = { .name = "server-2", .function = set_often };
    world_start(scene->world, &one, PROCESS_MUST_END, NULL);
    world_start(scene->world, &other, PROCESS_MUST_END, NULL);
    scene_run(scene);
}

/* Each run with the second subject goes wrong in another matter. */
static void say_nothing_of_the_second(struct scene *scene)
{
    scene_forgive(scene, OUTCOMES);
    two_clients(scene);
    demand(scene->subject != subject_at(1), "this is the second");
}

/* Enough after every so many runs. */
struct patience {
    unsigned runs_between;
    unsigned runs;
};

static bool is_enough(void *argument, uint64_t runs, double estimate)
{
    struct patience *patience = argument;
    (void)runs, (void)estimate;
    if (++patience->runs <= patience->runs_between) return false;
    patience->runs = 0;
    return true;
}

static struct check_result try_piece(const struct check *check, const struct check_limits *limits)
{
    FILE *out = tmpfile();
    must_hold(out != NULL);
    struct check_result result = check_try(check, limits, out);
    fclose(out);
    return result;
}

/* Try the check in pieces of so many runs. Returns: what it came to in the end. */
static struct check_result try_in_pieces(const struct check *check, struct check_limits limits,
                                         unsigned runs_between)
{
    struct patience patience = { runs_between, 0 };
    struct check_result result;
    unsigned pieces = 0;
    char *left = NULL;
    limits.is_over = is_enough;
    limits.argument = &patience;
    do {
        size_t size;
        char *now = NULL;
        limits.resume = left != NULL ? fmemopen(left, strlen(left), "r") : NULL;
        limits.save = open_memstream(&now, &size);
        must_hold(limits.save != NULL && (left == NULL) == (limits.resume == NULL));
        result = try_piece(check, &limits);
        if (limits.resume != NULL) fclose(limits.resume);
        fclose(limits.save);
        free(left);
        left = now;
        must_hold(++pieces < PIECES_MAX);
    } while (result.cut);
    free(left);
    return result;
}

static void must_be_same(const struct check_result *pieces, const struct check_result *whole)
{
    must_equal(pieces->verdict, whole->verdict);
    must_equal(pieces->runs, whole->runs);
    must_equal(pieces->steps, whole->steps);
    must_equal(pieces->all, whole->all);
    must_equal(pieces->bound, whole->bound);
    must_hold(pieces->chance == whole->chance);
    must_hold(memcmp(&pieces->faults, &whole->faults, sizeof whole->faults) == 0);
}

static struct check_result must_come_to(enum verdict verdict, const struct check *check,
                                        const struct check_limits *limits)
{
    static const unsigned runs_between[] = { 100, 7, 1 };
    struct check_result whole = try_piece(check, limits);
    must_equal(whole.verdict, verdict);
    for (size_t i = 0; i < (MACHINE_IS_SANITIZED ? 1 : COUNT_OF(runs_between)); i++) {
        struct check_result pieces = try_in_pieces(check, *limits, runs_between[i]);
        must_be_same(&pieces, &whole);
    }
    return whole;
}

static const struct check by_chance = {
    .suite = "self", .name = "scene", .body = two_clients, .random_runs = 30
};

TEST_OUTSIDE(check_pieces, come_to_all_runs)
{
    struct crew *crew = crew_open(0);    // there is one, but it does not help
    struct check_limits limits = { .runs_max = 100000, .random_divisor = 1, .crew = crew };
    struct check_result whole = must_come_to(VERDICT_HOLDS, &by_chance, &limits);
    must_hold(whole.all);
    crew_close(crew);
}

TEST_OUTSIDE(check_pieces, come_as_far_in_runs_of_few_preemptions)
{
    struct check_limits limits = { .runs_max = 200, .random_divisor = 1 };
    struct check check = by_chance;
    check.body = two_servers;
    struct check_result whole = must_come_to(VERDICT_HOLDS, &check, &limits);
    must_hold(!whole.all);
    must_hold(whole.bound > 0);
}

TEST_OUTSIDE(check_pieces, keep_what_pct_promises)
{
    struct check_limits limits = { .runs_max = 200, .random_divisor = 1, .pct_depth = 2 };
    struct check_result whole = must_come_to(VERDICT_HOLDS, &by_chance, &limits);
    must_hold(whole.chance < 1);
}

TEST_OUTSIDE(check_pieces, keep_what_was_injected)
{
    struct check_limits limits = { .runs_max = 100, .random_divisor = 1 };
    struct check check = { .suite = "self",
                           .name = "scene",
                           .body = two_servers,
                           .random_runs = 3,
                           .faults_max = 2,
                           .fault_kinds = FAULT_ONCE | FAULT_ONWARDS };
    struct check_result whole = must_come_to(VERDICT_HOLDS, &check, &limits);
    must_hold(whole.faults.pairs > 0);
    must_hold(whole.faults.struck > 0);
}

TEST_OUTSIDE(check_pieces, tell_the_subjects_apart)
{
    struct check_limits limits = { .runs_max = 200, .random_divisor = 1 };
    struct check check = by_chance;
    check.body = say_nothing_of_the_second;
    must_come_to(VERDICT_UNDECIDED, &check, &limits);
}
