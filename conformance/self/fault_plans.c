#define _GNU_SOURCE    // open_memstream, fmemopen
/* The enumeration of plans: each call that any run reaches, with each outcome, and no plan twice. */
#include "machine.h"

#include <piperig/fault.h>

#include <stdlib.h>

enum { WORDS_MAX = 64 };

/* What an enumeration came to: every plan, as a word, in order. */
struct story_of_plans {
    char *words[WORDS_MAX];
    unsigned count;
    struct fault_progress progress;
};

static void run_once(struct fault_plans *plans, const struct fault_plan *plan, machine_main *main)
{
    struct machine machine;
    machine_open(&machine);
    world_set_plan(machine.world, plan);
    machine_start(&machine, "app", main, NULL);
    machine_must_end(&machine, OUTCOME_FINISHED);
    fault_plans_learn(plans, machine.world);
    machine_close(&machine);
}

/* A calm run a plan, [runs] times. */
static struct story_of_plans enumerate_kinds(const char *who, unsigned faults_max, unsigned kinds,
                                             machine_main *main, unsigned runs)
{
    struct story_of_plans story = { .count = 0 };
    struct fault_plans *plans = fault_plans_open(who, faults_max, kinds);
    const struct fault_plan *plan;
    while ((plan = fault_plans_next(plans)) != NULL) {
        must_hold(story.count < WORDS_MAX);
        story.words[story.count++] = fault_plan_write(plan);
        for (unsigned i = 0; i < runs; i++)
            run_once(plans, plan, main);
    }
    story.progress = fault_plans_progress(plans);
    fault_plans_close(plans);
    return story;
}

static struct story_of_plans enumerate(const char *who, unsigned faults_max, machine_main *main,
                                       unsigned runs)
{
    return enumerate_kinds(who, faults_max, FAULT_ONCE | FAULT_ONWARDS, main, runs);
}

static void must_tell(const struct story_of_plans *story, const char *const *words, unsigned count)
{
    for (unsigned i = 0; i < count && i < story->count; i++)
        must_read(story->words[i], words[i]);
    must_equal(story->count, count);
}

static void forget(struct story_of_plans *story)
{
    while (story->count > 0)
        free(story->words[--story->count]);
}

/* An event, or a mutex instead. */
static int make_something(void *argument)
{
    (void)argument;
    HANDLE made = CreateEventW(NULL, TRUE, FALSE, NULL);
    if (made == NULL) made = CreateMutexW(NULL, FALSE, NULL);
    return made == NULL;
}

TEST_OUTSIDE(fault_plans, begin_with_none_and_go_on_with_each_call_once_and_from_then_on)
{
    static const char *const words[] = { "none", "app:1=CreateEvent-memory",
                                         "app:1+=CreateEvent-memory" };
    struct story_of_plans story = enumerate("app*", 1, make_something, 1);

    must_tell(&story, words, COUNT_OF(words));
    must_equal(story.progress.done, 3);
    must_equal(story.progress.known, 3);
    must_equal(story.progress.struck, 2);
    must_equal(story.progress.pairs, 1);
    forget(&story);
}

TEST_OUTSIDE(fault_plans, of_two_faults_reach_what_only_a_first_one_leads_to)
{
    static const char *const words[] = {
        "none",
        "app:1=CreateEvent-memory",
        "app:1+=CreateEvent-memory",
        "app:1=CreateEvent-memory,app:2=CreateMutex-memory",
        "app:1=CreateEvent-memory,app:2+=CreateMutex-memory",
        "app:1+=CreateEvent-memory,app:2=CreateMutex-memory",
        "app:1+=CreateEvent-memory,app:2+=CreateMutex-memory",
    };
    struct story_of_plans story = enumerate("app*", 2, make_something, 2);

    must_tell(&story, words, COUNT_OF(words));
    must_equal(story.progress.struck, 6);
    must_equal(story.progress.two_done, 4);
    must_equal(story.progress.two_known, 4);
    must_equal(story.progress.pairs, 2);
    forget(&story);
}

/* Written down, forgotten, and read back. */
static struct fault_plans *interrupt(struct fault_plans *plans)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    must_hold(out != NULL);
    fault_plans_save(plans, out);
    fclose(out);
    fault_plans_close(plans);
    FILE *in = fmemopen(text, size, "r");
    plans = fault_plans_resume(in);
    must_hold(plans != NULL);
    fclose(in);
    free(text);
    return plans;
}

TEST_OUTSIDE(fault_plans, that_were_interrupted_are_those_that_there_are_anyway)
{
    struct story_of_plans story = enumerate("app*", 2, make_something, 2);
    struct fault_plans *plans = fault_plans_open("app*", 2, FAULT_ONCE | FAULT_ONWARDS);
    const struct fault_plan *plan;
    for (unsigned i = 0; (plan = fault_plans_next(plans)) != NULL; i++) {
        char *word = fault_plan_write(plan);
        must_read(word, story.words[i]);
        free(word);
        for (int nth = 0; nth < 2; nth++) {
            run_once(plans, fault_plans_current(plans), make_something);
            plans = interrupt(plans);
        }
    }
    struct fault_progress progress = fault_plans_progress(plans);
    must_equal(progress.done, story.progress.done);
    must_equal(progress.known, story.progress.known);
    must_equal(progress.struck, story.progress.struck);
    must_equal(progress.two_done, story.progress.two_done);
    must_equal(progress.two_known, story.progress.two_known);
    must_equal(progress.pairs, story.progress.pairs);
    fault_plans_close(plans);
    forget(&story);
}

TEST_OUTSIDE(fault_plans, on_paper_are_refused_when_they_are_cut_off)
{
    static const char *const texts[] = {
        "",
        "plans 2 3 0",
        "plans 9 3 0 0 none app*",
        "plans 2 3 0 0 nonsense app*",
        "plans 2 3 0 0 none app*\n",
        "plans 2 3 0 0 none app*\nstruck 0 0\n",
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        ROW(texts[i]);
        FILE *in = fmemopen((void *)texts[i], strlen(texts[i]) + 1, "r");
        must_hold(in != NULL);
        must_hold(fault_plans_resume(in) == NULL);
        fclose(in);
    }
    ROW(NULL);
}

TEST_OUTSIDE(fault_plans, on_paper_are_refused_when_their_levels_are_cut_off)
{
    struct fault_plans *plans = fault_plans_open("app*", 2, FAULT_ONCE);
    char *text = NULL;
    size_t size;
    must_hold(fault_plans_next(plans) != NULL);
    FILE *out = open_memstream(&text, &size);
    must_hold(out != NULL);
    fault_plans_save(plans, out);
    fclose(out);
    fault_plans_close(plans);
    for (const char *level = text; (level = strstr(level, "level")) != NULL; level++) {
        FILE *in = fmemopen(text, (size_t)(level - text), "r");
        must_hold(in != NULL);
        must_hold(fault_plans_resume(in) == NULL);
        fclose(in);
    }
    free(text);
}

TEST_OUTSIDE(fault_plans, of_no_faults_are_just_the_one)
{
    static const char *const words[] = { "none" };
    struct story_of_plans story = enumerate("app*", 0, make_something, 1);

    must_tell(&story, words, COUNT_OF(words));
    forget(&story);
}

TEST_OUTSIDE(fault_plans, are_for_the_threads_that_were_asked_for)
{
    static const char *const words[] = { "none" };
    struct story_of_plans story = enumerate("server*", 1, make_something, 1);

    must_tell(&story, words, COUNT_OF(words));
    forget(&story);
}

static int open_denied(void *argument)
{
    (void)argument;
    HANDLE pipe = CreateNamedPipeW(u"\\\\.\\pipe\\x", PIPE_ACCESS_DUPLEX, 0, 1, 1, 1, 0, NULL);
    return pipe == INVALID_HANDLE_VALUE;
}

TEST_OUTSIDE(fault_plans, have_lasting_outcomes_from_then_on_only)
{
    static const char *const words[] = {
        "none",
        "app:1=CreateNamedPipe-resources",
        "app:1+=CreateNamedPipe-resources",
        "app:1=CreateNamedPipe-busy",
        "app:1+=CreateNamedPipe-busy",
        "app:1+=CreateNamedPipe-denied",
    };
    struct story_of_plans story = enumerate("app", 1, open_denied, 1);

    must_tell(&story, words, COUNT_OF(words));
    must_equal(story.progress.pairs, 3);
    forget(&story);
}

TEST_OUTSIDE(fault_plans, are_of_the_kinds_that_were_asked_for)
{
    static const char *const once[] = { "none", "app:1=CreateNamedPipe-resources",
                                        "app:1=CreateNamedPipe-busy" };
    static const char *const onwards[] = { "none", "app:1+=CreateNamedPipe-resources",
                                           "app:1+=CreateNamedPipe-busy",
                                           "app:1+=CreateNamedPipe-denied" };
    struct story_of_plans story = enumerate_kinds("app", 1, FAULT_ONCE, open_denied, 1);
    must_tell(&story, once, COUNT_OF(once));
    forget(&story);

    story = enumerate_kinds("app", 1, FAULT_ONWARDS, open_denied, 1);
    must_tell(&story, onwards, COUNT_OF(onwards));
    forget(&story);
}

TEST_OUTSIDE(fault_plans, are_of_the_evidence_that_was_asked_for)
{
    static const char *const documented[] = { "none", "app:1=CreateNamedPipe-busy" };
    static const char *const unproven[] = { "none", "app:1=CreateNamedPipe-resources" };
    struct story_of_plans story =
        enumerate_kinds("app", 1, FAULT_ONCE | FAULT_DOCUMENTED_ONLY, open_denied, 1);
    must_tell(&story, documented, COUNT_OF(documented));
    forget(&story);

    story = enumerate_kinds("app", 1, FAULT_ONCE | FAULT_UNPROVEN_ONLY, open_denied, 1);
    must_tell(&story, unproven, COUNT_OF(unproven));
    forget(&story);
}

/* Whoever sleeps again at once would be woken again at once, for ever. */
static int sleep_twice(void *argument)
{
    CRITICAL_SECTION lock;
    CONDITION_VARIABLE never;
    (void)argument;
    InitializeCriticalSection(&lock);
    InitializeConditionVariable(&never);
    EnterCriticalSection(&lock);
    for (int i = 0; i < 2; i++)
        SleepConditionVariableCS(&never, &lock, 10);
    LeaveCriticalSection(&lock);
    return 0;
}

TEST_OUTSIDE(fault_plans, have_momentary_outcomes_once_only)
{
    static const char *const words[] = {
        "none",
        "app:1=SleepConditionVariable-timeout",
        "app:1+=SleepConditionVariable-timeout",
        "app:1=SleepConditionVariable-woken",
        "app:2=SleepConditionVariable-timeout",
        "app:2+=SleepConditionVariable-timeout",
        "app:2=SleepConditionVariable-woken",
    };
    struct story_of_plans story = enumerate("app", 1, sleep_twice, 1);

    must_tell(&story, words, COUNT_OF(words));
    forget(&story);
}

/* An object that is there already is never late, and another one is. */
static int wait_for_two(void *argument)
{
    (void)argument;
    WaitForSingleObject(CreateEventW(NULL, TRUE, TRUE, NULL), 10);
    WaitForSingleObject(CreateEventW(NULL, TRUE, FALSE, NULL), 10);
    return 0;
}

TEST_OUTSIDE(fault_plans, are_of_an_effect_only_where_it_would_make_a_difference)
{
    static const char *const words[] = {
        "none",
        "app:1=CreateEvent-memory",
        "app:2=WaitForSingleObject-failed",
        "app:3=CreateEvent-memory",
        "app:4=WaitForSingleObject-timeout",
        "app:4=WaitForSingleObject-failed",
    };
    struct story_of_plans story = enumerate_kinds("app", 1, FAULT_ONCE, wait_for_two, 1);

    must_tell(&story, words, COUNT_OF(words));
    must_equal(story.progress.struck, 5);
    forget(&story);
}

/* Ten rounds that are alike; then something happens, and two more. */
static int poll_and_act(void *argument)
{
    (void)argument;
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL);
    for (int i = 0; i < 12; i++) {
        if (i == 10) SetEvent(event);
        WaitForSingleObject(event, 0);
        Sleep(10);
    }
    return 0;
}

TEST_OUTSIDE(fault_plans, are_of_the_first_of_many_rounds_that_are_alike)
{
    static const char *const words[] = {
        "none",
        "app:1=CreateEvent-memory",
        "app:2=WaitForSingleObject-failed",
        "app:3=WaitForSingleObject-failed",
        "app:12=WaitForSingleObject-failed",
        "app:13=WaitForSingleObject-failed",
    };
    struct story_of_plans story = enumerate_kinds("app", 1, FAULT_ONCE, poll_and_act, 1);

    must_tell(&story, words, COUNT_OF(words));
    forget(&story);
}

static unsigned runs_made;

/* Only the third run goes further. */
static int go_further_at_times(void *argument)
{
    (void)argument;
    if (++runs_made == 3) CreateEventW(NULL, TRUE, FALSE, NULL);
    return 0;
}

TEST_OUTSIDE(fault_plans, come_from_every_run_of_a_plan)
{
    static const char *const words[] = { "none", "app:1=CreateEvent-memory",
                                         "app:1+=CreateEvent-memory" };
    runs_made = 0;
    struct story_of_plans story = enumerate("app", 1, go_further_at_times, 3);

    must_tell(&story, words, COUNT_OF(words));
    must_equal(story.progress.struck, 0);    // in the runs of these plans it is not reached again
    forget(&story);
}

/* What a run reaches before its fault strikes, it would have reached without it. */
static int make_in_another_order(void *argument)
{
    (void)argument;
    if (++runs_made == 2) CreateSemaphoreW(NULL, 0, 1, NULL);
    CreateMutexW(NULL, FALSE, NULL);
    return 0;
}

TEST_OUTSIDE(fault_plans, of_one_fault_come_from_runs_whose_fault_did_not_strike_yet)
{
    static const char *const words[] = {
        "none",
        "app:1=CreateMutex-memory",
        "app:1+=CreateMutex-memory",
        "app:1=CreateSemaphore-memory",
        "app:1+=CreateSemaphore-memory",
        "app:2=CreateMutex-memory",
        "app:2+=CreateMutex-memory",
    };
    runs_made = 0;
    struct story_of_plans story = enumerate("app", 1, make_in_another_order, 1);

    must_tell(&story, words, COUNT_OF(words));
    forget(&story);
}

TEST_OUTSIDE(fault_plans, tell_which_outcomes_were_injected)
{
    unsigned event = (unsigned)fault_outcome_find(CALL_CREATE_EVENT, "memory");
    struct fault_plans *plans = fault_plans_open("app*", 1, FAULT_ONCE | FAULT_ONWARDS);
    const struct fault_plan *plan;
    must_hold(!fault_plans_injected(plans, event));
    while ((plan = fault_plans_next(plans)) != NULL)
        run_once(plans, plan, make_something);

    for (unsigned number = 0; number < fault_outcome_count(); number++)
        must_equal(fault_plans_injected(plans, number), number == event);
    fault_plans_close(plans);
}

TEST_OUTSIDE(fault_plans, are_not_done_before_the_next_one_is_asked_for)
{
    struct fault_plans *plans = fault_plans_open("app*", 1, FAULT_ONCE | FAULT_ONWARDS);
    must_equal(fault_plans_progress(plans).known, 1);
    const struct fault_plan *plan = fault_plans_next(plans);
    must_equal(fault_plans_progress(plans).done, 0);

    run_once(plans, plan, make_something);

    must_equal(fault_plans_progress(plans).done, 0);
    must_equal(fault_plans_progress(plans).known, 3);
    must_hold(fault_plans_next(plans) != NULL);
    must_equal(fault_plans_progress(plans).done, 1);
    fault_plans_close(plans);
}

/* The mutex is made only where there is no event. */
TEST_OUTSIDE(fault_plans, leave_alone_what_does_enough_alone)
{
    static const char *const words[] = { "none", "app:1=CreateEvent-memory",
                                         "app:1+=CreateEvent-memory" };
    unsigned event = (unsigned)fault_outcome_find(CALL_CREATE_EVENT, "memory");
    struct fault_plans *plans = fault_plans_open("app*", 2, FAULT_ONCE | FAULT_ONWARDS);
    const struct fault_plan *plan;
    for (unsigned i = 0; (plan = fault_plans_next(plans)) != NULL; i++) {
        char *word = fault_plan_write(plan);
        must_hold(i < COUNT_OF(words));
        must_read(word, words[i]);
        free(word);
        run_once(plans, fault_plans_current(plans), make_something);
        if (i == 1) fault_plans_leave_alone(plans, event);
        if (i == 1) plans = interrupt(plans);
    }
    must_equal(fault_plans_progress(plans).known, COUNT_OF(words));
    must_equal(fault_plans_progress(plans).done, COUNT_OF(words));
    must_equal(fault_plans_progress(plans).two_known, 0);
    fault_plans_close(plans);
}

/* Many plans: the set grows, and keeps each once. */
static int make_many(void *argument)
{
    (void)argument;
    for (int i = 0; i < 20; i++)
        CreateEventW(NULL, TRUE, FALSE, NULL);
    return 0;
}

TEST_OUTSIDE(fault_plans, are_as_many_as_there_are_pairs_of_calls)
{
    struct fault_plans *plans = fault_plans_open("app*", 2, FAULT_ONCE | FAULT_ONWARDS);
    const struct fault_plan *plan;
    while ((plan = fault_plans_next(plans)) != NULL)
        run_once(plans, plan, make_many);

    // 20 places, once and from then on: what follows the latter has its outcome already.
    struct fault_progress progress = fault_plans_progress(plans);
    must_equal(progress.known, 1 + 2 * 20 + 2 * (20 * 19 / 2));
    must_equal(progress.done, progress.known);
    must_equal(progress.struck, progress.known - 1);
    must_equal(progress.two_known, 380);
    fault_plans_close(plans);
}
