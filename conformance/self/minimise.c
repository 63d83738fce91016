/* A failing run is made as plain as it can be: only what the failure needs is left of its
 * deviations. The runs here are a row of questions, and which answers make one fail is known. */
#include <piperig/minimise.h>

#include "must.h"
#include "outside.h"

#include <string.h>

/* A deviation that says no more than that. */
#define AT(question, answer)                                                                       \
    {                                                                                              \
        .at = (question), .picked = (answer)                                                       \
    }

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

enum { QUESTIONS = 24, ANSWERS = 4, NEEDED_MAX = 6 };

static const struct fault_plan no_faults;

/* A run fails when all these answers are given. */
struct failure {
    const char *row;
    struct choice_deviation needed[NEEDED_MAX];
    size_t count;
    uint32_t fewer;    // questions that the run leaves out when its first one is answered calmly
};

/* Every third question is whether to preempt. */
static enum choice_kind kind_of(uint32_t question)
{
    return question % 3 == 0 ? CHOICE_PREEMPT : CHOICE_DATA;
}

static bool is_needed_answer_missing(const struct failure *failure, const uint32_t *answers)
{
    for (size_t i = 0; i < failure->count; i++)
        if (answers[failure->needed[i].at] != failure->needed[i].picked) return true;
    return false;
}

static bool fails(struct choice *choice, const struct fault_plan *plan, void *argument)
{
    (void)plan;
    const struct failure *failure = argument;
    uint32_t answers[QUESTIONS] = { 0 };
    uint32_t questions = QUESTIONS;
    for (uint32_t i = 0; i < questions; i++) {
        answers[i] = choice_pick(choice, kind_of(i), ANSWERS);
        if (i == 0 && answers[0] == 0) questions -= failure->fewer;
    }
    return !is_needed_answer_missing(failure, answers);
}

/* A run that deviates at each question, as [failure] needs it where it needs something. */
static void fill(struct choice_deviation *deviations, const struct failure *failure)
{
    for (uint32_t i = 0; i < QUESTIONS; i++)
        deviations[i] = (struct choice_deviation)AT(i, 1 + i % (ANSWERS - 1));
    for (size_t i = 0; i < failure->count; i++)
        deviations[failure->needed[i].at].picked = failure->needed[i].picked;
}

static void must_be(const struct plainest *plainest, const struct choice_deviation *expected,
                    size_t count)
{
    must_equal(plainest->count, count);
    for (size_t i = 0; i < count; i++) {
        must_equal(plainest->deviations[i].at, expected[i].at);
        must_equal(plainest->deviations[i].picked, expected[i].picked);
    }
}

static unsigned preemptions_among(const struct choice_deviation *deviations, size_t count)
{
    unsigned preemptions = 0;
    for (size_t i = 0; i < count; i++)
        preemptions += kind_of(deviations[i].at) == CHOICE_PREEMPT;
    return preemptions;
}

/* What is left replays strictly, and fails. */
static void must_replay(const struct plainest *plainest, struct failure *failure)
{
    struct choice choice;
    choice_init_replay(&choice, plainest->deviations, plainest->count, false);
    must_hold(fails(&choice, &no_faults, failure));
    must_hold(choice.divergence == NULL);
    must_equal(choice.deviation_count, plainest->count);
    choice_fini(&choice);
}

static struct failure failures[] = {
    { "the first", { AT(0, 1) }, 1, 0 },
    { "the last", { AT(QUESTIONS - 1, 3) }, 1, 0 },
    { "one in the middle", { AT(13, 2) }, 1, 0 },
    { "two neighbours", { AT(11, 2), AT(12, 1) }, 2, 0 },
    { "both ends", { AT(0, 3), AT(QUESTIONS - 1, 1) }, 2, 0 },
    { "scattered", { AT(1, 1), AT(6, 2), AT(7, 3), AT(15, 1), AT(16, 1), AT(22, 3) }, 6, 0 },
};

TEST_OUTSIDE(minimise, leaves_just_what_the_failure_needs)
{
    for (size_t i = 0; i < COUNT_OF(failures); i++) {
        struct failure *failure = &failures[i];
        struct choice_deviation deviations[QUESTIONS];
        ROW(failure->row);
        fill(deviations, failure);

        struct plainest plainest = minimise(&no_faults, deviations, QUESTIONS, fails, failure);

        must_be(&plainest, failure->needed, failure->count);
        must_equal(plainest.preemptions, preemptions_among(failure->needed, failure->count));
        must_replay(&plainest, failure);
        minimise_fini(&plainest);
        must_hold(plainest.deviations == NULL);
    }
    ROW(NULL);
}

/* Fails whatever it does; without the answer to question 4 threads take turns more often. */
static bool fails_at_length(struct choice *choice, const struct fault_plan *plan, void *argument)
{
    uint32_t answers[QUESTIONS];
    (void)plan, (void)argument;
    for (uint32_t i = 0; i < QUESTIONS; i++)
        answers[i] = choice_pick(choice, kind_of(i), ANSWERS);
    choice->switches = answers[4] == 0 ? 7 : 3;
    return true;
}

TEST_OUTSIDE(minimise, keeps_what_saves_context_switches)
{
    static const struct choice_deviation deviations[] = { AT(1, 1), AT(4, 1), AT(9, 1) };

    struct plainest plainest =
        minimise(&no_faults, deviations, COUNT_OF(deviations), fails_at_length, NULL);

    must_be(&plainest, &deviations[1], 1);
    must_equal(plainest.switches, 3);
    minimise_fini(&plainest);
}

/* Fails whatever it does; without the preemption threads take turns more often. */
static bool fails_calmly_at_length(struct choice *choice, const struct fault_plan *plan,
                                   void *argument)
{
    (void)plan, (void)argument;
    choice->switches = choice_pick(choice, CHOICE_PREEMPT, ANSWERS) == 0 ? 7 : 3;
    return true;
}

TEST_OUTSIDE(minimise, prefers_a_switch_to_a_preemption)
{
    static const struct choice_deviation deviations[] = { AT(0, 1) };

    struct plainest plainest =
        minimise(&no_faults, deviations, COUNT_OF(deviations), fails_calmly_at_length, NULL);

    must_equal(plainest.count, 0);
    must_equal(plainest.switches, 7);
    minimise_fini(&plainest);
}

/* Halves at once: far fewer runs than one for each deviation and each round. */
TEST_OUTSIDE(minimise, takes_few_runs_when_little_is_needed)
{
    struct choice_deviation deviations[QUESTIONS];
    fill(deviations, &failures[0]);

    struct plainest plainest = minimise(&no_faults, deviations, QUESTIONS, fails, &failures[0]);

    must_hold(plainest.trials > 1 && plainest.trials < QUESTIONS);
    minimise_fini(&plainest);
}

TEST_OUTSIDE(minimise, leaves_nothing_of_a_run_that_fails_calmly)
{
    struct failure always = { .count = 0 };
    struct choice_deviation deviations[QUESTIONS];
    fill(deviations, &always);

    struct plainest plainest = minimise(&no_faults, deviations, QUESTIONS, fails, &always);

    must_equal(plainest.count, 0);
    must_equal(plainest.preemptions, 0);
    must_replay(&plainest, &always);
    minimise_fini(&plainest);
}

TEST_OUTSIDE(minimise, tries_a_run_without_deviations_once)
{
    struct failure always = { .count = 0 };

    struct plainest plainest = minimise(&no_faults, NULL, 0, fails, &always);

    must_equal(plainest.count, 0);
    must_equal(plainest.trials, 1);
    minimise_fini(&plainest);
}

/* Answers that the run never asks for, or does not have, are gone even if nothing else can be
 * left out. */
TEST_OUTSIDE(minimise, drops_what_came_to_nothing)
{
    static const struct choice_deviation deviations[] = { AT(4, 2), AT(5, ANSWERS),
                                                          AT(QUESTIONS, 1), AT(QUESTIONS + 7, 2) };
    struct failure failure = { .needed = { AT(4, 2) }, .count = 1 };

    struct plainest plainest =
        minimise(&no_faults, deviations, COUNT_OF(deviations), fails, &failure);

    must_be(&plainest, failure.needed, 1);
    must_replay(&plainest, &failure);
    minimise_fini(&plainest);
}

/* Without its first answer the run is so short that the failure has no place in it. */
TEST_OUTSIDE(minimise, keeps_what_the_needed_questions_depend_on)
{
    struct failure failure = { .needed = { AT(QUESTIONS - 2, 2) }, .count = 1, .fewer = 5 };
    struct choice_deviation deviations[QUESTIONS];
    fill(deviations, &failure);

    struct plainest plainest = minimise(&no_faults, deviations, QUESTIONS, fails, &failure);

    must_be(&plainest, (struct choice_deviation[]){ deviations[0], AT(QUESTIONS - 2, 2) }, 2);
    must_replay(&plainest, &failure);
    minimise_fini(&plainest);
}

/* --- Failures that are harder to hold --------------------------------------------------------- */

/* Fails with both of the answers 2 and 3 or with none of them: the one hides what the other
 * does. */
static bool fails_unless_one_sided(struct choice *choice, const struct fault_plan *plan,
                                   void *argument)
{
    (void)plan;
    uint32_t answers[QUESTIONS];
    (void)argument;
    for (uint32_t i = 0; i < QUESTIONS; i++)
        answers[i] = choice_pick(choice, kind_of(i), ANSWERS);
    return (answers[2] != 0) == (answers[3] != 0) && answers[9] != 0;
}

TEST_OUTSIDE(minimise, leaves_out_together_what_cannot_go_alone)
{
    static const struct choice_deviation deviations[] = { AT(2, 1), AT(3, 1), AT(9, 1) };

    struct plainest plainest =
        minimise(&no_faults, deviations, COUNT_OF(deviations), fails_unless_one_sided, NULL);

    must_be(&plainest, &deviations[2], 1);
    must_equal(plainest.preemptions, 1);
    minimise_fini(&plainest);
}

/* The answer to question 4 matters only as long as question 8 is answered too. */
static bool fails_in_a_chain(struct choice *choice, const struct fault_plan *plan, void *argument)
{
    (void)plan;
    uint32_t answers[QUESTIONS];
    (void)argument;
    for (uint32_t i = 0; i < QUESTIONS; i++)
        answers[i] = choice_pick(choice, kind_of(i), ANSWERS);
    return answers[2] != 0 && answers[20] != 0 && (answers[8] == 0 || answers[4] != 0);
}

/* The 8 goes after the 4 was tried, and then the 4 can go. */
TEST_OUTSIDE(minimise, goes_round_again_when_something_became_superfluous)
{
    static const struct choice_deviation deviations[] = { AT(2, 1), AT(4, 1), AT(8, 1), AT(20, 1) };

    struct plainest plainest =
        minimise(&no_faults, deviations, COUNT_OF(deviations), fails_in_a_chain, NULL);

    must_be(&plainest, (struct choice_deviation[]){ AT(2, 1), AT(20, 1) }, 2);
    minimise_fini(&plainest);
}

static bool never_fails(struct choice *choice, const struct fault_plan *plan, void *argument)
{
    (void)plan;
    ++*(unsigned *)argument;
    choice_pick(choice, CHOICE_DATA, ANSWERS);
    return false;
}

TEST_OUTSIDE(minimise, hands_back_a_run_that_does_not_fail_again)
{
    static const struct choice_deviation deviations[] = { AT(0, 1), AT(7, 2) };
    unsigned runs = 0;

    struct plainest plainest =
        minimise(&no_faults, deviations, COUNT_OF(deviations), never_fails, &runs);

    must_be(&plainest, deviations, COUNT_OF(deviations));
    must_equal(plainest.trials, runs);
    minimise_fini(&plainest);
}

/* --- Faults ----------------------------------------------------------------------------------- */

static struct fault_plan read_plan(const char *text)
{
    struct fault_plan plan;
    const char *why;
    must_hold(fault_plan_read(&plan, text, &why));
    return plan;
}

static bool has(const struct fault_plan *plan, const char *fault)
{
    struct fault_plan wanted = read_plan(fault);
    for (unsigned i = 0; i < plan->count; i++) {
        struct fault_plan one = { .count = 1, .faults = { plan->faults[i] } };
        if (fault_plan_same(&one, &wanted)) return true;
    }
    return false;
}

static void must_be_plan(const struct plainest *plainest, const char *text)
{
    struct fault_plan expected = read_plan(text);
    must_hold(fault_plan_same(&plainest->plan, &expected));
}

static const char three_faults[] = "a:1=ReadFile-memory,a:2+=CreateThread-memory,b:1=malloc-memory";

/* Fails when the first thread cannot be had, however often, and question 5 is answered. */
static bool fails_without_thread(struct choice *choice, const struct fault_plan *plan,
                                 void *argument)
{
    uint32_t answers[QUESTIONS];
    (void)argument;
    for (uint32_t i = 0; i < QUESTIONS; i++)
        answers[i] = choice_pick(choice, kind_of(i), ANSWERS);
    bool none = has(plan, "a:2=CreateThread-memory") || has(plan, "a:2+=CreateThread-memory");
    return none && answers[5] != 0;
}

TEST_OUTSIDE(minimise, leaves_just_the_faults_that_the_failure_needs_and_once)
{
    static const struct choice_deviation deviations[] = { AT(2, 1), AT(5, 1), AT(9, 1) };
    struct fault_plan plan = read_plan(three_faults);

    struct plainest plainest =
        minimise(&plan, deviations, COUNT_OF(deviations), fails_without_thread, NULL);

    must_be_plan(&plainest, "a:2=CreateThread-memory");
    must_be(&plainest, &deviations[1], 1);
    minimise_fini(&plainest);
}

/* Fails when all faults are there as they are. */
static bool fails_with_all(struct choice *choice, const struct fault_plan *plan, void *argument)
{
    struct fault_plan all = read_plan(three_faults);
    (void)argument;
    choice_pick(choice, CHOICE_DATA, ANSWERS);
    return fault_plan_same(plan, &all);
}

TEST_OUTSIDE(minimise, keeps_faults_that_are_all_needed)
{
    static const struct choice_deviation deviations[] = { AT(0, 1) };
    struct fault_plan plan = read_plan(three_faults);

    struct plainest plainest =
        minimise(&plan, deviations, COUNT_OF(deviations), fails_with_all, NULL);

    must_be_plan(&plainest, three_faults);
    must_equal(plainest.count, 0);
    minimise_fini(&plainest);
}

/* The answer to question 2 is needed only as long as the thread cannot be had. */
static bool fails_more_plainly_without_fault(struct choice *choice, const struct fault_plan *plan,
                                             void *argument)
{
    uint32_t answers[QUESTIONS];
    (void)argument;
    for (uint32_t i = 0; i < QUESTIONS; i++)
        answers[i] = choice_pick(choice, kind_of(i), ANSWERS);
    return plan->count == 0 || answers[2] != 0;
}

TEST_OUTSIDE(minimise, leaves_out_choices_again_when_a_fault_could_go)
{
    static const struct choice_deviation deviations[] = { AT(2, 1) };
    struct fault_plan plan = read_plan("a:2=CreateThread-memory");

    struct plainest plainest =
        minimise(&plan, deviations, COUNT_OF(deviations), fails_more_plainly_without_fault, NULL);

    must_be_plan(&plainest, "none");
    must_equal(plainest.count, 0);
    minimise_fini(&plainest);
}
