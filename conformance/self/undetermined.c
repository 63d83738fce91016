#define _POSIX_C_SOURCE 200809L    // open_memstream
/* A program that does not depend on its choices alone is found out, and nothing else is said of
 * it. */
#include "check.h"
#include "machine.h"

#include <stdio.h>
#include <stdlib.h>

/* What no program of the rig has: memory that outlives a run. */
static int runs_so_far;

static int call_more_and_more(void *argument)
{
    (void)argument;
    for (int i = 0; i < runs_so_far; i++)
        SetEvent(NULL);
    runs_so_far++;
    return 0;
}

/* From some run on there is a question more. */
static int call_more_after_some_runs(void *argument)
{
    (void)argument;
    if (runs_so_far++ > 8) CloseHandle(CreateEventW(NULL, TRUE, FALSE, u"late"));
    CloseHandle(CreateEventW(NULL, TRUE, FALSE, u"shared"));
    return 0;
}

static int call_once(void *argument)
{
    (void)argument;
    CloseHandle(CreateEventW(NULL, TRUE, FALSE, u"shared"));
    return 0;
}

static void one_varies(struct scene *scene)
{
    scene_start_client(scene, call_more_and_more);
    scene_run(scene);
}

static void one_varies_late(struct scene *scene)
{
    scene_start_client(scene, call_more_after_some_runs);
    scene_start_client(scene, call_once);
    scene_start_client(scene, call_once);
    scene_run(scene);
}

static void none_varies(struct scene *scene)
{
    scene_start_client(scene, call_once);
    scene_start_client(scene, call_once);
    scene_run(scene);
}

/* Try the scene as a check. Owns: the caller frees [words], which is what was said. */
static struct check_result try_scene(void (*scene)(struct scene *scene), char **words)
{
    size_t size;
    struct check check = { .suite = "self", .name = "scene", .body = scene };
    FILE *out = open_memstream(words, &size);
    must_hold(out != NULL);
    runs_so_far = 0;
    struct check_limits limits = { .runs_max = 1000, .random_divisor = 1 };
    struct check_result result = check_try(&check, &limits, out);
    fclose(out);
    return result;
}

TEST_OUTSIDE(undetermined, is_a_check_whose_calm_run_differs_when_it_is_run_again)
{
    char *words;
    struct check_result result = try_scene(one_varies, &words);

    must_hold(result.verdict == VERDICT_UNDECIDED);
    must_say(words, "the program is not determined by its choices: with the same ones, what was");
    must_say(words, "client SetEvent");
    free(words);
}

TEST_OUTSIDE(undetermined, is_a_check_whose_questions_change_during_the_search)
{
    char *words;
    struct check_result result = try_scene(one_varies_late, &words);

    must_hold(result.verdict == VERDICT_UNDECIDED);
    must_say(words, "the program is not determined by its choices: question ");
    must_hold(strstr(words, "to run it again") == NULL);
    free(words);
}

TEST_OUTSIDE(undetermined, is_no_check_that_does_the_same_each_time)
{
    char *words;
    struct check_result result = try_scene(none_varies, &words);

    must_hold(result.verdict == VERDICT_HOLDS);
    must_read(words, "");
    free(words);
}
